"""Dates, times and numbers as people here read them."""

from datetime import UTC, date, datetime, time

import pytest

from kit import dates


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (date(2026, 11, 9), "9 November 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),  # past midnight in British Summer Time
        (datetime(2026, 6, 30, 23, 30), "30 June 2026"),
    ],
)
def test_long_date(value: date | None, expected: str) -> None:
    assert dates.long_date(value) == expected


def test_short_date() -> None:
    assert dates.short_date(date(2026, 11, 9)) == "9 Nov 2026"
    assert dates.short_date(None) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (time(21, 40), "9:40pm"),
        (time(9), "9am"),
        (time(0), "midnight"),
        (time(12), "midday"),
        (time(0, 5), "12:05am"),
        (time(12, 5), "12:05pm"),
        (datetime(2026, 6, 30, 20, 40, tzinfo=UTC), "9:40pm"),
        (datetime(2026, 6, 30, 20, 40), "8:40pm"),
    ],
)
def test_clock_time(value: time | datetime | None, expected: str) -> None:
    assert dates.clock_time(value) == expected


def test_date_time_is_in_uk_time() -> None:
    assert dates.date_time(datetime(2026, 11, 9, 21, 40, tzinfo=UTC)) == "9 November 2026 at 9:40pm"
    assert dates.date_time(datetime(2026, 6, 9, 21, 40, tzinfo=UTC)) == "9 June 2026 at 10:40pm"
    assert dates.date_time(None) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [("9990000018", "999 000 0018"), ("999 000 0018", "999 000 0018"), ("12", "12"), (None, "")],
)
def test_nhs_number(value: str | None, expected: str) -> None:
    assert dates.nhs_number(value) == expected


def test_count() -> None:
    assert dates.count(1, "request") == "1 request"
    assert dates.count(1204, "request") == "1,204 requests"
    assert dates.count(0, "person", "people") == "0 people"
