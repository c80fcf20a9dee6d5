"""One mail a person and working-day morning, with all that they are to be reminded of and that can wait.

From DIGEST_AT in London on a day on which the practice works. The mail's key is made of the person and the
day, so that there is never a second one; which reminders it carries is fixed when it is queued.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from practices.closures import days_of
from practices.models import Closure, Person, Practice
from requests_app.deadlines import is_working_day
from requests_app.deadlines.local_time import moment
from requests_app.journey import waking
from requests_app.models import Clock, Reminder
from requests_app.reminders.renewing import renew

TOPIC = "digest"
DIGEST_AT = time(8)  # in London
# Until then a digest waits for the sweep, or what the morning's rungs bring would come a day late.
WAITS_UNTIL = time(9)
PEOPLE = 500  # a transaction

QUEUE = """
INSERT INTO requests_app_outboxmessage
    (key, recipient_id, topic, created_at, not_before, attempts, last_error)
SELECT given.key, given.person, %s, %s, %s, 0, '' FROM unnest(%s::uuid[], %s::bigint[]) given (key, person)
ON CONFLICT (key) DO NOTHING
RETURNING id
"""
GATHER = """
UPDATE requests_app_reminder SET message_id = mail.id FROM requests_app_outboxmessage mail
WHERE mail.id = ANY(%s) AND requests_app_reminder.person_id = mail.recipient_id
    AND requests_app_reminder.message_id IS NULL AND requests_app_reminder.dropped_at IS NULL
    AND requests_app_reminder.practice_id = ANY(%s)
"""


def key_of(person: Person | uuid.UUID, day: Any) -> uuid.UUID:
    """The key of a person's digest of a day: the same whoever makes it. `person` or their public id."""
    public_id = person if isinstance(person, uuid.UUID) else person.public_id
    return uuid.uuid5(public_id, f"digest {day.isoformat()}")


def queue_digests(now: datetime | None = None, *, people: int = PEOPLE) -> int:
    """Queue the digest of each person who has none of today and something for it; returns how many.

    Safe to repeat, to break off, and to run twice at once. What comes later in the day is in the next one.
    Who hears of what waits is asked again first. While clocks are left to be swept it queues nothing, but
    not for longer than until WAITS_UNTIL.
    """
    at = timezone.localtime(now)
    may_wait = at.time() < WAITS_UNTIL
    if at.time() < DIGEST_AT or (may_wait and _sweep_is_behind(at)):
        return 0
    working = _working_today(at)
    anew = renew(at, working, before=moment(at.date(), DIGEST_AT), digests_wait=may_wait)
    if anew and may_wait:
        return 0
    queued, after = 0, 0
    while batch := _waiting(after, working, people):
        queued += _queue(batch, working, at)
        after = batch[-1][0]
    return queued


def _sweep_is_behind(at: datetime) -> bool:
    return Clock.objects.filter(next_at__lte=at).order_by().exists()


def _working_today(at: datetime) -> list[int]:
    """The practices with something that waits where people work today. Two queries."""
    waiting = Reminder.objects.filter(message=None, dropped_at=None).order_by().values("practice").distinct()
    day = at.date()
    closed: dict[int, list[Closure]] = {}
    for closure in Closure.objects.filter(first_day__lte=day, last_day__gte=day, practice__in=waiting):
        closed.setdefault(closure.practice_id, []).append(closure)
    places = Practice.objects.filter(pk__in=waiting).values_list("pk", "nation")
    return [pk for pk, nation in places if is_working_day(day, nation, days_of(closed.get(pk, ())))]


def _waiting(after: int, practices: list[int], most: int) -> list[tuple[int, uuid.UUID]]:
    """The next people, by id, for whom something waits there: their id and public id."""
    waiting = Reminder.objects.filter(message=None, dropped_at=None, practice__in=practices, person__gt=after)
    found = waiting.order_by("person").values_list("person", "person__public_id").distinct()
    return list(found[:most])


def _queue(batch: Iterable[tuple[int, uuid.UUID]], practices: list[int], at: datetime) -> int:
    """One mail each, and what it carries, unless they have today's already."""
    keys = [(str(key_of(public_id, at.date())), person) for person, public_id in batch]
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(QUEUE, [TOPIC, at, at, [key for key, _ in keys], [person for _, person in keys]])
        made = [number for (number,) in cursor.fetchall()]
        cursor.execute(GATHER, [made, practices])
        if made:
            transaction.on_commit(waking.wake)
    return len(made)
