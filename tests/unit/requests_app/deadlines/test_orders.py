"""Seven days that statute gives for an order: to the day, in every nation, stage and round."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines import RULES, Nation, RuleCode, calendar_of
from requests_app.deadlines.further import CHECK
from requests_app.deadlines.ladder import next_rung
from requests_app.deadlines.local_time import LONDON, end_of
from requests_app.deadlines.pausing import PATIENT, REQUESTER, Pause
from requests_app.deadlines.request_clocks import RequestFacts, Stage, Standing, Waiting, clocks_of
from requests_app.deadlines.rules import CHOICES, NAMING_NO_TIME, UNCERTAIN
from requests_app.deadlines.set_by_others import seven_days

VARY, TERROR, PACE = RuleCode.FAMILY_LAW_VARY, RuleCode.TERRORISM_ORDER, RuleCode.PRODUCTION_ORDER
ORDERS = [VARY, TERROR, PACE]
SERVED = dt.date(2026, 11, 11)  # a Wednesday
ENGLAND = calendar_of("england")
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=LONDON)
days = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2028, 12, 1))


def facts(**more: Any) -> RequestFacts:
    return replace(RequestFacts(SERVED, "england", orders=dict.fromkeys(ORDERS, SERVED)), **more)


def standing(**more: Any) -> list[Standing | None]:
    found = clocks_of(facts(**more))
    return [found[rule].standing if rule in found else None for rule in ORDERS]


def test_to_vary_counts_from_service_and_to_comply_from_the_orders_date() -> None:
    assert seven_days(VARY, SERVED, ENGLAND).explanation == (
        "Served Wed 11 Nov 2026.",
        "7 days later is Wed 18 Nov 2026.",
        "Rule: Family Law Act 1986 s.33: within seven days of service.",
    )
    assert seven_days(TERROR, SERVED, ENGLAND).explanation[:2] == (
        "The order is dated Wed 11 Nov 2026.",
        "7 days later is Wed 18 Nov 2026.",
    )
    assert seven_days(VARY, SERVED, ENGLAND).tokens == (
        "served:2026-11-11",
        "days:7:2026-11-18",
        "rule:family_law_vary",
    )


@pytest.mark.parametrize("rule", ORDERS)
def test_what_rests_on_no_opened_source_says_so(rule: RuleCode) -> None:
    due = seven_days(rule, SERVED, ENGLAND)
    assert (CHECK in due.explanation) is (rule in UNCERTAIN) is (rule is PACE)
    assert ("Practice target" in RULES[rule].cite) is (rule in UNCERTAIN)


@given(rule=st.sampled_from(ORDERS), start=days, nation=st.sampled_from(Nation), closed=st.booleans())
def test_the_day_moves_in_no_nation_and_a_day_off_is_said(
    rule: RuleCode, start: dt.date, nation: Nation, closed: bool
) -> None:
    end = start + dt.timedelta(days=7)
    calendar = calendar_of(nation, [end] if closed else [])
    due = seven_days(rule, start, calendar)
    assert due.at == end
    said = [step for step in due.explanation if step.startswith("That is not a working day. It doesn't move")]
    assert bool(said) is (calendar.on_or_before(end) != end)


def test_the_day_off_is_the_nations() -> None:
    monday = dt.date(2026, 11, 23)  # seven days later is Saint Andrew's day
    plain, scottish = (seven_days(TERROR, monday, calendar_of(nation)) for nation in ("england", "scotland"))
    assert plain.at == scottish.at == dt.date(2026, 11, 30)
    assert len(scottish.explanation) == len(plain.explanation) + 1
    assert "Fri 27 Nov 2026" in scottish.explanation[2]


def test_the_target_to_decide_stays_beside_them() -> None:
    assert RuleCode.DECIDE in clocks_of(facts())


@pytest.mark.parametrize("whom", [REQUESTER, PATIENT])
def test_they_never_stand_still(whom: str) -> None:
    noon = dt.datetime(2026, 11, 12, 12, tzinfo=LONDON)
    pause = Pause(SERVED, SERVED + dt.timedelta(days=3), 3, whom)
    before = clocks_of(facts())
    after = clocks_of(facts(waiting=Waiting(noon, whom), pauses=dict.fromkeys(RuleCode, (pause,))))
    for rule in ORDERS:
        assert after[rule] == before[rule]
        assert after[rule].standing is Standing.RUNNING


@pytest.mark.parametrize(
    ("stage", "vary", "comply"),
    [
        (Stage.TRIAGE, Standing.RUNNING, Standing.RUNNING),
        (Stage.REVIEWS, Standing.RUNNING, Standing.RUNNING),
        (Stage.DECIDED, Standing.RUNNING, Standing.RUNNING),
        (Stage.REFUSED, Standing.RUNNING, Standing.RUNNING),
        (Stage.WITHDRAWN, Standing.RUNNING, Standing.RUNNING),  # an order stands whatever who asked says
        (Stage.DISCLOSED, Standing.ENDED, Standing.MET),
        (Stage.CLOSED, Standing.ENDED, Standing.MET),
    ],
)
def test_they_run_until_the_order_is_answered(stage: Stage, vary: Standing, comply: Standing) -> None:
    assert standing(stage=stage) == [vary, comply, comply]


def test_a_choice_ends_when_its_day_is_over_and_a_duty_is_late() -> None:
    last = end_of(SERVED + dt.timedelta(days=7))
    before = last - dt.timedelta(microseconds=1)
    assert standing(now=before) == [Standing.RUNNING] * 3
    assert standing(now=last) == [Standing.ENDED, Standing.RUNNING, Standing.RUNNING]
    assert set(ORDERS) == CHOICES | NAMING_NO_TIME


@pytest.mark.parametrize(("hours", "kept"), [(-1, True), (0, False)])
def test_what_was_over_before_a_round_is_not_due_anew(hours: int, kept: bool) -> None:
    reopened = end_of(SERVED + dt.timedelta(days=7)) + dt.timedelta(hours=hours)
    assert standing(reopened=reopened) == [Standing.RUNNING if kept else None] * 3


def climbed(rule: RuleCode, count: int) -> list[tuple[str, str]]:
    found, rung = [], ""
    for _ in range(count):
        rung, at = next_rung(rule, end_of(SERVED + dt.timedelta(days=7)), rung, ENGLAND, LONG_AGO)
        found.append((rung, f"{at.astimezone(LONDON):%a %d %b %H:%M}"))
    return found


@pytest.mark.parametrize("rule", [TERROR, PACE])
def test_people_are_reminded_of_the_days_to_comply_before_and_daily_when_late(rule: RuleCode) -> None:
    assert climbed(rule, 5) == [
        ("before_2", "Mon 16 Nov 06:00"),
        ("before_1", "Tue 17 Nov 06:00"),
        ("due", "Wed 18 Nov 06:00"),
        ("overdue", "Thu 19 Nov 06:00"),
        ("again_1", "Fri 20 Nov 06:00"),
    ]


def test_people_are_reminded_of_a_choice_in_time_and_not_when_it_has_just_gone() -> None:
    assert climbed(VARY, 3) == [
        ("before_2", "Mon 16 Nov 06:00"),
        ("due", "Wed 18 Nov 06:00"),
        ("again_1", "Wed 25 Nov 06:00"),
    ]
