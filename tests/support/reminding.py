"""A Wednesday in autumn, and what people heard on it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core import mail
from django.utils import timezone

from practices.models import Person
from requests_app.deadlines.local_time import LONDON, end_of
from requests_app.models import Clock, OutboxMessage, Reminder, Request
from requests_app.reminders import sending
from requests_app.reminders.sweep import sweep
from tests.factories.clocks import a_clock

# A Wednesday.
DAY = date(2026, 9, 16)
TOMORROW, DUE = DAY + timedelta(days=1), DAY + timedelta(days=2)


def at(hour: int, day: date = DAY, minute: int = 0) -> datetime:
    """A time of day in London."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def quiet(request: Request) -> Request:
    """Without clocks but those that a test makes, and with no mail that waits."""
    Clock.objects.update(next_at=None)
    OutboxMessage.objects.update(sent_at=timezone.now())
    return request


def heard(**conditions: Any) -> list[str]:
    """The roles of those who have a reminder, as often as they have one."""
    rows = Reminder.objects.filter(**conditions).select_related("person")
    return sorted(row.person.email.partition("@")[0] for row in rows)


def letters() -> dict[str, Any]:
    """The mails that go now, by whom they go to."""
    mail.outbox.clear()
    OutboxMessage.objects.filter(sent_at=None).update(not_before=timezone.now())
    sending.send_waiting()
    return {sent.to[0].partition("@")[0]: sent for sent in mail.outbox}


def written(request: Request, hour: int = 6) -> Clock:
    """A clock that is due the day after tomorrow, whose first rung came this morning at six."""
    clock = a_clock(request, due_at=end_of(DUE), next_at=at(6))
    sweep(at(hour))
    return clock


def a_reminder(clock: Clock, person: Person, **fields: Any) -> Reminder:
    """One as a sweep writes it, but for these fields."""
    given = {"rung": "before_2", "came_at": at(6), "created_at": at(6), "due_at": clock.due_at, **fields}
    return Reminder.objects.create(
        clock=clock, practice=clock.practice, request=clock.request, rule=clock.rule, person=person, day=DAY,
        **given,
    )  # fmt: skip
