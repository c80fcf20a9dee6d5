"""Looking for requests about a person: in the body, exactly, recorded without whom."""

from typing import Any

import pytest

from audit.ledger.api import entries_about, log_name, reveal
from requests_app.journey import conflicts
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.queries import MOST_A_PAGE, counted

ADDRESS = "/requests/person/"
NUMBER = {"by": "nhs_number", "nhs_number": "999 303 5203"}


def by_name(name: str, year: str = "1979") -> dict[str, str]:
    return {
        "by": "name_dob",
        "name": name,
        "date_of_birth_day": "3",
        "date_of_birth_month": "11",
        "date_of_birth_year": year,
    }


def searches(team: Team) -> list[Any]:
    about = f"practice:{team.practice.public_id}"
    return entries_about(log_name(team.practice.public_id), about, only_events=["subject.searched"])


def found(browser, data: dict[str, str]) -> str:
    answer = browser.post(ADDRESS, data)
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return answer.content.decode()


@pytest.mark.parametrize(
    "data", [NUMBER, by_name("Dmitar Halloway"), by_name("DMITAR  hallo-way".replace("-w", "w"))]
)
def test_a_person_is_found_by_number_or_by_name_and_birth(team: Team, as_person, data) -> None:
    request = journeys.submitted(team)

    assert request.reference in found(as_person(team.ig_lead), data)


@pytest.mark.parametrize(
    "data",
    [by_name("Halloway Dmitar"), by_name("Dmitar Halloway", "1980"), {**NUMBER, "nhs_number": "9993014176"}],
)
def test_only_what_fits_exactly_is_found(team: Team, as_person, data) -> None:
    journeys.submitted(team)

    text = found(as_person(team.ig_lead), data)

    assert "No request fits exactly" in text
    assert "0 requests about this person" in text


def test_the_search_is_recorded_without_whom(team: Team, as_person) -> None:
    found(as_person(team.ig_lead), NUMBER)

    (entry,) = searches(team)
    assert entry.facts == {"index": "nhs_number"}
    assert entry.private is None
    assert "9993035203" not in entry.text


def test_nothing_is_recorded_or_looked_for_until_the_form_is_right(team: Team, as_person) -> None:
    browser = as_person(team.ig_lead)

    assert browser.get(ADDRESS + "?nhs_number=9993035203&by=nhs_number").status_code == 200
    for wrong in ({}, {"by": "nhs_number", "nhs_number": "1234567890"}, {"by": "name_dob", "name": "Dmitar"}):
        assert browser.post(ADDRESS, wrong).status_code == 422
    assert searches(team) == []


def test_only_requests_that_one_may_see_are_found(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    other = make_team("Y99992", "Hillside Surgery")
    conflicts.declare(key=request.key, by=team.clinical_reviewer, kind="kinship")

    assert request.reference not in found(as_person(other.ig_lead), NUMBER)
    assert request.reference not in found(as_person(team.clinical_reviewer), NUMBER)


def test_an_auditor_says_why(team: Team, as_person) -> None:
    request = journeys.submitted(team)
    browser = as_person(team.auditor)

    assert browser.post(ADDRESS, NUMBER).status_code == 422
    text = found(browser, {**NUMBER, "reason": "A complaint to the Commissioner"})

    assert request.reference in text
    assert "Halloway" not in text
    (entry,) = searches(team)
    assert reveal(entry.log, entry.event_id) == {"reason": "A complaint to the Commissioner"}


def test_somebody_at_two_practices_says_where(team: Team, as_person) -> None:
    second = make_team("Y99992", "Hillside Surgery")
    person = people.a_member(second.practice, "ig_lead", person=team.ig_lead)
    here, there = journeys.submitted(team), journeys.submitted(second)
    browser = as_person(person)

    assert browser.post(ADDRESS, NUMBER).status_code == 422
    text = found(browser, {**NUMBER, "practice": "Y99992"})

    assert there.reference in text
    assert here.reference not in text
    assert browser.post(ADDRESS, {**NUMBER, "practice": "Y99999"}).status_code == 422


@pytest.mark.parametrize("role", ["front_desk", "practice_administrator"])
def test_those_who_may_not_see_subjects_are_refused_and_that_is_recorded(team, as_person, role: str) -> None:
    browser = as_person(team.people[role])

    assert browser.get(ADDRESS).status_code == 403
    assert browser.post(ADDRESS, NUMBER).status_code == 403
    about = f"person:{team.people[role].public_id}"
    assert len(entries_about("site", about, only_events=["attempt.refused"])) == 2


def test_queries_are_few(team: Team, as_person) -> None:
    journeys.submitted(team)
    browser = as_person(team.ig_lead)
    with counted() as asked:
        found(browser, NUMBER)

    assert len(asked) <= MOST_A_PAGE


def test_signed_out_people_sign_in_first(client, db) -> None:
    assert client.post(ADDRESS, NUMBER).status_code == 302
