"""A Wednesday in autumn, and what people heard on it."""

from datetime import date, datetime
from typing import Any

from django.core import mail
from django.utils import timezone

from requests_app.deadlines.local_time import LONDON
from requests_app.models import Clock, OutboxMessage, Reminder, Request
from requests_app.reminders import sending

# A Wednesday.
DAY = date(2026, 9, 16)


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
