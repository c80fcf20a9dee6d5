"""The page of the download: who may, which days, and that the ledger knows before a byte leaves."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.desk import report
from audit.desk.columns import HEADER
from audit.ledger.api import Entry, LedgerError, entries, log_name
from practices.models import Person, Practice
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.audit.downloading import body, read
from tests.integration.journey.conftest import make_team
from tests.integration.pages.typed import day
from tests.support.ledger_steps import each_step_its_own_log
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


@pytest.fixture
def team(db: None) -> Iterator[Team]:
    with each_step_its_own_log():
        yield make_team()


@pytest.fixture
def as_person(client: Client) -> SignIn:
    def enter(person: Person) -> Client:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


def address(practice: Practice) -> str:
    return reverse("decisions_download", args=[practice.ods_code])


def between(first: date, last: date) -> dict[str, str]:
    return day("first", first) | day("last", last)


def today() -> dict[str, str]:
    return between(timezone.localdate(), timezone.localdate())


def downloads(practice: Practice) -> list[Entry]:
    return [
        found for found in entries(log_name(practice.public_id)) if found.event == "desk.decisions_downloaded"
    ]


def test_the_auditor_downloads_a_period(team: Team, as_person: SignIn) -> None:
    journeys.refused(team)
    browser = as_person(team.auditor)
    response = browser.post(address(team.practice), today())
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    on = timezone.localdate()
    assert f'filename="decisions-Y99991-{on}-to-{on}.csv"' in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    assert {row["What happened"] for row in read(body(response))} == {"Decided"}


def test_it_is_in_the_ledger_before_a_byte_leaves(team: Team, as_person: SignIn) -> None:
    journeys.refused(team)
    size = entries(log_name(team.practice.public_id))[0].leaf_index + 1
    as_person(team.auditor).post(address(team.practice), today())  # nothing of the answer is read
    (found,) = downloads(team.practice)
    on = timezone.localdate().isoformat()
    assert found.facts == {"first": on, "last": on, "size": size, "entries": 1}
    assert (found.actor, found.about) == (team.auditor.opaque, f"practice:{team.practice.public_id}")
    assert found.private is None


def test_what_can_not_be_recorded_is_not_downloaded(team: Team, as_person: SignIn) -> None:
    browser = as_person(team.auditor)
    browser.raise_request_exception = False
    with patch.object(report, "record_view", side_effect=LedgerError("no")):
        response = browser.post(address(team.practice), today())
    assert response.status_code == 500
    assert "text/csv" not in response.headers["Content-Type"]


def test_an_earlier_download_can_be_made_again_to_the_byte(team: Team, as_person: SignIn) -> None:
    journeys.refused(team)
    browser = as_person(team.auditor)
    before = body(browser.post(address(team.practice), today()))
    journeys.refused(team)
    (first,) = downloads(team.practice)
    response = browser.post(address(team.practice), {"again": str(first.event_id)})
    assert body(response) == before
    again, _ = downloads(team.practice)
    assert again.facts == first.facts
    assert body(browser.post(address(team.practice), today())) != before


def test_only_an_earlier_download_of_this_practice_can_be_made_again(team: Team, as_person: SignIn) -> None:
    elsewhere = make_team("Y99992", "Hillside Surgery")
    browser = as_person(elsewhere.auditor)
    body(browser.post(address(elsewhere.practice), today()))
    (theirs,) = downloads(elsewhere.practice)
    journeys.refused(team)
    other = entries(log_name(team.practice.public_id))[0]
    browser = as_person(team.auditor)
    for event_id in (theirs.event_id, other.event_id, "", "no-uuid"):
        assert browser.post(address(team.practice), {"again": str(event_id)}).status_code == 404
    assert downloads(team.practice) == []


def test_the_page_lists_who_downloaded_what_and_when(team: Team, as_person: SignIn) -> None:
    browser = as_person(team.auditor)
    assert "Nobody has downloaded" in browser.get(address(team.practice)).content.decode()
    for _ in range(report.SHOWN + 1):
        browser.post(address(team.practice), between(date(2026, 4, 1), date(2026, 6, 30)))
    with counted() as asked:
        text = browser.get(address(team.practice)).content.decode()
    assert len(asked) <= 12
    assert text.count("1 Apr 2026 to 30 Jun 2026") == report.SHOWN
    assert text.count('name="again"') == report.SHOWN
    assert team.auditor.full_name in text
    assert "0 entries" in text


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-22 09:00", "2026-10-01"),
        ("2026-01-01 00:30", "2026-01-01"),
        ("2026-06-30 22:59", "2026-04-01"),
    ],
)
def test_it_begins_with_this_quarter(now: str, first: str) -> None:
    with time_machine.travel(now + " +0000", tick=False):
        assert report.quarter_of(timezone.localdate()) == date.fromisoformat(first)


def test_the_form_begins_with_this_quarter(team: Team, as_person: SignIn) -> None:
    text = as_person(team.auditor).get(address(team.practice)).content.decode()
    on = timezone.localdate()
    for name, value in between(report.quarter_of(on), on).items():
        assert re.search(rf'name="{name}"[^>]*value="{value}"', text), name


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Enter first day"),
        (between(date(2026, 7, 2), date(2026, 7, 1)), "must be the same as or after the first day"),
        (day("first", date(2026, 7, 1)), "Enter last day"),
        ({**between(date(2026, 7, 1), date(2026, 7, 2)), "first_day": "31", "first_month": "6"}, "real date"),
        (between(date(2026, 7, 1), date.max), "today or in the past"),
    ],
)
def test_wrong_days_are_explained(team: Team, as_person: SignIn, sent: dict[str, str], words: str) -> None:
    response = as_person(team.auditor).post(address(team.practice), sent)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert downloads(team.practice) == []


def test_the_first_day_of_all_time_is_one(team: Team, as_person: SignIn) -> None:
    journeys.refused(team)
    sent = {**between(date(2026, 1, 1), timezone.localdate()), "first_year": "0001"}
    assert read(body(as_person(team.auditor).post(address(team.practice), sent)))


def auditors(team: Team) -> dict[str, tuple[Person, int]]:
    """People around the role of auditor, and what they get."""
    practice, today = team.practice, timezone.localdate()
    yesterday = today - timedelta(days=1)
    deputy: Any = people.a_deputy(practice, "auditor", absent=team.auditor)
    over = people.a_deputy(
        practice, "auditor", absent=team.auditor, starts_on=yesterday - timedelta(days=3), ends_on=yesterday
    )
    return {
        "auditor": (team.auditor, 200),
        "deputy": (deputy, 200),
        "deputy whose time is over": (over, 404),
        "auditor whose time is over": (people.a_member(practice, "auditor", ends_on=yesterday), 404),
        "auditor from tomorrow": (
            people.a_member(practice, "auditor", starts_on=today + timedelta(days=1)),
            404,
        ),
        "auditor elsewhere": (people.a_member(people.a_practice(), "auditor"), 404),
        "auditor elsewhere who works here": (
            people.a_member(practice, "front_desk", person=people.a_member(people.a_practice(), "auditor")),
            403,
        ),
    }


def test_a_deputy_may_and_an_ended_auditor_may_not(team: Team, as_person: SignIn) -> None:
    for who, (person, status) in auditors(team).items():
        browser = as_person(person)
        assert browser.get(address(team.practice)).status_code == status, who
        assert browser.post(address(team.practice), today()).status_code == status, who
    assert len(downloads(team.practice)) == 2


def test_with_several_practices_one_chooses(team: Team, as_person: SignIn) -> None:
    other = people.a_practice(name="Hillside Surgery")
    elsewhere = people.a_practice(name="Not Audited Surgery")
    browser = as_person(team.auditor)

    def room(practice: Practice) -> str:
        return reverse("audit_practice", args=[practice.ods_code])

    assert browser.get(reverse("audit")).headers["Location"] == room(team.practice)
    assert address(team.practice) in browser.get(room(team.practice)).content.decode()
    people.a_membership(other, "auditor", person=team.auditor)
    people.a_membership(elsewhere, "front_desk", person=team.auditor)
    text = browser.get(reverse("audit")).content.decode()
    assert room(team.practice) in text
    assert room(other) in text
    assert room(elsewhere) not in text


def test_the_header_leads_auditors_there_and_nobody_else(team: Team, as_person: SignIn) -> None:
    assert 'href="/audit/"' in as_person(team.auditor).get("/").content.decode()
    assert 'href="/audit/"' not in as_person(team.ig_lead).get("/").content.decode()


def test_the_columns_are_those_of_the_file(team: Team, as_person: SignIn) -> None:
    response = as_person(team.auditor).post(address(team.practice), today())
    assert next(iter(response.streaming_content)).decode("utf-8-sig").startswith(HEADER[0])
