"""What stands out is in a column of the file, and counted in its last row."""

import pytest

from audit.desk import report
from audit.desk.columns import HEADER
from requests_app.journey import emergency, release
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.factories.overrides import past
from tests.integration.audit.downloading import period_of, rows_of
from tests.integration.journey.conftest import make_team
from tests.integration.journey.steps import approve, refuse

pytestmark = pytest.mark.django_db
PAST = "Goes past a prohibition"


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


def end_of(team: Team) -> str:
    period = period_of(team.practice)
    *_, last = report.rows(period, report.span_of(team.practice, period))
    assert len(last) == len(HEADER)
    return str(last[0])


def test_an_approval_past_a_prohibition_has_its_column_from_decision_to_disclosure(team: Team) -> None:
    request = approve(team, past(team, "PR-01", "PR-03"))
    journeys.disclosed(team, journeys.released(team, request))
    told = {(row["What happened"], row[PAST]) for row in rows_of(team.practice)}
    words = "PR-01 Gender recognition; PR-03 Adoption"
    assert told == {("Decided", words), ("Disclosed", words)}


def test_a_release_that_ends_says_so_too(team: Team) -> None:
    request = journeys.released(team, approve(team, past(team, "PR-01")))
    release.call_off(key=request.key, by=team.practice_manager, reason="Not sent")
    rows = [row for row in rows_of(team.practice) if row["What happened"] == "Release ended unsent"]
    assert {row[PAST] for row in rows} == {"PR-01 Gender recognition"}


def test_others_leave_it_empty(team: Team) -> None:
    journeys.disclosed(team)
    refuse(team, past(team, "PR-01"), outcome="REFUSE_PROHIBITED")
    assert {row[PAST] for row in rows_of(team.practice)} == {""}


def test_totals_count_decisions_and_not_items(team: Team) -> None:
    assert "Approved in an emergency: 0. Emergencies found wrongly done: 0. " in end_of(team)
    approve(team, past(team, "PR-01"))
    for finding in ("wrong", "right"):
        request = rules.emergency_approved(team)
        emergency.review(
            key=request.key, by=team.data_protection_officer, finding=finding, reason="As I read it"
        )
    journeys.approved(team)
    assert (
        "Approved in an emergency: 2. Emergencies found wrongly done: 1. Approvals past a prohibition: 1."
    ) in end_of(team)
