"""A reminder that was dropped keeps nobody from being reminded when the same date returns; one sent does."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from requests_app.deadlines import RuleCode, calendar_of
from requests_app.deadlines.due import Due
from requests_app.deadlines.local_time import end_of
from requests_app.journey.clock_rows import ClockWriter
from requests_app.models import Clock, Dropped, Reminder, Request
from requests_app.reminders.digest import queue_digests
from requests_app.reminders.sweep import Swept, sweep
from requests_app.selectors import reminders as select
from tests.factories.clocks import a_clock
from tests.support.reminding import DAY, at, heard, letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
BOTH = ["ig_lead", "practice_manager"]


def drop_all(why: Dropped) -> None:
    select.drop(((row, why) for row in Reminder.objects.filter(dropped_at=None)), at(8))


def again(clock: Clock, how: str, moment: datetime) -> None:
    """The clock runs again with the date that it had, as a step writes it."""
    clock.refresh_from_db()
    calendar = calendar_of("england", ())
    writer = ClockWriter(at=moment, by=None, log="log", event_id=uuid4(), calendar=calendar)
    due = Due(RuleCode.DECIDE, clock.due_on, ())
    if how == "started":
        writer.start(clock, due)
    else:
        writer.stop(clock, moment)
        writer.go_on(clock, due, 0)
    Clock.objects.filter(pk=clock.pk).update(rung=clock.rung, next_at=clock.next_at)


@pytest.mark.parametrize("how", ["started", "went on"])
def test_what_was_dropped_is_reminded_of_when_the_same_date_counts_again(case: Request, how: str) -> None:
    clock = a_clock(case, due_at=end_of(DAY), next_at=at(6))
    sweep(at(6))
    drop_all(Dropped.MET)

    again(clock, how, at(9))
    assert sweep(at(9)) == Swept(1, 2)

    assert heard(dropped_at=None) == BOTH
    assert set(Reminder.objects.filter(dropped_at=None).values_list("rung", "came_at")) == {("due", at(6))}


@pytest.mark.parametrize("how", ["started", "went on"])
def test_what_was_sent_is_not_sent_again(case: Request, how: str) -> None:
    clock = a_clock(case, due_at=end_of(DAY), next_at=at(6))
    sweep(at(6))
    queue_digests(at(8))
    assert sorted(letters()) == BOTH

    again(clock, how, at(9))
    assert sweep(at(9)) == Swept(1, 0)

    clock.refresh_from_db()
    assert (clock.rung, clock.next_at) == ("due", at(6, DAY + timedelta(days=1)))


def test_a_date_that_moved_away_and_came_back_is_told_once(case: Request) -> None:
    """The mail is put together when the date is the first one again: the reminder of the other is dropped."""
    clock = a_clock(case, due_at=end_of(DAY), next_at=at(6))
    sweep(at(6))
    tomorrow = DAY + timedelta(days=1)
    Clock.objects.filter(pk=clock.pk).update(due_at=end_of(tomorrow), rung="", next_at=at(6))
    sweep(at(6, tomorrow))
    Clock.objects.filter(pk=clock.pk).update(due_at=end_of(DAY), rung="due", next_at=None)

    queue_digests(at(8, tomorrow))

    assert sorted(letters()) == BOTH
    assert set(Reminder.objects.values_list("due_at", "dropped_because")) == {
        (end_of(DAY), ""),
        (end_of(tomorrow), Dropped.MOVED),
    }


# Both dates of each have the same rung, at the same moment: on Friday at six.
FRIDAY, SATURDAY, SUNDAY = (DAY + timedelta(days=days) for days in (2, 3, 4))
SAME_RUNG = [
    pytest.param("instrument", at(14, FRIDAY), at(12, FRIDAY), id="an_earlier_hour"),
    pytest.param("decide", end_of(SATURDAY), end_of(SUNDAY), id="over_a_weekend"),
]


@pytest.mark.parametrize(("rule", "before", "after"), SAME_RUNG)
def test_another_date_is_told_though_its_rung_came_at_the_same_moment(
    case: Request, rule: str, before: datetime, after: datetime
) -> None:
    clock = a_clock(case, rule=rule, due_at=before, next_at=at(6, FRIDAY))
    sweep(at(6, FRIDAY))
    told = set(letters()) if rule == "instrument" else set(heard())
    Clock.objects.filter(pk=clock.pk).update(due_at=after, rung="", next_at=at(7, FRIDAY))

    sweep(at(7, FRIDAY))
    queue_digests(at(8, FRIDAY))

    assert set(letters()) == told
    assert set(Reminder.objects.filter(due_at=after).values_list("came_at", "dropped_because")) == {
        (at(6, FRIDAY), "")
    }


def test_a_date_that_moved_holds_up_no_digest_where_somebody_new_hears(case: Request) -> None:
    """Whoever has a reminder of the date before has one of the new date too, so that nobody is missing."""
    clock = a_clock(case, due_at=end_of(SATURDAY), next_at=at(6, FRIDAY))
    sweep(at(6, FRIDAY))
    lead = Reminder.objects.get(person__email__startswith="ig_lead")
    select.drop([(lead, Dropped.STOPPED)], at(7, FRIDAY))
    Clock.objects.filter(pk=clock.pk).update(due_at=end_of(SUNDAY), rung="", next_at=at(7, FRIDAY))
    sweep(at(7, FRIDAY))

    assert queue_digests(at(8, FRIDAY)) == len(BOTH)


def test_of_those_that_stand_there_is_one_a_person_clock_and_rung(case: Request) -> None:
    a_clock(case, due_at=end_of(DAY), next_at=at(6))
    sweep(at(6))
    row = Reminder.objects.latest("id")
    fields: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("clock", "practice", "request", "person", "rule", "rung", "due_at", "came_at", "day")
    }

    with pytest.raises(IntegrityError, match="reminder_once_a_rung"), transaction.atomic():
        Reminder.objects.create(**fields)
    Reminder.objects.filter(pk=row.pk).update(dropped_at=timezone.now(), dropped_because=Dropped.ENDED)
    Reminder.objects.create(**fields)
