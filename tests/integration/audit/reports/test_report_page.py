"""The report on a page: who may, totals that reconcile, and that reading is an entry."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.desk.reports import reading, views
from audit.desk.reports.totals import TABLES
from audit.ledger.api import SITE_LOG, Entry, entries, log_name
from practices.models import Person
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.pages.typed import day
from tests.support.queries import MOST_A_PAGE, counted

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
WHERE = "/audit/Y99991/report/"


def newest(log: str) -> Entry:
    return entries(log, limit=1)[0]


def cells(text: str, caption: str) -> list[list[str]]:
    """The rows of the table with this caption, as text."""
    table = next(part for part in re.findall(r"<table.*?</table>", text, re.DOTALL) if caption in part)
    body = table.partition("<tbody")[2]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [
        [
            " ".join(
                re.sub(
                    r"<[^>]+>", " ", re.sub(r'<span class="nhsuk-table__heading".*?</span>', "", cell)
                ).split()
            )
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_the_auditor_reads_a_period_with_totals_that_reconcile(team: Team, as_person: SignIn) -> None:
    journeys.disclosed(team)
    journeys.refused(team)
    browser = as_person(team.auditor)
    with counted() as asked:
        response = browser.get(WHERE)
    assert response.status_code == 200
    assert len(asked) <= MOST_A_PAGE
    text = response.content.decode()
    rows = cells(text, "Decisions and disclosures, oldest first")
    assert {row[2] for row in rows} == {"Decided", "Disclosed"}
    for name in TABLES:
        *each, (what, number) = cells(text, f">{name}")
        assert (what, int(number)) == ("All rows", len(rows)), name
        assert sum(int(row[1]) for row in each) == len(rows), name


def test_reading_is_an_entry_in_the_practices_log(team: Team, as_person: SignIn) -> None:
    as_person(team.auditor).get(WHERE, day("first", date(2026, 1, 1)) | day("last", date(2026, 2, 1)))
    found = newest(log_name(team.practice.public_id))
    assert (found.event, found.actor) == ("desk.report_read", team.auditor.opaque)
    assert found.facts == {"first": "2026-01-01", "last": "2026-02-01", "practices": ["Y99991"]}


def test_of_several_practices_it_is_in_the_sites_log(team: Team, as_person: SignIn) -> None:
    other = make_team("Y99992", "Hillside Surgery")
    people.a_membership(other.practice, "auditor", person=team.auditor)
    journeys.refused(team)
    journeys.refused(other)
    browser = as_person(team.auditor)
    with counted() as asked:
        text = browser.get(reverse("report")).content.decode()
    assert len(asked) <= MOST_A_PAGE
    assert {row[-1] for row in cells(text, "Decisions and disclosures, oldest first")} == {"Y99991", "Y99992"}
    assert newest(SITE_LOG).facts["practices"] == ["Y99991", "Y99992"]
    days = day("first", timezone.localdate()) | day("last", timezone.localdate())
    one = browser.get(reverse("report"), days | {"practices": "Y99992"}).content.decode()
    assert "Hillside Surgery (Y99992)" in one
    assert newest(log_name(other.practice.public_id)).event == "desk.report_read"
    assert "Y99991" not in str(cells(one, "Decisions and disclosures, oldest first"))


def test_rows_come_in_pages(team: Team, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_PAGE", 3)
    for _ in range(3):
        journeys.refused(team)
    browser = as_person(team.auditor)
    seen: list[Any] = []
    for page in (1, 2, 3):
        text = browser.get(WHERE, {"page": page}).content.decode()
        if page == 1:
            total = int(re.findall(r"Showing 1 to 3 of (\d+) rows", text)[0])
        seen += cells(text, "oldest first") if len(seen) < total else []
    assert len(seen) == total


def test_too_much_for_a_page_is_said(team: Team, as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    journeys.refused(team)
    journeys.refused(team)
    monkeypatch.setattr(reading, "MOST_ENTRIES", 1)
    text = as_person(team.auditor).get(WHERE).content.decode()
    assert "Too much for a page" in text
    assert "All rows" not in text


def test_an_empty_period(team: Team, as_person: SignIn) -> None:
    old = day("first", date(2020, 1, 1)) | day("last", date(2020, 1, 2))
    assert "Nothing was decided or disclosed" in as_person(team.auditor).get(WHERE, old).content.decode()


def test_wrong_days_are_explained_and_read_nothing(team: Team, as_person: SignIn) -> None:
    before = len(entries(log_name(team.practice.public_id), limit=500))
    wrong = day("first", date(2026, 2, 1)) | day("last", date(2026, 1, 1))
    browser = as_person(team.auditor)
    response = browser.get(WHERE, wrong)
    assert response.status_code == 422
    assert "must be the same as or after" in response.content.decode()
    assert len(entries(log_name(team.practice.public_id), limit=500)) == before
    query = "&".join(f"{name}={value}" for name, value in wrong.items())
    assert browser.get(f"{WHERE}file/?{query}").headers["Location"].startswith(WHERE)


def test_an_entry_that_was_changed_is_marked(
    team: Team, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    journeys.refused(team)
    from audit.ledger import streaming

    monkeypatch.setattr(streaming, "leaf_hash", lambda text: b"x" * 32)
    assert "Changed since it was recorded" in as_person(team.auditor).get(WHERE).content.decode()


def who(team: Team) -> dict[str, tuple[Person, int]]:
    practice, yesterday = team.practice, timezone.localdate() - timedelta(days=1)
    return {
        "auditor": (team.auditor, 200),
        "data protection officer": (team.data_protection_officer, 200),
        "officer whose time is over": (
            people.a_member(practice, "data_protection_officer", ends_on=yesterday),
            404,
        ),
        "guardian": (team.caldicott_guardian, 403),
        "front desk": (team.front_desk, 403),
        "auditor elsewhere": (people.a_member(people.a_practice(), "auditor"), 404),
        "auditor elsewhere who works here": (
            people.a_member(practice, "front_desk", person=people.a_member(people.a_practice(), "auditor")),
            403,
        ),
    }


def test_who_may_read(team: Team, as_person: SignIn) -> None:
    for words, (person, status) in who(team).items():
        browser = as_person(person)
        for address in (WHERE, f"{WHERE}file/"):
            assert browser.get(address).status_code == status, (words, address)


def test_a_person_of_too_many_practices_opens_one_at_a_time(
    team: Team, as_person: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.a_membership(people.a_practice(), "auditor", person=team.auditor)
    monkeypatch.setattr(views, "MOST_PRACTICES", 1)
    browser = as_person(team.auditor)
    assert browser.get(reverse("report")).status_code == 409
    assert browser.get(WHERE).status_code == 200
