"""What doesn't start again: what stands still, and dates of before a request was opened again."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from requests_app.deadlines import RuleCode
from requests_app.deadlines.local_time import end_of, moment
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


# By the time that the instrument names, None for the whole day: a round that begins before it has it.
@pytest.mark.parametrize(
    ("time", "reopened", "kept"),
    [
        (None, None, True),
        (None, moment(RECEIVED, dt.time(23, 59)), True),
        (None, end_of(RECEIVED), False),
        (dt.time(16), None, True),
        (dt.time(16), moment(RECEIVED, dt.time(15, 59)), True),
        (dt.time(16), moment(RECEIVED, dt.time(16)), False),
        (dt.time(16), moment(RECEIVED, dt.time(17)), False),
    ],
)
def test_an_instruments_date_of_before_it_was_reopened_is_past_and_the_target_governs(
    time: dt.time | None, reopened: dt.datetime | None, kept: bool
) -> None:
    found = clocks_of(facts(instrument_due=(RECEIVED, time), reopened=reopened))
    assert (RuleCode.INSTRUMENT in found) is kept
    assert (RuleCode.DECIDE in found) is not kept


@pytest.mark.parametrize(
    ("reopened", "kept"),
    [
        (moment(RECEIVED, dt.time(23, 45)), True),
        (moment(RECEIVED + dt.timedelta(days=1), dt.time(1, 29)), True),  # received 23:30, so due 01:30
        (moment(RECEIVED + dt.timedelta(days=1), dt.time(1, 30)), False),
        (moment(RECEIVED + dt.timedelta(days=1), dt.time(9)), False),
    ],
)
def test_the_two_hours_of_before_it_was_reopened_are_past(reopened: dt.datetime, kept: bool) -> None:
    found = clocks_of(facts(emergency=True, received_time=dt.time(23, 30), reopened=reopened))
    assert (RuleCode.URGENT in found) is kept


@pytest.mark.parametrize(
    ("reopened", "kept"),
    [
        (None, True),
        (moment(RECEIVED, dt.time(23, 59)), True),
        (end_of(RECEIVED), False),
        (moment(RECEIVED + dt.timedelta(days=1), dt.time(9)), False),
    ],
)
def test_a_wish_of_before_it_was_reopened_is_past(reopened: dt.datetime | None, kept: bool) -> None:
    found = clocks_of(facts(stated_by_requester=RECEIVED, reopened=reopened))
    assert (RuleCode.STATED in found) is kept
