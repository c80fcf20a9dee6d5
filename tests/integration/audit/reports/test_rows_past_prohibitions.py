"""An approval that goes past a prohibition says so in a column of its own, wherever it leads."""

import pytest

from requests_app.journey import release
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.overrides import past
from tests.integration.audit.reports.files import report_of, rows_of
from tests.integration.journey.steps import approve, refuse

pytestmark = pytest.mark.django_db
PAST = "Goes past a prohibition"


def test_an_approval_past_a_prohibition_has_its_column_from_decision_to_disclosure(team: Team) -> None:
    request = approve(team, past(team, "PR-01", "PR-03"))
    journeys.disclosed(team, journeys.released(team, request))
    told = {(row["What happened"], row[PAST]) for row in rows_of(report_of(team.practice))}
    words = "PR-01 Gender recognition; PR-03 Adoption"
    assert told == {("Decided", words), ("Disclosed", words)}


def test_a_release_that_ends_says_so_too(team: Team) -> None:
    request = journeys.released(team, approve(team, past(team, "PR-01")))
    release.call_off(key=request.key, by=team.practice_manager, reason="Not sent")
    rows = [
        row for row in rows_of(report_of(team.practice)) if row["What happened"] == "Release ended unsent"
    ]
    assert {row[PAST] for row in rows} == {"PR-01 Gender recognition"}


def test_others_leave_it_empty(team: Team) -> None:
    journeys.disclosed(team)
    refuse(team, past(team, "PR-01"), outcome="REFUSE_PROHIBITED")
    assert {row[PAST] for row in rows_of(report_of(team.practice))} == {""}
