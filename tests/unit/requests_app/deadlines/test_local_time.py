"""Moments across both clock changes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines.local_time import (
    LONDON,
    after,
    day_in_words,
    end_of,
    local_day,
    moment,
    moment_in_words,
)


def test_the_hour_that_comes_twice_means_its_first_coming() -> None:
    assert moment(dt.date(2026, 10, 25), dt.time(1, 30)).astimezone(dt.UTC).hour == 0
    assert moment(dt.date(2026, 10, 25), dt.time(1, 30, fold=1)).astimezone(dt.UTC).hour == 0


def test_the_hour_that_is_left_out_moves_on() -> None:
    assert moment(dt.date(2026, 3, 29), dt.time(1, 30)).hour == 2


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-27", 24)])
def test_a_day_lasts_from_midnight_to_midnight(day: str, hours: int) -> None:
    begin = moment(dt.date.fromisoformat(day), dt.time())
    assert after(begin, hours) == end_of(begin.date())


@given(at=st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2032, 1, 1), timezones=st.just(dt.UTC)))
def test_hours_are_real_time(at: dt.datetime) -> None:
    assert after(at, 72) - at == dt.timedelta(hours=72)
    assert local_day(at) == at.astimezone(LONDON).date()


def test_a_summer_night_belongs_to_the_next_day() -> None:
    assert local_day(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 7, 2)


def test_words() -> None:
    assert day_in_words(dt.date(2026, 1, 31)) == "Sat 31 Jan 2026"
    assert moment_in_words(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)) == "Thu 2 Jul 2026, 00:30"
