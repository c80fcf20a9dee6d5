"""What left otherwise than decided is in the statement and the letter, in words written for the patient."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from audit.ledger.api import entries, log_name, reveal
from requests_app.journey import incident, telling
from requests_app.models import Incident, Request
from tests.factories import journeys
from tests.integration.pages.deciding import text_of
from tests.integration.pages.test_statement import MAKING, where
from tests.support.pdfs import read

WORDS = "On 3 March we read your address out on the phone to the police.\nThat was wrong."
ONE_LINE = " ".join(WORDS.split())
HEADING = "What left that should not have left"


def refused_and_told(team) -> Request:
    """Refused; nothing was disclosed, and the patient may be told now."""
    request = journeys.refused(team)
    telling.decide(key=request.key, by=team.caldicott_guardian, data={"what": "now"})
    return journeys.fresh(request)


def an_incident(team, request: Request, what_left="The address, to Una Halloway’s brother") -> Incident:
    at = timezone.now() - timedelta(hours=1)
    data = {"kind": "by_phone", "what_left": what_left, "to_whom": "A caller", "happened_at": at}
    return incident.record_incident(
        practice=team.practice, request=request, by=team.practice_manager, data={**data, "aware_at": at}
    )


def said(*incidents: Incident) -> dict[str, str]:
    return {f"said_{row.key.hex}": WORDS for row in incidents}


def last(team):
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    return entry


def test_no_statement_without_words_about_each_incident(team, as_person):
    request = refused_and_told(team)
    found = an_incident(team, request)
    browser = as_person(team.ig_lead)
    page = text_of(browser.get(where(team)))
    assert "The address, to Una Halloway’s brother" in page
    assert "Your words about the incident recorded on" in page
    assert "Nothing was given" not in page
    assert "1 incident. The audit ledger says the same" in page
    gap = browser.post(where(team), MAKING)
    assert gap.status_code == 422
    assert "Enter what the patient reads about the incident" in text_of(gap)
    answer = browser.post(where(team), MAKING | said(found))
    text = " ".join(read(answer.content).text.split())
    assert HEADING in text
    assert ONE_LINE in text
    for words in ("Nothing was given", "Una", "A caller", "Your words"):
        assert words not in text
    entry = last(team)
    assert (entry.event, entry.facts["incidents"]) == ("statement.made", 1)
    assert "phone" not in entry.text
    private = reveal(log_name(team.practice.public_id), entry.event_id)
    assert private is not None
    assert private["incidents"] == {str(found.key): ONE_LINE}


def test_what_was_disclosed_is_told_beside_it(team, as_person):
    request = journeys.disclosed(team)
    telling.decide(key=request.key, by=team.caldicott_guardian, data={"what": "now"})
    first, second = an_incident(team, request), an_incident(team, request)
    browser = as_person(team.ig_lead)
    assert browser.post(where(team), MAKING | said(first)).status_code == 422
    text = read(browser.post(where(team), MAKING | said(first, second)).content).text
    for words in ("What was given", "Given on", HEADING):
        assert words in text
    assert last(team).facts["incidents"] == 2


def test_where_nothing_left_that_is_said(team, as_person):
    refused_and_told(team)
    text = read(as_person(team.ig_lead).post(where(team), MAKING).content).text
    assert "Nothing was given" in text
    assert HEADING not in text


def test_an_incident_that_the_ledger_does_not_have_stops_it(team, as_person, monkeypatch):
    an_incident(team, refused_and_told(team))
    monkeypatch.setattr("requests_app.selectors.statements.INCIDENT", "incident.reported")
    page = text_of(as_person(team.ig_lead).get(where(team)))
    assert "The audit ledger says otherwise: 1 request, 1 decision, 0 items that left and 0 incidents" in page


def test_an_incident_of_a_request_that_is_left_out_is_not_asked_for(team, as_person):
    request = journeys.refused(team)
    data = {"what": "not", "reason": "It would warn them", "again_on": timezone.localdate()}
    data["again_on"] += timedelta(days=30)
    telling.decide(key=request.key, by=team.caldicott_guardian, data=data)
    an_incident(team, request)
    browser = as_person(team.ig_lead)
    assert "what does the patient read" not in text_of(browser.get(where(team)))
    answer = browser.post(where(team), MAKING)
    assert HEADING not in read(answer.content).text
    assert last(team).facts["incidents"] == 0


def test_no_letter_without_words_about_each_incident(team, as_person):
    request = refused_and_told(team)
    found = an_incident(team, request)
    browser, address = as_person(team.practice_manager), reverse("patient_letter", args=[request.key])
    page = text_of(browser.get(address))
    assert "The address, to Una Halloway’s brother" in page
    assert "Nothing was given" not in page
    sent = {"whom": "patient", "size": "standard"}
    gap = browser.post(address, sent)
    assert gap.status_code == 422
    assert "Enter what the patient reads about the incident" in text_of(gap)
    text = " ".join(read(browser.post(address, sent | said(found)).content).text.split())
    assert HEADING in text
    assert ONE_LINE in text
    for words in ("Nothing was given", "Una", "Your words"):
        assert words not in text
    entry = last(team)
    assert "phone" not in entry.text
    private = reveal(log_name(team.practice.public_id), entry.event_id)
    assert private is not None
    assert private["incidents"] == {str(found.key): ONE_LINE}
