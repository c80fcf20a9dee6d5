"""Working days: properties over every nation, and the edges."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines import (
    Nation,
    add_working_days,
    bank_holidays,
    calendar_of,
    is_working_day,
    working_days_between,
)
from requests_app.deadlines.working_days import UNITED_KINGDOM

days = st.dates(min_value=dt.date(2019, 12, 1), max_value=dt.date(2032, 3, 1))
nations = st.sampled_from(Nation)
counts = st.integers(min_value=1, max_value=60)


@given(day=days, count=counts, nation=nations, closures=st.lists(days, max_size=5))
def test_adding_and_counting_agree(day: dt.date, count: int, nation: Nation, closures: list[dt.date]) -> None:
    end = add_working_days(day, count, nation, closures)
    assert working_days_between(day, end, nation, closures) == count
    assert working_days_between(end, day, nation, closures) == -count
    assert is_working_day(end, nation, closures)


@given(day=days, nation=nations)
def test_a_working_day_is_no_weekend_and_no_bank_holiday(day: dt.date, nation: Nation) -> None:
    expected = day.weekday() < 5 and day not in bank_holidays(nation, day.year)
    assert is_working_day(day, nation) is expected


@given(day=days, first=counts, second=counts, nation=nations)
def test_adding_twice_is_adding_the_sum(day: dt.date, first: int, second: int, nation: Nation) -> None:
    once = add_working_days(day, first, nation)
    assert add_working_days(once, second, nation) == add_working_days(day, first + second, nation)


@given(day=days, nation=nations)
def test_rolling_lands_on_the_nearest_working_day(day: dt.date, nation: Nation) -> None:
    calendar = calendar_of(nation)
    later, earlier = calendar.on_or_after(day), calendar.on_or_before(day)
    assert earlier <= day <= later
    assert calendar.is_working_day(later)
    assert calendar.is_working_day(earlier)
    if not calendar.is_working_day(day):
        assert calendar.between(earlier, later) == 1


@given(day=days)
def test_the_united_kingdom_works_only_when_every_nation_does(day: dt.date) -> None:
    assert UNITED_KINGDOM.is_working_day(day) is all(is_working_day(day, nation) for nation in Nation)


@given(day=days, count=counts, nation=nations, closure=days)
def test_a_closure_never_brings_a_day_forward(
    day: dt.date, count: int, nation: Nation, closure: dt.date
) -> None:
    assert add_working_days(day, count, nation, [closure]) >= add_working_days(day, count, nation)


def test_the_day_itself_is_not_counted() -> None:
    friday, monday = dt.date(2026, 11, 27), dt.date(2026, 11, 30)
    assert add_working_days(friday, 1, "england") == monday
    assert add_working_days(friday, 1, "scotland") == dt.date(2026, 12, 1)  # St Andrew's Day
    assert working_days_between(friday, friday, "england") == 0


def test_a_year_end_is_crossed() -> None:
    new_years_eve = dt.date(2027, 12, 31)
    assert add_working_days(new_years_eve, 1, "england") == dt.date(2028, 1, 4)
    assert add_working_days(new_years_eve, 1, "scotland") == dt.date(2028, 1, 5)


def test_the_leap_day_is_a_working_day() -> None:
    assert is_working_day(dt.date(2028, 2, 29), "wales")
    assert add_working_days(dt.date(2028, 2, 28), 1, "wales") == dt.date(2028, 2, 29)


def test_less_than_one_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(dt.date(2026, 11, 27), 0, "england")


def test_an_unknown_nation_is_refused() -> None:
    with pytest.raises(ValueError, match="cornwall"):
        is_working_day(dt.date(2026, 11, 27), "cornwall")
