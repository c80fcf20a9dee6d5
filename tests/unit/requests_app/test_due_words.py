"""Dates in words: how near, how late, and to the day that people mean."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from requests_app.presenters.due import due_cell, due_date, due_words

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 10, 15, 0, tzinfo=LONDON)


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (at(10), "Overdue by 1 day"),  # a date is stored as the first moment that is too late
        (at(9), "Overdue by 2 days"),
        (at(11), "Due today"),
        (at(12), "Due tomorrow"),
        (at(14), "Due in 3 days"),
        (at(10, 14, 30), "Overdue since 2:30pm"),
        (at(10, 16, 30), "Due today at 4:30pm"),
        (at(8, 16, 30), "Overdue by 2 days"),
        (at(25), "Due in 14 days"),
        (at(26), ""),
    ],
)
def test_words(due_at: datetime, words: str) -> None:
    assert due_words(due_at, NOW) == words


def test_the_day_is_the_last_in_time_and_a_time_is_named() -> None:
    assert due_date(at(11)) == "10 November 2026"
    assert due_date(at(10, 16, 30)) == "10 November 2026 at 4:30pm"
    assert due_date(None) == ""


def test_a_day_in_summer_time_is_the_same_day() -> None:
    end_of_june = datetime(2026, 7, 1, tzinfo=LONDON).astimezone(ZoneInfo("UTC"))
    assert due_date(end_of_june) == "30 June 2026"


@pytest.mark.parametrize(("due_at", "colour"), [(at(9), "red"), (at(11), "orange"), (at(14), "")])
def test_late_and_today_stand_out(due_at: datetime, colour: str) -> None:
    assert due_cell(due_at, NOW).colour == colour


def test_no_date() -> None:
    assert due_cell(None, NOW).text == "No date"
