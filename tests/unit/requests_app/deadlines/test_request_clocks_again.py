"""What doesn't start again: what stands still, and dates of before a request was opened again."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from requests_app.deadlines import RuleCode
from requests_app.deadlines.local_time import end_of
from requests_app.deadlines.pausing import PATIENT
from requests_app.deadlines.request_clocks import RequestFacts, Standing, Waiting, clocks_of

RECEIVED = dt.date(2026, 11, 14)  # a Saturday


def facts(**more: Any) -> RequestFacts:
    return replace(RequestFacts(RECEIVED, "england"), **more)


def standing(**more: Any) -> dict[RuleCode, Standing]:
    return {rule: ticking.standing for rule, ticking in clocks_of(facts(**more)).items()}


def test_what_stands_still_goes_on_doing_so_though_targets_are_shortened() -> None:
    since = end_of(dt.date(2026, 11, 20))
    found = standing(waiting=Waiting(since, PATIENT), stopped=frozenset({"triage"}))
    assert found[RuleCode.TRIAGE] is Standing.STOPPED
    assert found[RuleCode.ACKNOWLEDGE] is Standing.RUNNING  # it was late, and never stood still
    assert standing(stopped=frozenset({"triage"}))[RuleCode.TRIAGE] is Standing.RUNNING


@pytest.mark.parametrize(
    ("reopened", "kept"), [(None, True), (RECEIVED, True), (RECEIVED + dt.timedelta(days=1), False)]
)
@pytest.mark.parametrize("time", [None, dt.time(16)])
def test_an_instruments_date_of_before_it_was_reopened_is_past_and_the_target_governs(
    time: dt.time | None, reopened: dt.date | None, kept: bool
) -> None:
    found = clocks_of(facts(instrument_due=(RECEIVED, time), reopened=reopened))
    assert (RuleCode.INSTRUMENT in found) is kept
    assert (RuleCode.DECIDE in found) is not kept


@pytest.mark.parametrize(
    ("reopened", "kept"),
    [
        (RECEIVED, True),
        (RECEIVED + dt.timedelta(days=1), True),  # received 23:30, so due 01:30
        (RECEIVED + dt.timedelta(days=2), False),
    ],
)
def test_the_two_hours_of_before_it_was_reopened_are_past(reopened: dt.date, kept: bool) -> None:
    found = clocks_of(facts(emergency=True, received_time=dt.time(23, 30), reopened=reopened))
    assert (RuleCode.URGENT in found) is kept
