"""Reminders: those of one mail that still hold, a person's own, and what went out at a practice."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Value

from kit.errors import NotVisible
from practices.permissions import Access, access_of
from requests_app.deadlines.ladder import PASSED_ON, is_escalation
from requests_app.deadlines.local_time import end_of, moment
from requests_app.deadlines.over import is_over
from requests_app.models import Clock, ClockState, Dropped, OutboxMessage, Reminder, Request
from requests_app.permissions import check_at_practice, visible_to
from requests_app.selectors.hearers import Heard, hearers_of
from requests_app.selectors.register import incidents

# Why a mail was given up though nothing went wrong: nobody needs to be told of it.
NOT_NEEDED = "not needed any more"
NO_FAILURE = (NOT_NEEDED, "no longer sees the request", "recipient deactivated")
# A mail that was given up on, or that came back.
FAILED = Q(message__bounced_at__isnull=False) | (
    Q(message__given_up_at__isnull=False) & ~Q(message__last_error__in=NO_FAILURE)
)
# The same of a mail by itself.
MAIL_FAILED = Q(bounced_at__isnull=False) | (Q(given_up_at__isnull=False) & ~Q(last_error__in=NO_FAILURE))
# Who keeps an eye on what was sent at a practice: the manager, and who leads on information governance.
OVERSEES = "triage_request"
MIDNIGHT = time()
# A page shows so many of the latest failures.
SHOWN = 20


def _full(found: QuerySet[Reminder]) -> QuerySet[Reminder]:
    return found.select_related(
        "clock__handover", "clock__incident", "request", "practice", "message", "person"
    )


def seen_by(access: Access) -> Q:
    """The reminders about what a person may see: a request, or an incident without one."""
    return Q(request__in=visible_to(access).order_by().values("pk")) | Q(
        request=None, clock__incident__in=incidents(access).order_by().values("pk")
    )


def of_message(message: OutboxMessage, *, on: date) -> dict[Reminder, str]:
    """The reminders that a mail was to carry, each with why it must not ("" where it still holds).

    Asked anew each time: a clock is met or moved, a role ends or a deputy begins at any moment before the
    mail goes. on: the day on which it goes.
    """
    found = list(_full(Reminder.objects.filter(message=message)).order_by("due_at", "id"))
    seen = set(
        Reminder.objects.filter(seen_by(access_of(message.recipient)), message=message).values_list(
            "pk", flat=True
        )
    )
    why = {row: _why_not(row, seen) for row in found}
    newest = _gone_out(message)
    for row in (row for row in found if not why[row]):
        newest[row.clock_id] = max(row.pk, newest.get(row.clock_id, 0))
    why |= {row: Dropped.LATER for row in found if not why[row] and row.pk < newest[row.clock_id]}
    return why | dict.fromkeys(_passed([row for row in found if not why[row]], on), Dropped.PASSED)


def _why_not(reminder: Reminder, seen: set[int]) -> str:
    clock = reminder.clock
    if reminder.pk not in seen or clock is None:
        return Dropped.UNSEEN
    if clock.state != ClockState.RUNNING:
        return Dropped(clock.state)
    if clock.request_id and reminder.request and is_over(clock.rule, reminder.request.state):
        return Dropped.ENDED
    return Dropped.MOVED if clock.due_at != reminder.due_at else ""


def _gone_out(message: OutboxMessage) -> dict[int | None, int]:
    """By clock the newest reminder of its date in another mail to the person that went, or is just going."""
    clocks = Reminder.objects.filter(message=message).values("clock")
    others = Reminder.objects.filter(person=message.recipient, clock__in=clocks, dropped_at=None)
    under_way = Q(message__claimed_at__isnull=False, message__given_up_at=None, due_at=F("clock__due_at"))
    found = others.exclude(message=message).filter(under_way).values("clock").annotate(newest=Max("pk"))
    return dict(found.values_list("clock", "newest"))


def _passed(reminders: Iterable[Reminder], on: date) -> list[Reminder]:
    """Those of which others hear now instead; where nobody does any more, better one mail too many.

    What a person had sent again goes to whom that person named.
    """
    asked = [row for row in reminders if row.asked_by_id is None]
    hearers = hearers_of([_heard(row) for row in asked], on=on)
    return [row for row in asked if row.person_id not in (hearers[row.clock_id or 0] or [row.person_id])]


def _heard(reminder: Reminder) -> Heard:
    """What decides who hears of its rung now."""
    request, clock = reminder.request, reminder.clock
    return Heard(
        clock=reminder.clock_id or 0,
        practice=reminder.practice_id or 0,
        request=reminder.request_id,
        rule=reminder.rule,
        state=request.state if request is not None and clock is not None and clock.request_id else "",
        restricted=request is not None and bool(request.restricted),
        escalates=is_escalation(reminder.rule, reminder.rung),
    )


def drop(reminders: Iterable[tuple[Reminder, str]], at: datetime) -> None:
    """Note that these are not sent, by why; safe to repeat.

    Where its person went away meanwhile, or somebody else hears now, the clock's rung is reached anew: the
    next sweep finds who hears, tells them at once, since the mail that was to tell of it would have gone now,
    and reminds nobody twice who was reminded of that rung. Who was found anew
    and again doesn't see it is not looked for a third time, or the two would go on for ever.
    """
    by_reason: dict[str, list[Reminder]] = {}
    for reminder, why in reminders:
        by_reason.setdefault(why, []).append(reminder)
    anew = [*by_reason.get(Dropped.PASSED, []), *by_reason.get(Dropped.UNSEEN, [])]
    for row in anew:  # by themselves: holding two, it might wait for a step
        reached = Q(pk=row.clock_id, rung=row.rung, due_at=row.due_at, state=ClockState.RUNNING)
        before = Reminder.objects.filter(
            clock=row.clock_id, person=row.person_id, rung=row.rung, came_at=row.came_at, due_at=row.due_at,
            dropped_because=Dropped.UNSEEN,
        )  # fmt: skip
        Clock.objects.filter(reached, ~Exists(before)).update(rung=PASSED_ON, next_at=at)
    for why, rows in by_reason.items():
        Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(dropped_at=at, dropped_because=why)


def drop_all(message: OutboxMessage, at: datetime) -> None:
    """Note that none of a mail's reminders is sent, since its recipient is gone."""
    drop(((row, Dropped.UNSEEN) for row in Reminder.objects.filter(message=message)), at)


def mine(access: Access) -> QuerySet[Reminder]:
    """A person’s own reminders of what they may still see, the latest first."""
    own = Reminder.objects.filter(seen_by(access), person=access.person.pk, dropped_at=None)
    return _full(own).order_by("-created_at", "-id")


def unread(access: Access) -> int:
    """How many of their reminders a person has not seen yet, of those that still need doing."""
    return (
        Reminder.objects.filter(
            seen_by(access),
            person=access.person.pk,
            read_at=None,
            dropped_at=None,
            clock__state=ClockState.RUNNING,
        )
        .values("clock")
        .distinct()
        .count()
    )


def own_reminder(key: UUID, access: Access) -> Reminder:
    """One's own reminder of something that one may see; NotVisible otherwise."""
    found = _full(Reminder.objects.filter(seen_by(access), key=key, person=access.person.pk)).first()
    if found is None:
        raise NotVisible
    return found


def mark_read(access: Access, at: datetime, *, key: UUID | None = None) -> int:
    """Note that a person saw their reminders, or one of them; returns how many were new."""
    found = Reminder.objects.filter(person=access.person.pk, read_at=None)
    if key is not None:
        found = found.filter(key=key)
    return found.update(read_at=at)


def sees(reminder: Reminder, access: Access) -> bool:
    """Whether a person sees what a reminder is about."""
    return Reminder.objects.filter(seen_by(access), pk=reminder.pk).exists()


def about(reminder: Reminder) -> str:
    """How the ledger names what it is about."""
    if reminder.request is not None:
        return reminder.request.about
    incident = reminder.clock.incident if reminder.clock is not None else None
    return f"incident:{incident.key}" if incident is not None else f"reminder:{reminder.key}"


def sent_at_practices(
    access: Access, period: tuple[date, date], *, failed: bool = False
) -> QuerySet[Reminder]:
    """What was sent, or should have been, where the person keeps an eye on it; the latest first.

    period: the first and the last day on which it was written.
    """
    first, last = period
    found = Reminder.objects.filter(
        seen_by(access),
        practice__in=access.practices_where(OVERSEES),
        created_at__gte=moment(first, MIDNIGHT),
        created_at__lt=end_of(last),
    )
    if failed:
        found = found.filter(FAILED)
    return _full(found).select_related("asked_by").order_by("-created_at", "-id")


def sent_reminder(key: UUID, access: Access) -> Reminder:
    """One of these; NotVisible outside the person's scope, NotAllowed inside it without the right."""
    reminder = _full(Reminder.objects.filter(seen_by(access), key=key)).first()
    if reminder is None or reminder.practice is None:
        raise NotVisible
    check_at_practice(OVERSEES, practice_id=reminder.practice.pk, access=access)
    return reminder


class Undelivered(NamedTuple):
    """A mail that failed or came back: a reminder of a rule, or a step's with its topic."""

    created_at: datetime
    id: int
    is_reminder: bool
    about: str
    person: str
    bounced_at: datetime | None
    last_error: str


def failed_about(request: Request) -> list[Undelivered]:
    """What failed or came back, and after which nothing got through: reminders, then mails of steps.

    The latest of each first, SHOWN of each at most, in one query.
    """
    latest = ("-created_at", "-id")
    reminders = _failed_reminders(request).order_by(*latest)[:SHOWN]
    mails = _failed_mails(request).order_by(*latest)[:SHOWN]
    found = reminders.values_list(
        "created_at",
        "id",
        Value(True),
        "rule",
        "person__full_name",
        "message__bounced_at",
        "message__last_error",
    ).union(
        mails.values_list(
            "created_at", "id", Value(False), "topic", "recipient__full_name", "bounced_at", "last_error"
        ),
        all=True,
    )
    rows = sorted((Undelivered(*values) for values in found), reverse=True)
    return sorted(rows, key=lambda row: not row.is_reminder)


def _failed_reminders(request: Request) -> QuerySet[Reminder]:
    later = Reminder.objects.filter(
        clock=OuterRef("clock"),
        person=OuterRef("person"),
        message__sent_at__isnull=False,
        message__bounced_at=None,
        id__gt=OuterRef("id"),
    )
    found = Reminder.objects.filter(FAILED, request=request, clock__state=ClockState.RUNNING, dropped_at=None)
    return found.filter(~Exists(later))


def _failed_mails(request: Request) -> QuerySet[OutboxMessage]:
    later = OutboxMessage.objects.filter(
        request=request,
        recipient=OuterRef("recipient"),
        sent_at__isnull=False,
        bounced_at=None,
        id__gt=OuterRef("id"),
    )
    found = OutboxMessage.objects.filter(MAIL_FAILED, request=request, reminders=None)
    return found.filter(~Exists(later))
