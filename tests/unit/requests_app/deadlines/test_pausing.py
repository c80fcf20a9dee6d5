"""What a stop costs, in working days and in all days; it never moves a date earlier."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines import Nation, RuleCode, calendar_of
from requests_app.deadlines.pausing import Pause, calendar_pause, paused_steps, working_pause
from requests_app.deadlines.request_clocks import RequestFacts, clocks_of
from requests_app.deadlines.rules import PAUSED_WHILE_ASKING

MONDAY = dt.date(2026, 12, 21)
days = st.dates(min_value=dt.date(2019, 12, 1), max_value=dt.date(2032, 3, 1))


def test_christmas_costs_no_working_days() -> None:
    england = calendar_of("england")
    assert working_pause(MONDAY, dt.date(2026, 12, 29), england).days == 4
    assert calendar_pause(MONDAY, dt.date(2026, 12, 29)).days == 8


def test_an_answer_on_the_same_day_costs_nothing() -> None:
    assert working_pause(MONDAY, MONDAY, calendar_of("england")).days == 0
    assert calendar_pause(MONDAY, MONDAY).days == 0


@pytest.mark.parametrize(
    "ask", [lambda a, b: working_pause(a, b, calendar_of("england")), calendar_pause], ids=["working", "all"]
)
def test_an_answer_does_not_come_before_its_question(ask: object) -> None:
    assert callable(ask)
    with pytest.raises(ValueError, match="before its question"):
        ask(MONDAY, MONDAY - dt.timedelta(days=1))


@given(asked=days, length=st.integers(min_value=0, max_value=60), nation=st.sampled_from(Nation))
def test_a_pause_is_never_negative_nor_longer_than_its_days(
    asked: dt.date, length: int, nation: Nation
) -> None:
    answered = asked + dt.timedelta(days=length)
    assert 0 <= working_pause(asked, answered, calendar_of(nation)).days <= length
    assert calendar_pause(asked, answered).days == length


def test_one_day_is_a_day() -> None:
    (step,) = paused_steps([Pause(MONDAY, MONDAY, 1)], "day")
    assert step.endswith("waiting for the requester: 1 day not counted.")


@given(
    received=days,
    nation=st.sampled_from(Nation),
    closures=st.lists(days, max_size=5),
    lengths=st.lists(st.integers(min_value=0, max_value=40), max_size=4),
)
def test_a_pause_never_moves_a_date_earlier(
    received: dt.date, nation: Nation, closures: list[dt.date], lengths: list[int]
) -> None:
    """Each further pause moves a target by exactly its working days, and no other clock at all."""
    calendar = calendar_of(nation, closures)
    plain = RequestFacts(
        received, nation, stated_by_requester=received, emergency=True, closures=tuple(closures)
    )
    before = clocks_of(plain)
    pauses: tuple[Pause, ...] = ()
    for length in lengths:
        pauses = (*pauses, Pause(received, received, length))
        now = clocks_of(replace(plain, pauses=dict.fromkeys(RuleCode, pauses)))
        for rule, ticking in now.items():
            if rule in PAUSED_WHILE_ASKING:
                assert calendar.between(before[rule].due.day, ticking.due.day) == length
                assert ticking.due.ends_at >= before[rule].due.ends_at
            else:
                assert ticking.due == before[rule].due
        before = now
