"""The day, the minute and the step at which a rule turns: each was found by breaking it on purpose."""

import datetime as dt

import pytest

from requests_app.deadlines import calendar_ends, calendar_of, safe_month_target
from requests_app.deadlines.due import unchecked
from requests_app.deadlines.handovers import complaint
from requests_app.deadlines.ladder import MORNING, next_rung
from requests_app.deadlines.local_time import LONDON, clocks_change, moment
from requests_app.deadlines.statutory import complaint_safe

WEDNESDAY = dt.date(2026, 9, 16)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("received", "target"),
    [("2026-01-31", "2026-02-27"), ("2026-03-15", "2026-04-14"), ("2026-03-01", "2026-03-31")],
)
def test_the_safe_month_ends_one_day_before_the_corresponding_date(received: str, target: str) -> None:
    assert safe_month_target(dt.date.fromisoformat(received)) == dt.date.fromisoformat(target)


def test_a_complaint_shows_the_steps_of_its_safe_reading_but_for_its_rule() -> None:
    received = dt.date(2026, 9, 16)
    safe, shown = complaint_safe(received).explanation, complaint(received, "england").explanation

    assert shown[: len(safe) - 1] == safe[:-1]
    assert len(shown) == len(safe) + 1


@pytest.mark.parametrize(
    ("later", "late_on"),
    [(dt.timedelta(0), WEDNESDAY), (dt.timedelta(seconds=1), WEDNESDAY + DAY)],
    ids=["at six", "just after six"],
)
def test_what_ends_at_six_in_the_morning_is_late_that_morning(later: dt.timedelta, late_on: dt.date) -> None:
    due_at, before = moment(WEDNESDAY, MORNING) + later, moment(WEDNESDAY - 3 * DAY, MORNING)
    calendar = calendar_of("england")

    assert next_rung("decide", due_at, "due", calendar, before) == ("overdue", moment(late_on, MORNING))
    assert next_rung("decide", due_at, "before_2", calendar, before) == (
        "due",
        moment(late_on - DAY, MORNING),
    )


@pytest.mark.parametrize(
    ("start", "end", "changed"),
    [
        ("2026-03-29T00:30", "2026-03-29T00:59", False),
        ("2026-03-29T00:30", "2026-03-29T02:00", True),
        ("2026-03-29T02:00", "2026-03-29T03:00", False),
        ("2026-10-25T00:30", "2026-10-25T00:59", False),
        ("2026-10-24T12:00", "2026-10-25T12:00", True),
    ],
)
def test_the_clocks_change_between_two_moments_and_not_an_hour_beside(
    start: str, end: str, changed: bool
) -> None:
    moments = [dt.datetime.fromisoformat(text).replace(tzinfo=LONDON) for text in (start, end)]
    assert clocks_change(*moments) is changed


def test_the_calendars_last_day_is_known_and_the_day_after_is_not() -> None:
    assert unchecked(calendar_ends()) == ()
    assert unchecked(calendar_ends() + DAY) != ()
