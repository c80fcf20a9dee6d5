"""Where a date stays, its reminders follow the practice's closures and nation all the same."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from practices import closures
from requests_app.deadlines.local_time import LONDON
from requests_app.journey import recomputing
from requests_app.models import Clock, Reminder
from requests_app.reminders.sweep import sweep
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.handing import clock, made
from tests.integration.journey.test_recomputing import to_scotland
from tests.integration.pages.test_incidents import an_incident

__all__ = ["made"]
# A subject access request that came on a Wednesday is due on a Friday.
CAME, FRIDAY = date(2026, 11, 11), date(2026, 12, 11)
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 12, day) for day in (7, 8, 9))


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


def close(team: Team, first: date, last: date) -> closures.Closure:
    return closures.add(
        practice=team.practice, first_day=first, last_day=last, reason="Flood", by=team.practice_administrator
    )


def rungs(row: Clock) -> set[tuple[str, datetime]]:
    return set(Reminder.objects.filter(clock=row).values_list("rung", "came_at"))


def test_the_last_reminder_comes_before_a_closure_that_ends_with_the_date(
    made: Any, team: Team, time_machine: Any
) -> None:
    row = clock(made("sar", CAME, CAME))
    time_machine.move_to(at(MONDAY, 10), tick=False)
    sweep()
    row.refresh_from_db()
    assert (row.due_on, row.next_at) == (FRIDAY, at(WEDNESDAY, 6))

    close(team, WEDNESDAY, FRIDAY)
    recomputing.follow_practices()
    sweep()

    row.refresh_from_db()
    assert (row.due_on, row.rung, row.next_at) == (FRIDAY, "before_2", at(TUESDAY, 6))
    time_machine.move_to(at(TUESDAY, 6), tick=False)
    sweep()
    assert ("due", at(TUESDAY, 6)) in rungs(row)


def test_called_off_they_come_when_they_did(made: Any, team: Team, time_machine: Any) -> None:
    row = clock(made("sar", CAME, CAME))
    time_machine.move_to(at(date(2026, 12, 4), 10), tick=False)
    closure = close(team, WEDNESDAY, FRIDAY)
    recomputing.follow_practices()
    sweep()
    row.refresh_from_db()
    assert row.next_at == at(TUESDAY, 6)
    closures.end(closure=closure, by=team.practice_administrator)
    recomputing.follow_practices()
    sweep()
    row.refresh_from_db()
    assert (row.rung, row.next_at) == ("before_2", at(FRIDAY, 6))


def test_another_nations_holiday_brings_them_forward(made: Any, team: Team, time_machine: Any) -> None:
    """The thirtieth of November, a Monday, is a bank holiday in Scotland alone; due on Tuesday in both."""
    row = clock(made("sar", date(2026, 11, 2), date(2026, 11, 1)))
    time_machine.move_to(at(date(2026, 11, 24), 10), tick=False)
    sweep()
    row.refresh_from_db()
    assert (row.due_on, row.next_at) == (date(2026, 12, 1), at(date(2026, 11, 27), 6))
    to_scotland(team)
    recomputing.follow_practices()
    sweep()
    row.refresh_from_db()
    assert (row.due_on, row.next_at) == (date(2026, 12, 1), at(date(2026, 11, 26), 6))


def test_an_incidents_follow_too_and_another_practices_sleep_on(team: Team) -> None:
    elsewhere = make_team("Y99992", "Elsewhere")
    later = timezone.now() + timedelta(days=9)
    for one in (team, elsewhere):
        an_incident(one)
    Clock.objects.update(next_at=later)
    today = timezone.localdate()
    close(team, today + timedelta(days=1), today + timedelta(days=5))
    recomputing.follow_practices()
    times = dict(Clock.objects.values_list("practice", "next_at"))
    assert times[team.practice.pk] <= timezone.now()
    assert times[elsewhere.practice.pk] == later


def test_what_stands_still_is_not_woken(team: Team, time_machine: Any) -> None:
    request = journeys.submitted(team)
    stopped = a_clock(request, state="stopped", stopped_at=timezone.now(), next_at=None)
    today = timezone.localdate()
    close(team, today + timedelta(days=1), today + timedelta(days=5))
    recomputing.follow_practices()
    stopped.refresh_from_db()
    assert stopped.next_at is None


@pytest.mark.parametrize("how", ["sweeps", "does not sweep"])
def test_nobody_is_reminded_twice_by_it(made: Any, team: Team, time_machine: Any, how: str) -> None:
    row = clock(made("sar", CAME, CAME))
    time_machine.move_to(at(MONDAY, 10), tick=False)
    sweep()
    before = Reminder.objects.filter(clock=row).count()
    far = date(2027, 1, 4)
    close(team, far, far)
    recomputing.follow_practices()
    if how == "sweeps":
        sweep()
    assert Reminder.objects.filter(clock=row).count() == before
