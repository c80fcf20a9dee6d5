"""Whatever journeys people take, the report's rows are the entries' and its totals are the rows'."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.desk.reports import reading
from audit.desk.reports.asked import Asked
from audit.desk.reports.rows import rows_of
from audit.desk.reports.totals import TABLES, Totals
from audit.desk.telling import TELLING
from audit.desk.words import in_words
from audit.ledger.api import entries, log_name
from kit.errors import DeskError
from tests.factories import agreements as made
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.test_random_ways import TRIED

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400)]
WAYS, LONGEST = 14, 14


def items_of(event: str, facts: dict[str, object]) -> int:
    """How many rows an entry has, counted from what it says and not by the report's own code."""
    named = facts.get("items") or []
    approval = facts.get("approval") or {}
    approved = approval["items"] if isinstance(approval, dict) and approval else []
    match TELLING[event][0]:
        case "Decided" | "Disclosed" | "Release ended unsent":
            return len(named)  # type: ignore[arg-type]
        case "Approval ended":
            return len(approved)
        case "Not pursued":
            return 1 + len(approved)
        case _:
            return 1


def recounted(teams: list[Team]) -> dict[str, Counter[str]]:
    """Totals made from the logs, entry by entry."""
    found: dict[str, Counter[str]] = {name: Counter() for name in TABLES}
    for team in teams:
        before = None
        while page := entries(log_name(team.practice.public_id), before_index=before, limit=500):
            before = page[-1].leaf_index
            for entry in page:
                if entry.event not in TELLING or not (rows := items_of(entry.event, entry.facts)):
                    continue
                said = entry.facts
                found["What happened"][TELLING[entry.event][0]] += rows
                found["Month of recording"][f"{timezone.localtime(entry.at):%Y-%m}"] += rows
                found["Practice"][f"{team.practice.ods_code} {team.practice.name}"] += rows
                for table, fact in (
                    ("Outcome of the request", "outcome"),
                    ("Who asked (kind)", "requester_kind"),
                ):
                    found[table][in_words(fact, str(said.get(fact) or "")) or "None in the entry"] += rows
    return found


def test_totals_are_the_rows_and_the_rows_the_entries(asked_today: Callable[..., Asked], team: Team) -> None:
    teams = [team, make_team("Y99992", "Hillside Surgery")]
    agreements = {here.practice.pk: made.in_force(here) for here in teams[:1]}

    @settings(max_examples=WAYS, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
    @given(st.randoms(use_true_random=True))
    def one_way(chance: Random) -> None:
        here = chance.choice(teams)
        cited = made.cited(agreements[here.practice.pk]) if here.practice.pk in agreements else {}
        case = journeys.submitted(here, **cited)
        for _ in range(chance.randint(LONGEST // 2, LONGEST)):
            with suppress(DeskError):
                chance.choice(TRIED.get(case.state) or [journeys.closed])(here, case)
            case = journeys.fresh(case)

    one_way()
    asked = asked_today(*(here.practice for here in teams))
    totals = Totals()
    rows = list(totals.counted(rows_of(asked)))
    assert len(rows) > 20
    expected = recounted(teams)
    for name, table in totals.tables.items():
        assert sum(table.values()) == totals.rows == len(rows), name
        if name != "Lawful basis (UK GDPR Article 6)":
            assert table == expected[name], name
    basis = totals.tables["Lawful basis (UK GDPR Article 6)"]
    with_law = [row for row in rows if row.line.of_item("article6")]
    assert sum(number for words, number in basis.items() if words != "None in the entry") == len(with_law)
    assert with_law
    page = reading.read(asked.practices, asked.first, asked.last, by=team.auditor)
    assert page.totals.tables == totals.tables
    assert sorted(str(row.line) for row in page.rows) == sorted(str(row.line) for row in rows)
