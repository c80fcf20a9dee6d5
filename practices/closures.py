"""Days on which the practice is closed beside weekends and bank holidays: added, called off, cut short.

They move the practice's own targets, and never a date that law, an instrument or a requester sets. A day
that is over is neither added nor taken back, so that a target which was missed stays missed.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from kit.dates import long_date
from kit.errors import InvalidInput, NotPossible
from practices import rules
from practices.following import dates_changed
from practices.models import Closure, Person, Practice
from practices.models.closure import LONGEST_DAYS
from practices.telling import iso, tell_practice

ONE_DAY = timedelta(days=1)
#: No closure is planned further ahead than this.
LONGEST_AHEAD = timedelta(days=731)


def add(*, practice: Practice, first_day: date, last_day: date, reason: str, by: Person) -> Closure:
    """`by`, a practice administrator there, says that the practice is closed from one day to another.

    The dates of the open requests follow; see requests_app. Raises NotVisible, NotAllowed, and InvalidInput
    for days that are over, that end before they begin, that last more than LONGEST_DAYS or are too far off.
    """
    _check(first_day, last_day, reason)
    with transaction.atomic(durable=True):
        practice = rules.locked(practice)
        rules.may(by, "manage_people", practice)
        closure = Closure.objects.create(
            practice=practice,
            first_day=first_day,
            last_day=last_day,
            reason=" ".join(reason.split()),
            added_by=by,
            added_at=timezone.now(),
        )
        _tell("closure.added", closure, by)
        dates_changed(practice)
    return closure


def end(*, closure: Closure, by: Person) -> Closure:
    """Call a closure off before it begins, or cut it short: then yesterday was its last day.

    Raises NotVisible, NotAllowed, and NotPossible for one that is over.
    """
    with transaction.atomic(durable=True):
        practice = rules.locked(closure.practice)
        rules.may(by, "manage_people", practice)
        closure = Closure.objects.select_related("practice").get(pk=closure.pk)
        today = timezone.localdate()
        if is_over(closure, today):
            raise NotPossible("These days are over, or were called off meanwhile.")
        closure.called_off = closure.first_day >= today
        if not closure.called_off:
            closure.last_day = today - ONE_DAY
        closure.ended_by, closure.ended_at = by, timezone.now()
        closure.save(update_fields=["called_off", "last_day", "ended_by", "ended_at"])
        _tell("closure.called_off" if closure.called_off else "closure.cut_short", closure, by)
        dates_changed(practice)
    return closure


def is_over(closure: Closure, today: date) -> bool:
    """Whether nothing of it can be changed any more."""
    return closure.called_off or closure.last_day < today


def days_of(closures: Iterable[Closure]) -> tuple[date, ...]:
    """Each day on which the practice is closed by these, in order and once. For a calendar's `closures`."""
    days = {
        row.first_day + number * ONE_DAY
        for row in closures
        if not row.called_off
        for number in range((row.last_day - row.first_day).days + 1)
    }
    return tuple(sorted(days))


def days_closed(practice: Practice) -> tuple[date, ...]:
    """Each day on which the practice is or was closed, in one query, or none where they are prefetched."""
    return days_of(practice.closures.all())


def _check(first_day: date, last_day: date, reason: str) -> None:
    today = timezone.localdate()
    wrong = {
        "reason": ("Enter why the practice is closed", not reason.strip()),
        "first_day": (
            f"First day must be between today and {long_date(today + LONGEST_AHEAD)}",
            not today <= first_day <= today + LONGEST_AHEAD,
        ),
        "last_day": (
            "Last day must be the same as or after the first day"
            if last_day < first_day
            else f"Enter {LONGEST_DAYS} days or fewer",
            not 0 <= (last_day - first_day).days < LONGEST_DAYS,
        ),
    }
    fields = {name: words for name, (words, is_so) in wrong.items() if is_so}
    if fields:
        raise InvalidInput("These days can’t be added.", fields=fields)


def _tell(event: str, closure: Closure, by: Person) -> None:
    """The reason is free text, so it stays out of the entry."""
    tell_practice(
        event,
        practice=closure.practice,
        by=by,
        about=f"practice:{closure.practice.public_id}",
        facts={
            "closure": str(closure.public_id),
            "first_day": iso(closure.first_day),
            "last_day": iso(closure.last_day),
        },
    )
