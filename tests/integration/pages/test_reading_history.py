"""The history: made from the ledger, with reasons for those who may read them."""

from requests_app.journey import correction, outside_guardian, restriction, telling
from tests.factories import journeys, people, stories
from tests.factories.answers import PUT_OFF
from tests.factories.journeys import Team
from tests.integration.pages.test_reading_request import entries, page_of
from tests.support.queries import MOST_A_PAGE, counted


def test_every_entry_is_told_in_words(team: Team, as_person) -> None:
    text = page_of(as_person(team.practice_manager), stories.rich(team), "history/")

    for words in (
        "Request submitted",
        "Accepted for review",
        "by Sunniva Hartwellby",
        'From</dt><dd class="desk-lines">Legal basis',
        "Approved by the guardian",
        "Disclosed in full",
        "legal-basis review",
        "Incident recorded",
        "Closed",
    ):
        assert words in text, words
    assert "2026-11-" not in text.replace('datetime="2026-11-', "")


def test_reasons_are_shown_and_the_match_only_to_those_who_see_it(team: Team, as_person) -> None:
    request = journeys.at_decision(team)

    assert "Hidden from your role" not in page_of(as_person(team.ig_lead), request, "history/")
    officer = page_of(as_person(team.data_protection_officer), request, "history/")
    assert "Hidden from your role" in officer
    assert "matched" not in officer.lower().replace("matching", "")


def test_what_was_decided_about_telling_is_for_those_who_see_the_match(team: Team, as_person) -> None:
    """Of every answer alike: what only "nobody" hid would tell that nobody was found."""
    request = journeys.submitted(team)
    nobody = {"what": "nobody", "reason": "Nobody was looked for"}
    telling.decide(key=request.key, by=team.practice_manager, data=nobody)
    telling.decide(key=request.key, by=team.practice_manager, data={"what": "later", **PUT_OFF})

    own = page_of(as_person(team.ig_lead), request, "history/")
    assert "Nobody was looked for" in own
    assert "Date: Look again at telling the patient" in own
    officer = page_of(as_person(team.data_protection_officer), request, "history/")
    assert officer.count('Telling</dt><dd class="desk-lines">Hidden from your role') == 2
    assert "Nobody was looked for" not in officer
    assert PUT_OFF["reason"] not in officer


def test_a_corrected_name_stays_hidden_from_an_auditor(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    subjects = journeys.parts()["subject"]["subjects"]
    correction.correct(
        key=request.key,
        by=team.practice_manager,
        part="subject",
        data={"subject_kind": "one", "subjects": [{**subjects[0], "name": "Dmitar Hallowell"}]},
        because="Misspelt",
    )

    assert "Hallowell" in page_of(as_person(team.ig_lead), request, "history/")
    assert "Hallowell" in page_of(as_person(team.ig_lead), request)
    for part in ("", "history/", "print/"):
        text = page_of(as_person(team.auditor), request, part)
        assert "Hallo" not in text
        assert "Misspelt" in text


def test_who_looked_is_for_guardian_lead_and_auditor(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    page_of(as_person(team.clinical_reviewer), request)

    for role in ("caldicott_guardian", "ig_lead", "auditor"):
        text = page_of(as_person(team.people[role]), request, "history/")
        assert "Request opened" in text, role
        assert "Dr Oda Kestlebrook" in text, role
    for role in ("practice_manager", "clinical_reviewer", "data_protection_officer"):
        assert "Request opened" not in page_of(as_person(team.people[role]), request, "history/"), role


def test_looking_at_the_history_is_recorded(team: Team, as_person) -> None:
    request = journeys.submitted(team)

    page_of(as_person(team.auditor), request, "history/")

    (opened,) = entries(request, "request.opened")
    assert opened.facts["page"] == "history"


def test_a_long_history_comes_in_pages_and_as_many_queries(team: Team, as_person) -> None:
    request = stories.rich(team)
    browser = as_person(team.ig_lead)
    for _ in range(30):
        browser.get(request.get_absolute_url())

    with counted() as asked:
        first = page_of(browser, request, "history/")
    assert len(asked) <= MOST_A_PAGE
    assert "Older entries" in first
    before = first.split("?before=")[1].split('"')[0]
    second = page_of(browser, request, f"history/?before={before}")
    assert "Draft started" in second
    assert "Draft started" not in first
    assert "Newest entries" in second
    assert "Nothing older" in page_of(browser, request, "history/?before=0")
    assert "Request" in page_of(browser, request, "history/?before=nonsense")


def test_people_among_the_facts_are_named(team: Team, as_person) -> None:
    request = journeys.at_decision(team)
    guest = people.an_outside_guardian(team.practice)
    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guest, reason="All prepared it")
    restriction.restrict(key=request.key, by=team.ig_lead, people=[team.ig_lead, team.auditor])

    text = page_of(as_person(team.ig_lead), request, "history/")

    assert f'Guardian</dt><dd class="desk-lines">{guest.full_name}' in text
    assert f"{team.ig_lead.full_name}, {team.auditor.full_name}" in text
