"""Appointing people to roles, confirming, declining and ending. Each is one transaction with its entry."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from kit.errors import InvalidInput, NotPossible
from practices import confirming, deputies, rules
from practices.models import Membership, Person, Practice
from practices.permissions import refresh_rows
from practices.telling import tell_period


def appoint(
    *, person: Person, practice: Practice, role: str, starts_on: date, ends_on: date | None = None, by: Person
) -> Membership:
    """`by`, a practice administrator there, gives `person` a role from a day on; `ends_on` is its last day.

    Roles in CONFIRMED_ROLES give nothing until a serving guardian confirms. Raises NotVisible, NotAllowed
    (no administrator, or oneself), InvalidInput (days, role) and NotPossible (held already, auditor).
    """
    with transaction.atomic(durable=True):
        practice = rules.locked(practice)
        check_appointment(
            person=person, practice=practice, role=role, starts_on=starts_on, ends_on=ends_on, by=by
        )
        membership = Membership.objects.create(
            person=person,
            practice=practice,
            role=role,
            starts_on=starts_on,
            ends_on=ends_on,
            appointed_by=by,
            appointed_at=timezone.now(),
        )
        refresh_rows(practice, on=timezone.localdate(), person=person)
        tell_period("membership.appointed", membership, by=by)
    return membership


def check_appointment(
    *, person: Person, practice: Practice, role: str, starts_on: date, ends_on: date | None, by: Person
) -> None:
    """What `appoint` would raise."""
    rules.may(by, "manage_people", practice)
    rules.not_for_oneself(by, person)
    rules.check_role(role)
    rules.check_days(starts_on, ends_on)
    rules.check_active(person)
    rules.check_not_held(person, practice, role, starts_on, ends_on)
    rules.check_auditor_apart(person, practice, role, starts_on, ends_on)


def confirm(*, membership: Membership, by: Person) -> Membership:
    """`by`, a serving guardian there, confirms a role of someone else that someone else appointed."""
    return confirming.confirm(membership, by=by, event="membership.confirmed")


def decline(*, membership: Membership, by: Person) -> Membership:
    """`by`, a serving guardian there, turns down a role that waits for confirmation."""
    return confirming.decline(membership, by=by, event="membership.declined")


def end(
    *, membership: Membership, by: Person, last_day: date | None = None, knowing_last: bool = False
) -> Membership:
    """`by`, a practice administrator there, ends a role: at once, or after `last_day`.

    Deputies for it end with it. Raises InvalidInput (a day that is past, or later than the end already
    set: a longer time is a new appointment), NotPossible (over already), and LastServing unless
    `knowing_last` when nobody else would be the practice's guardian or administrator.
    """
    today = timezone.localdate()
    with transaction.atomic(durable=True):
        membership = confirming.fresh(membership)
        rules.may(by, "manage_people", membership.practice)
        if membership.is_over(today):
            raise NotPossible("This role has already ended.")
        check_last_day(membership, last_day)
        after = rules.day_after(last_day) if last_day else max(today, membership.starts_on)
        rules.check_not_last(membership, after=after, known=knowing_last)
        if last_day is None:
            rules.stop(membership, by=by)
        else:
            rules.end_after(membership, last_day, by=by)
        deputies_ended = deputies.end_with(membership, by=by)
        refresh_rows(membership.practice, on=today)
        tell_period("membership.ended", membership, by=by, at_once=last_day is None)
        deputies.tell_ended(deputies_ended, by=by)
    return membership


def check_last_day(membership: Membership, last_day: date | None) -> None:
    """Raises InvalidInput for a last day that `end` can't take."""
    if last_day is None:
        return
    earliest = max(timezone.localdate(), membership.starts_on)
    if last_day < earliest or (membership.ends_on is not None and last_day > membership.ends_on):
        raise InvalidInput(
            "The last day must lie within the days that are left.",
            fields={"last_day": "Last day must be today or later, and within the days of this role"},
        )
