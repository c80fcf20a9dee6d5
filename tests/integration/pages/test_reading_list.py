"""All requests: only those in scope, filtered, sorted, page by page, without a patient's name."""

import re

import pytest

from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.pages.test_reading_work import due, letter_about
from tests.support.queries import MOST_A_PAGE, counted


def references(browser, query: str = "") -> list[str]:
    text = browser.get(f"/requests/{query}").content.decode()
    return list(dict.fromkeys(re.findall(r"Y9999\d-\d{4}-\d{5}", text)))


def test_only_the_practices_own_are_listed(team: Team, as_person) -> None:
    other = make_team("Y99992", "Hillside Surgery")
    mine, theirs = journeys.submitted(team), journeys.submitted(other)

    assert references(as_person(team.ig_lead)) == [mine.reference]
    assert references(as_person(other.ig_lead)) == [theirs.reference]
    assert references(as_person(team.practice_administrator)) == []
    assert references(as_person(team.front_desk)) == []


def test_no_patient_is_named(team: Team, as_person) -> None:
    journeys.submitted(team)

    text = as_person(team.caldicott_guardian).get("/requests/?show=all").content.decode()

    assert "Halloway" not in text
    assert "999 303" not in text


def test_closed_ones_are_shown_when_asked_for(team: Team, as_person) -> None:
    closed, opened = journeys.closed(team, journeys.refused(team)), journeys.submitted(team)
    browser = as_person(team.practice_manager)

    assert references(browser) == [opened.reference]
    assert references(browser, "?show=closed") == [closed.reference]
    assert set(references(browser, "?show=all")) == {closed.reference, opened.reference}
    assert "Refused" in browser.get("/requests/?show=closed").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=triage", 2),
        ("?state=decision", 0),
        ("?kind=police", 2),
        ("?kind=court", 0),
        ("?due=overdue", 1),
        ("?due=soon", 1),
        ("?practice=Y99991", 2),
        ("?reference=00002", 1),
        ("?reference=%20y99991-", 2),
        ("?state=nonsense&kind=nobody&due=never", 2),
    ],
)
def test_filters(team: Team, as_person, query: str, found: int) -> None:
    late, near = letter_about(team, 2)
    due(late, days=1)
    due(near, days=-1)

    assert len(references(as_person(team.ig_lead), query)) == found


def test_a_reference_is_looked_for_among_closed_ones_too(team: Team, as_person) -> None:
    closed = journeys.closed(team, journeys.refused(team))

    assert references(as_person(team.ig_lead), f"?reference={closed.reference}") == [closed.reference]


@pytest.mark.parametrize("key", ["reference", "received", "due", "state"])
def test_sorting_both_ways(team: Team, as_person, key: str) -> None:
    letter_about(team, 4)
    browser = as_person(team.ig_lead)

    up = references(browser, f"?sort={key}")
    assert up == references(browser, f"?sort={key}"), "stable"
    assert set(up) == set(references(browser, f"?sort=-{key}"))
    if key == "reference":
        assert up == sorted(up)
        assert references(browser, "?sort=-reference") == sorted(up, reverse=True)


def test_pages_and_count(team: Team, as_person) -> None:
    letter_about(team, 30)
    browser = as_person(team.ig_lead)

    first = references(browser, "?sort=reference")
    second = references(browser, "?sort=reference&page=2")

    assert len(first) == 25
    assert len(second) == 5
    assert not set(first) & set(second)
    assert "<strong>30 requests</strong>" in browser.get("/requests/").content.decode()


def test_as_many_queries_at_5_rows_as_at_50(team: Team, as_person) -> None:
    browser = as_person(team.ig_lead)
    letter_about(team, 5)
    browser.get("/requests/")  # what is asked once a minute
    with counted() as at_five:
        browser.get("/requests/")
    letter_about(team, 45)
    with counted() as at_fifty:
        browser.get("/requests/")

    assert len(at_five) == len(at_fifty) <= MOST_A_PAGE


def test_empty_lists_say_what_to_do(team: Team, as_person) -> None:
    browser = as_person(team.ig_lead)

    assert "No open request" in browser.get("/requests/").content.decode()
    text = browser.get("/requests/?kind=court").content.decode()
    assert "No request fits" in text
    assert "Clear filters" in text
