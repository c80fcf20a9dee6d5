"""What is refused when a file is asked for, under every door; and how much is asked of the database."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from audit.desk.models import Export
from audit.desk.reports import exports, rules
from audit.desk.reports.asked import Asked, asked_now
from audit.desk.reports.files import FORMATS
from kit.errors import InvalidInput
from practices.models import Person, Practice
from tests.factories import journeys, people
from tests.factories.journeys import Team
from tests.integration.audit.reports.files import WHERE, told
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("woken")]
SignIn = Callable[[Person], Client]
AskedToday = Callable[..., Asked]
WITHOUT = [form for form, kind in FORMATS.items() if not kind.names]


def refused(team: Team, asked: Asked, form: str, reason: str = "") -> InvalidInput:
    """What the action says; nothing is recorded and nothing is made."""
    with pytest.raises(InvalidInput) as said:
        exports.ask(asked, form, by=team.data_protection_officer, reason=reason)
    assert not Export.objects.exists()
    assert not told(team, "desk.report_with_names_exported")
    assert not told(team, "desk.report_exported")
    return said.value


def test_only_the_ledgers_own_entries_never_name_people() -> None:
    assert WITHOUT == ["entries"]


@pytest.mark.parametrize("form", WITHOUT)
def test_a_file_that_has_no_names_is_not_recorded_as_one_with_names(
    team: Team, as_person: SignIn, asked_today: AskedToday, form: str
) -> None:
    problem = refused(team, asked_today(team.practice, identities=True), form, "The Commissioner asks")
    assert list(problem.fields) == ["whom"]
    browser = as_person(team.data_protection_officer)
    answer = browser.post(WHERE, {"form": form, "whom": "names", "reason": "The Commissioner asks"})
    assert answer.status_code == 422
    assert "This file never names anybody" in answer.content.decode()
    assert not Export.objects.exists()


@pytest.mark.parametrize("reason", ["", "  "])
def test_names_take_a_reason(team: Team, asked_today: AskedToday, reason: str) -> None:
    asked = asked_today(team.practice, identities=True)
    assert list(refused(team, asked, "csv", reason).fields) == ["reason"]


def test_a_form_that_nobody_offers(team: Team, asked_today: AskedToday) -> None:
    assert list(refused(team, asked_today(team.practice), "docx").fields) == ["form"]


def test_a_form_that_takes_fewer_rows(
    team: Team, asked_today: AskedToday, monkeypatch: pytest.MonkeyPatch
) -> None:
    journeys.refused(team)
    journeys.refused(team)
    asked = asked_today(team.practice)
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], most=1))
    assert "A PDF takes at most 1 rows" in refused(team, asked, "pdf").fields["form"]
    monkeypatch.setitem(FORMATS, "pdf", replace(FORMATS["pdf"], most=2))
    rules.check(asked, "pdf", reason="")


def test_many_practices_take_no_more_statements_than_two(team: Team) -> None:
    journeys.refused(team)
    practices: list[Practice] = [team.practice, *(people.a_practice() for _ in range(19))]
    used, entries, today = [], [], timezone.localdate()
    for number in (2, 20):
        with counted() as statements:
            asked = asked_now(practices[:number], today, today)
            entries.append(asked.entries())
        used.append(len(statements))
        assert len(asked.practices) == number
    assert used == [2, 2]
    assert entries == [1, 1]
