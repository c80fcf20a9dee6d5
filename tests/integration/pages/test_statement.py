"""A person's own statement over HTTP: complete, reconciled, and silent about what it leaves out."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.ledger.api import entries, entries_about, log_name, reveal
from consent.models import PatientPage, Telling
from kit.errors import NotAllowed, NotPossible
from requests_app.journey import guardian_decision, patient_pages, restriction, telling
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.answers import approval
from tests.integration.pages.deciding import on, text_of
from tests.support.pdfs import read
from tests.support.queries import MOST_A_PAGE, counted

MAKING = {"whom": "patient", "identity": "Passport seen", "size": "standard", "searched": "on"}
AGAIN = date(2031, 3, 3)


def page_of(team) -> PatientPage:
    return patient_pages.of_identifiers(
        practice=team.practice, by=team.ig_lead, given={"nhs_number": "9993035203"}
    )


def where(team) -> str:
    return reverse("patient_statement", args=[page_of(team).key])


def approved(team, tell, **fields):
    request = journeys.at_decision(team)
    fields = {"tell_patient": tell, "tell_reason": "It would warn a suspect", "tell_review_on": None} | fields
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=approval(request, **fields))
    return journeys.fresh(request)


def disclosed(team):
    return journeys.disclosed(team, journeys.released(team, approved(team, "after")))


def choices(**by_request: tuple[Request, str]):
    found = {}
    for request, what in by_request.values():
        token = request.key.hex
        found[f"choice_{token}"] = what
        if what == "not":
            found |= {f"reason_{token}": "It would warn them", **on(f"on_{token}", AGAIN)}
    return found


def made(browser, team, **changes):
    answer = browser.post(where(team), MAKING | changes)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), text_of(answer)
    return read(answer.content)


def last(team):
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    return entry


def test_it_says_who_asked_on_what_law_what_was_decided_and_what_left(team, as_person):
    request = disclosed(team)
    browser = as_person(team.ig_lead)
    page = text_of(browser.get(where(team)))
    assert "Northmere Police" in page
    assert "The audit ledger says the same" in page
    found = made(browser, team)
    assert (found.language, found.title, found.marked) == (
        "en-GB",
        "Requests for information about you",
        True,
    )
    assert {"H1", "H2", "H3", "P", "L", "LI"} <= set(found.tags)
    for words in (request.reference, "Northmere Police", "Current address", "Given on", "Article 15"):
        assert words in found.text
    for words in ("Halloway", "Attempted murder", "PO-01", "D06"):
        assert words not in found.text
    entry = last(team)
    assert entry.event == "statement.made"
    assert {
        name: entry.facts[name] for name in ("requests", "decisions", "items_left", "left_out", "whom")
    } == {
        "requests": 1,
        "decisions": 1,
        "items_left": 2,
        "left_out": 0,
        "whom": "patient",
    }
    assert entry.facts["log_size"] == entry.leaf_index
    private = reveal(log_name(team.practice.public_id), entry.event_id)
    assert private is not None
    assert private["identity"] == "Passport seen"
    assert not Telling.objects.exists()


def test_large_print_has_no_smaller_letter(team, as_person):
    disclosed(team)
    assert min(made(as_person(team.caldicott_guardian), team, size="large").sizes) == 18


def test_what_may_not_be_told_is_left_out_without_a_trace(team, as_person):
    """The document is word for word the one that would be made if the other request weren't there."""
    disclosed(team)
    browser = as_person(team.ig_lead)
    before = made(browser, team)
    hidden = approved(team, "not", tell_review_on=AGAIN)
    later = approved(team, "later", tell_review_on=AGAIN)
    page = text_of(browser.get(where(team)))
    for words in (hidden.reference, later.reference, "It would warn a suspect", "3 March 2031"):
        assert words in page
    after = made(browser, team)
    assert (after.text, after.title, after.tags, after.pages) == (
        before.text,
        before.title,
        before.tags,
        before.pages,
    )
    assert last(team).facts["left_out"] == 2


def test_nothing_at_all_reads_as_everything_left_out(team, as_person):
    browser = as_person(team.ig_lead)
    nothing = made(browser, team)
    approved(team, "not", tell_review_on=AGAIN)
    assert made(browser, team).text == nothing.text
    assert "There is none that we list here" in nothing.text


def test_what_nobody_decided_is_decided_first(team, as_person):
    asked, refused = journeys.submitted(team), journeys.refused(team)
    browser = as_person(team.caldicott_guardian)
    page = text_of(browser.get(where(team)))
    assert f"What happens with {asked.reference}?" in page
    assert "How the statement reads" not in page
    gap = browser.post(where(team), choices(a=(asked, "now")))
    assert gap.status_code == 422
    assert f"Select what happens with {refused.reference}" in text_of(gap)
    assert not Telling.objects.exists()
    done = browser.post(where(team), choices(a=(asked, "now"), b=(refused, "not")))
    assert done.status_code == 302
    rows = {row.for_request: row for row in Telling.objects.all()}
    assert (rows[asked.key].what, rows[refused.key].what) == ("now", "not")
    assert (rows[refused.key].again_on, rows[refused.key].reason) == (AGAIN, "It would warn them")
    found = made(browser, team)
    assert asked.reference in found.text
    assert refused.reference not in found.text
    (event,) = [
        entry
        for entry in entries_about(log_name(team.practice.public_id), refused.about)
        if entry.event == "patient.telling_decided"
    ]
    assert "warn" not in event.text


def test_what_was_decided_meanwhile_stands(team, as_person):
    asked = journeys.submitted(team)
    browser = as_person(team.caldicott_guardian)
    answer = browser.post(where(team), choices(a=(asked, "now")) | {f"version_{asked.key.hex}": "1"})
    assert answer.status_code == 409
    assert "Somebody changed the request since you opened this page" in text_of(answer)
    assert not Telling.objects.exists()


def test_who_does_not_see_all_of_it_is_told_that_somebody_else_must(team, as_person):
    disclosed(team)
    other = journeys.submitted(team)
    restriction.restrict(
        key=other.key, by=team.practice_manager, people=[team.practice_manager, team.caldicott_guardian]
    )
    for answer in (
        as_person(team.ig_lead).get(where(team)),
        as_person(team.ig_lead).post(where(team), MAKING),
    ):
        assert answer.status_code == 403
        assert "Somebody else has to make this statement" in text_of(answer)
        assert other.reference not in text_of(answer)
        assert not re.search(r"\d+ requests", text_of(answer))
    assert as_person(team.caldicott_guardian).get(where(team)).status_code == 200


@pytest.mark.parametrize("role", ["practice_manager", "clinical_reviewer", "auditor"])
def test_who_may_not_make_one_is_refused(team, as_person, role):
    assert as_person(team.people[role]).get(where(team)).status_code == 403


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"whom": ""}, "Select who asks for it"),
        ({"whom": "parent"}, "Enter who they are and why they may be told"),
        ({"identity": ""}, "Enter how you checked who they are"),
        ({"size": ""}, "Select the size of the letters"),
    ],
)
def test_each_gap_is_named(team, as_person, changes, message):
    disclosed(team)
    answer = as_person(team.ig_lead).post(where(team), MAKING | changes)
    assert answer.status_code == 422
    assert message in text_of(answer)


def test_for_a_child_somebody_considers_who_may_have_it(team, as_person):
    request = disclosed(team)
    request.subjects.update(date_of_birth=timezone.localdate() - timedelta(days=4000))
    answer = as_person(team.ig_lead).post(where(team), MAKING)
    assert "Enter how you considered whether to tell the child or a parent" in text_of(answer)
    assert made(as_person(team.ig_lead), team, whom_because="Asked alone; understands")


def test_a_name_with_another_number_is_listed_and_not_included(team, as_person):
    disclosed(team)
    other = journeys.disclosed(team)
    other.subjects.update(nhs_number_index="a" * 64)
    page = patient_pages.of_identifiers(
        practice=team.practice,
        by=team.ig_lead,
        given={
            "nhs_number": "9993035203",
            "name": "Dmitar Halloway",
            "date_of_birth": date(1979, 11, 3),
        },
    )
    address = reverse("patient_statement", args=[page.key])
    browser = as_person(team.ig_lead)
    assert other.reference in text_of(browser.get(address))
    assert other.reference not in read(browser.post(address, MAKING).content).text


def test_no_statement_where_the_ledger_says_otherwise(team, as_person, monkeypatch):
    disclosed(team)
    monkeypatch.setattr("requests_app.selectors.statements.DECIDED", ())
    browser = as_person(team.ig_lead)
    page = text_of(browser.get(where(team)))
    assert "The audit ledger says otherwise" in page
    assert "Make the statement" not in page
    assert browser.post(where(team), MAKING).status_code == 409


def test_a_bounded_number_of_queries(team, as_person):
    browser, asked = as_person(team.ig_lead), []
    browser.get(where(team))  # what a process reads once
    for more in (1, 3):
        for _ in range(more):
            disclosed(team)
        address = where(team)
        with counted() as found:
            browser.get(address)
        asked.append(len(found))
    assert asked[0] == asked[1] <= MOST_A_PAGE, found


def test_more_than_one_document_holds_is_said(team, as_person, monkeypatch):
    disclosed(team)
    monkeypatch.setattr("requests_app.selectors.statements.MOST_REQUESTS", 0)
    answer = as_person(team.ig_lead).get(where(team))
    assert answer.status_code == 409
    assert "A statement takes at most" in text_of(answer)


@pytest.mark.parametrize(
    ("refusal", "status"), [(NotPossible("Meanwhile"), 302), (NotAllowed("No"), 403)], ids=["open", "right"]
)
def test_what_changed_while_it_was_decided_is_said(team, as_person, monkeypatch, refusal, status):
    """The last one was decided by somebody else, or the right ended: nothing is decided twice."""
    asked = journeys.submitted(team)

    def meanwhile(**_):
        telling.decide(key=asked.key, by=team.practice_manager, data={"what": "now"})
        raise refusal

    monkeypatch.setattr("requests_app.journey.statement.include_or_leave_out", meanwhile)
    answer = as_person(team.ig_lead).post(where(team), choices(a=(asked, "not")))
    assert answer.status_code == status
    assert [row.what for row in Telling.objects.all()] == ["now"]
