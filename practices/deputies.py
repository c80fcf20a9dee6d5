"""Naming deputies who stand in between two days. Every deputy is confirmed by a serving guardian."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from kit.dates import long_date
from kit.errors import InvalidInput, NotPossible
from practices import confirming, rules
from practices.models import Deputyship, Membership, Person, Practice
from practices.permissions import access_of, refresh_rows
from practices.telling import tell_period


def name(
    *,
    deputy: Person,
    absent: Person,
    practice: Practice,
    role: str,
    starts_on: date,
    ends_on: date,
    by: Person,
) -> Deputyship:
    """`by`, a practice administrator there, names someone to hold `absent`'s role between two days.

    Raises NotVisible, NotAllowed, InvalidInput (days, oneself) and NotPossible (the absent person doesn't
    hold the role on each of the days, the deputy holds it already, auditor).
    """
    with transaction.atomic(durable=True):
        practice = rules.locked(practice)
        rules.may(by, "manage_people", practice)
        rules.not_for_oneself(by, deputy)
        rules.check_role(role)
        rules.check_days(starts_on, ends_on)
        rules.check_active(deputy)
        if deputy == absent:
            raise InvalidInput(
                "Nobody deputises for themselves.", fields={"email": "Enter someone else’s address"}
            )
        check_absent(absent, practice, role, starts_on, ends_on)
        _check_not_named(deputy, practice, role, starts_on, ends_on)
        rules.check_not_held(deputy, practice, role, starts_on, ends_on)
        rules.check_auditor_apart(deputy, practice, role, starts_on, ends_on)
        deputyship = Deputyship.objects.create(
            deputy=deputy,
            absent=absent,
            practice=practice,
            role=role,
            starts_on=starts_on,
            ends_on=ends_on,
            appointed_by=by,
            appointed_at=timezone.now(),
        )
        tell_period("deputyship.named", deputyship, by=by)
    return deputyship


def confirm(*, deputyship: Deputyship, by: Person) -> Deputyship:
    """`by`, a serving guardian there, confirms a deputy other than themselves."""
    return confirming.confirm(deputyship, by=by, event="deputyship.confirmed")


def decline(*, deputyship: Deputyship, by: Person) -> Deputyship:
    """`by`, a serving guardian there, turns down a deputy who waits for confirmation."""
    return confirming.decline(deputyship, by=by, event="deputyship.declined")


def end(*, deputyship: Deputyship, by: Person) -> Deputyship:
    """Ends a deputy's time at once: by an administrator there, or by the absent person who is back."""
    with transaction.atomic(durable=True):
        deputyship = confirming.fresh(deputyship)
        check_may_end(deputyship, by=by)
        if deputyship.is_over(timezone.localdate()):
            raise NotPossible("This deputy’s time has already ended.")
        rules.stop(deputyship, by=by)
        refresh_rows(deputyship.practice, on=timezone.localdate(), person=deputyship.deputy)
        tell_period("deputyship.ended", deputyship, by=by)
    return deputyship


def check_may_end(deputyship: Deputyship, *, by: Person) -> None:
    """Raises NotVisible or NotAllowed unless `by` is an administrator there, or the absent person."""
    if by != deputyship.absent or not access_of(by).roles_at(deputyship.practice.pk):
        rules.may(by, "manage_people", deputyship.practice)


def end_with(membership: Membership, *, by: Person) -> list[Deputyship]:
    """Within the transaction that ends a membership: its deputies end with it, on its last day at latest.

    Returns those that were ended, for `tell_ended`.
    """
    resting = Deputyship.objects.current_or_upcoming(timezone.localdate()).filter(
        absent=membership.person, practice=membership.practice, role=membership.role
    )
    last_day = None if membership.stopped else membership.ends_on
    ended = []
    for deputyship in resting.select_related("deputy", "absent", "practice"):
        if _rests_on_another(deputyship, membership):
            continue
        if last_day is None or deputyship.starts_on > last_day:
            rules.stop(deputyship, by=by)
        elif deputyship.ends_on is None or deputyship.ends_on > last_day:
            rules.end_after(deputyship, last_day, by=by)
        else:
            continue
        ended.append(deputyship)
    return ended


def tell_ended(ended: list[Deputyship], *, by: Person) -> None:
    """The entries of what `end_with` did, at the end of its transaction."""
    for deputyship in ended:
        tell_period("deputyship.ended", deputyship, by=by)


def _rests_on_another(deputyship: Deputyship, membership: Membership) -> bool:
    """Whether the absent person holds the role by another membership on the deputy's first day."""
    others = Membership.objects.in_force(deputyship.starts_on).exclude(pk=membership.pk)
    return others.filter(
        person=deputyship.absent, practice=deputyship.practice, role=deputyship.role
    ).exists()


def check_absent(absent: Person, practice: Practice, role: str, starts_on: date, ends_on: date) -> None:
    """Raises NotPossible unless the absent person has the role, confirmed, on each of the days."""
    held = Membership.objects.ready().filter(person=absent, practice=practice, role=role)
    covering = rules.overlapping(held, starts_on, ends_on).filter(starts_on__lte=starts_on).first()
    if covering is None:
        raise NotPossible(f"{absent.full_name} does not hold this role on {long_date(starts_on)}.")
    if covering.ends_on is not None and covering.ends_on < ends_on:
        raise NotPossible(f"{absent.full_name} holds this role only until {long_date(covering.ends_on)}.")


def _check_not_named(deputy: Person, practice: Practice, role: str, starts_on: date, ends_on: date) -> None:
    named = Deputyship.objects.filter(deputy=deputy, practice=practice, role=role)
    if rules.overlapping(named, starts_on, ends_on).exists():
        raise NotPossible(
            f"{deputy.full_name} is already named as a deputy for this role on some of these days."
        )
