"""A person's page: found by a POST, at an address that names nobody, with what the viewer may see alone."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from audit.ledger.api import entries_about, log_name, reveal
from consent.models import PatientPage
from practices.models import Person
from requests_app.journey import conflicts, patient_pages
from requests_app.journey.parts import indexes
from requests_app.journey.patient_pages import HASHES
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.queries import MOST_A_PAGE, counted

NUMBER = {"by": "nhs_number", "nhs_number": "999 303 5203"}
NAME = {
    "by": "name_dob",
    "name": "Dmitar Halloway",
    "date_of_birth_day": "3",
    "date_of_birth_month": "11",
    "date_of_birth_year": "1979",
}
REASON = {"reason": "A complaint to the Commissioner"}


def page_of(team: Team, by: Person | None = None, **given: Any) -> PatientPage:
    return patient_pages.of_identifiers(
        practice=team.practice, by=by or team.ig_lead, given=given or {"nhs_number": "9993035203"}
    )


def events(page: PatientPage) -> list[str]:
    """The latest last."""
    return [found.event for found in entries_about(log_name(page.practice.public_id), page.about)][::-1]


@pytest.mark.parametrize("known", [NUMBER, NAME], ids=["by number", "by name"])
def test_a_search_leads_to_the_page_with_the_requests(team: Team, as_person, known: dict[str, str]) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.ig_lead)

    answer = browser.post(reverse("patient_open"), known)
    page = PatientPage.objects.get()
    assert answer.headers["Location"] == reverse("patient", args=[page.key])
    text = browser.get(answer.headers["Location"]).content.decode()

    assert request.reference in text
    assert "Dmitar Halloway" in text
    assert events(page) == ["patient_page.made", "patient_page.opened"]


def test_the_same_person_has_one_page(team: Team, as_person) -> None:
    for person in (team.ig_lead, team.practice_manager):
        as_person(person).post(reverse("patient_open"), NUMBER)

    assert PatientPage.objects.count() == 1
    assert events(PatientPage.objects.get()) == ["patient_page.made"]


def test_no_identifier_is_in_the_table_or_in_the_ledger(team: Team) -> None:
    page = page_of(team, nhs_number="9993035203", name="Dmitar Halloway", date_of_birth=date(1979, 11, 3))
    entries = entries_about(log_name(team.practice.public_id), page.about)

    row = str(PatientPage.objects.values().get())
    for word in ("9993035203", "Halloway", "1979"):
        assert word not in row
        assert all(word not in entry.text for entry in entries)


def test_requests_that_one_may_not_see_are_neither_shown_nor_counted(team: Team, as_person) -> None:
    shown, browser, page = journeys.submitted(team), as_person(team.ig_lead), page_of(team)

    def seen() -> str:
        return str(browser.get(page.get_absolute_url()).content.decode().split("<h1")[1])

    alone = seen()
    hidden = journeys.submitted(team)
    assert hidden.reference in seen()
    hidden.restricted = True
    hidden.save()

    assert shown.reference in alone
    assert seen() == alone


@pytest.mark.parametrize("kind", ["kinship", "dispute", "subject"])
def test_somebody_close_to_the_person_does_not_see_their_page(team: Team, as_person, kind: str) -> None:
    request = journeys.submitted(team)
    conflicts.declare(key=request.key, by=team.clinical_reviewer, kind=kind)

    assert as_person(team.clinical_reviewer).get(page_of(team).get_absolute_url()).status_code == 404


def test_an_interest_in_who_asks_does_not_bar_from_the_person(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    conflicts.declare(key=request.key, by=team.clinical_reviewer, kind="requester")

    answer = as_person(team.clinical_reviewer).get(page_of(team).get_absolute_url())

    assert answer.status_code == 200
    assert request.reference not in answer.content.decode()


def test_another_practice_finds_nothing_there(team: Team, as_person) -> None:
    other = make_team("Y99992", "Hillside Surgery")

    assert as_person(other.ig_lead).get(page_of(team).get_absolute_url()).status_code == 404


def test_who_may_not_know_whom_requests_are_about_is_refused(team: Team, as_person) -> None:
    page = page_of(team)

    assert as_person(team.front_desk).get(page.get_absolute_url()).status_code == 403
    assert as_person(team.front_desk).post(reverse("patient_open"), NUMBER).status_code == 403


def test_an_auditor_says_why_and_sees_it_once(team: Team, as_person) -> None:
    request, page = journeys.submitted(team), page_of(team)
    browser = as_person(team.auditor)

    assert request.reference not in browser.get(page.get_absolute_url()).content.decode()
    assert browser.post(page.get_absolute_url(), {}).status_code == 422
    assert events(page) == ["patient_page.made"]
    assert request.reference in browser.post(page.get_absolute_url(), REASON).content.decode()

    opened, _ = entries_about(log_name(team.practice.public_id), page.about)
    assert opened.event == "patient_page.opened"
    assert reveal(opened.log, opened.event_id) == REASON


def test_who_sees_people_anyway_is_asked_for_no_reason(team: Team, as_person) -> None:
    page = page_of(team)

    assert as_person(team.ig_lead).post(page.get_absolute_url(), {}).status_code == 200
    assert events(page) == ["patient_page.made", "patient_page.opened"]


def test_a_request_leads_to_the_page_of_whom_it_names(team: Team, as_person) -> None:
    request = journeys.submitted(team)

    answer = as_person(team.ig_lead).post(reverse("request_person", args=[request.key]))

    page = PatientPage.objects.get()
    assert answer.headers["Location"] == page.get_absolute_url()
    assert page.nhs_number_index
    assert page.name_and_birth_index


def test_of_several_people_the_one_that_was_chosen(team: Team, as_person) -> None:
    request = journeys.draft(team)
    other = {"nhs_number": "9993014176", "name": "Una Halloway"}
    request.subjects.create(position=2, **other, **indexes(other))
    browser, address = as_person(team.ig_lead), reverse("request_person", args=[request.key])

    chosen = browser.post(address, {"position": "2"}).headers["Location"]
    assert chosen == page_of(team, nhs_number="9993014176").get_absolute_url()
    assert browser.post(address, {"position": "x"}).headers["Location"] != chosen


def test_somebody_signed_out_signs_in_first(team: Team, client) -> None:
    assert "/accounts/login/" in client.get(page_of(team).get_absolute_url()).headers["Location"]


@pytest.mark.parametrize(
    "change",
    [
        {"subject_kind": "nobody_named", "subjects": [], "subject_description": "Whoever lives there"},
        {"subjects": [{"name": "Dmitar Halloway", "date_of_birth": None, "nhs_number": "", "role": "other"}]},
    ],
    ids=["nobody named", "a name alone"],
)
def test_a_request_that_nobody_can_be_found_by_says_so(team: Team, as_person, change: dict[str, Any]) -> None:
    request = journeys.submitted(team, subject=change)

    answer = as_person(team.ig_lead).post(reverse("request_person", args=[request.key]))

    assert answer.status_code == 409
    assert not PatientPage.objects.exists()


def test_a_name_that_fits_with_another_number_is_said(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    people_like = {"nhs_number": "9993014176", "name": "Dmitar Halloway"}
    page = page_of(team, **people_like, date_of_birth=request.subjects.get().date_of_birth)

    text = as_person(team.ig_lead).get(page.get_absolute_url()).content.decode()

    assert request.reference in text
    assert "it may be somebody else" in text


def test_queries_are_as_few_with_many_requests_as_with_few(team: Team, as_person) -> None:
    page, browser = page_of(team), as_person(team.ig_lead)
    browser.get(page.get_absolute_url())  # what is asked once a minute
    asked: list[int] = []
    for more in (5, 45):
        him = journeys.parts()["subject"]["subjects"][0]
        journeys.submitted(team, subject={"subject_kind": "several", "subjects": [him] * more})
        with counted() as queries:
            assert browser.get(page.get_absolute_url()).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1] <= MOST_A_PAGE


def test_of_two_who_look_at_the_same_moment_one_makes_the_page(team: Team) -> None:
    first = page_of(team)

    second = patient_pages._made(team.practice, team.ig_lead, {name: getattr(first, name) for name in HASHES})

    assert second == first
    assert events(first) == ["patient_page.made"]
