"""Who may be given a role, and when: the rules that memberships and deputyships share.

The database holds most of them too, by the constraints that are named beside each; here they are asked
first, under a lock on the practice, so that people read a sentence and not an error.
"""

from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from kit.dates import long_date
from kit.errors import InvalidInput, NotAllowed, NotPossible
from practices.models import Deputyship, HeldRole, Membership, Person, Practice
from practices.models.periods import RolePeriod
from practices.permissions import access_of, check
from practices.roles import ROLES

Period = TypeVar("Period", bound=RolePeriod)

#: Roles without which a practice can't decide, or can't appoint anybody.
INDISPENSABLE = ("caldicott_guardian", "practice_administrator")


class LastServing(NotPossible):
    """Nobody else would hold an indispensable role. May be done by whoever says that they know it."""

    title = "Nobody else holds this role"


def locked(practice: Practice) -> Practice:
    """The practice's row, locked to the end of the transaction: changes of its people come one by one."""
    return Practice.objects.select_for_update(no_key=True).get(pk=practice.pk)


def may(by: Person, codename: str, practice: Practice) -> None:
    """Raises NotVisible or NotAllowed unless `by` has the right there today."""
    check(access_of(by), codename, practice)


def not_for_oneself(by: Person, person: Person) -> None:
    """Nobody grants themselves a role (also held by `…_not_appointed_by_self`, `…_not_named_by_self`)."""
    if by == person:
        raise NotAllowed("Nobody gives themselves a role.", who_can="another practice administrator")


def check_days(starts_on: date, ends_on: date | None) -> None:
    """Raises InvalidInput: a role starts today or later, and ends on its first day or later."""
    if starts_on < timezone.localdate():
        raise InvalidInput(
            "A role cannot start in the past.",
            fields={"starts_on": "Start date must be today or in the future"},
        )
    if ends_on is not None and ends_on < starts_on:
        raise InvalidInput(
            "A role cannot end before it starts.",
            fields={"ends_on": "Last day must be the same as or after the start date"},
        )


def check_role(role: str) -> None:
    """Raises InvalidInput for a role that the code doesn't know."""
    if role not in ROLES:
        raise InvalidInput("There is no such role.", fields={"role": "Select a role"})


def check_active(person: Person) -> None:
    """Raises NotPossible for someone whose account is closed, and for a program."""
    if person.is_service:
        raise NotPossible(f"{person.full_name} is a service account: it logs requests, and holds no role.")
    if not person.is_active:
        raise NotPossible(f"{person.full_name}’s account is deactivated. Reactivate it first.")


def check_auditor_apart(
    person: Person, practice: Practice, role: str, starts_on: date, ends_on: date | None
) -> None:
    """An auditor holds no other role there, deputising included (`auditor_holds_no_other_role`)."""
    kind = HeldRole.OTHER if role == "auditor" else HeldRole.AUDITOR
    clash = HeldRole.objects.filter(
        person=person, practice=practice, kind=kind, period__overlap=(starts_on, _after(ends_on))
    )
    if clash.exists():
        raise NotPossible(
            f"An auditor holds no other role at the same practice, and {person.full_name} would hold both."
        )


def overlapping(rows: QuerySet[Period], starts_on: date, ends_on: date | None) -> QuerySet[Period]:
    """Those of `rows` that are not stopped and share a day with the period."""
    found = rows.filter(stopped=False).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    return found.filter(starts_on__lte=ends_on) if ends_on else found


def check_not_held(
    person: Person, practice: Practice, role: str, starts_on: date, ends_on: date | None
) -> None:
    """Raises NotPossible when the person has this role on one of the days (`membership_no_overlap`)."""
    held = overlapping(
        Membership.objects.filter(person=person, practice=practice, role=role), starts_on, ends_on
    )
    if found := held.first():
        until = f"to {long_date(found.ends_on)}" if found.ends_on else "without an end date"
        raise NotPossible(
            f"{person.full_name} already has this role from {long_date(found.starts_on)} {until}."
        )


def check_waiting(period: Membership | Deputyship) -> None:
    """Raises NotPossible unless the period still waits for a guardian's confirmation."""
    if period.is_ready:
        raise NotPossible("This was already confirmed, or needs no confirmation.")
    if period.is_over(timezone.localdate()):
        raise NotPossible("This was ended meanwhile.")


def check_confirmer(by: Person, holder: Person, appointed_by: Person | None) -> None:
    """Two people besides the holder appoint and confirm (also held by `…_confirmed_by_another`)."""
    if by == holder:
        raise NotAllowed("Nobody confirms their own role.", who_can="another serving Caldicott guardian")
    if by == appointed_by:
        raise NotAllowed(
            "You made this appointment, so someone else confirms it.",
            who_can="another serving Caldicott guardian",
        )


def is_last(membership: Membership, *, after: date | None = None) -> bool:
    """Whether nobody else holds this indispensable role on the day (today, unless told) it would be gone."""
    if membership.role not in INDISPENSABLE or not membership.is_ready:
        return False
    others = Membership.objects.in_force(after or timezone.localdate()).exclude(person=membership.person)
    return not others.filter(
        practice=membership.practice, role=membership.role, person__is_active=True
    ).exists()


def could_be_last(membership: Membership) -> bool:
    """Whether nobody else holds the role without an end, so that on some day it could be the last."""
    return is_last(membership, after=date.max)


def check_not_last(membership: Membership, *, after: date, known: bool) -> None:
    """Raises LastServing where nobody else holds an indispensable role on a day, unless that is `known`."""
    if not known and is_last(membership, after=after):
        raise LastServing(
            f"Nobody else would hold this role at {membership.practice.name}.",
            who_can="appoint someone else first, or say that you know it",
        )


def stop(period: Membership | Deputyship, *, by: Person) -> None:
    """Ends a period at once, or cancels it before it begins."""
    period.stopped = True
    end_after(period, max(timezone.localdate(), period.starts_on), by=by)


def end_after(period: Membership | Deputyship, last_day: date, *, by: Person) -> None:
    """Makes `last_day` the period's last, and says who did and when."""
    period.ends_on, period.ended_by, period.ended_at = last_day, by, timezone.now()
    period.save(update_fields=["stopped", "ends_on", "ended_by", "ended_at"])


def day_after(last: date) -> date:
    """The first day after; the calendar's own last day has none, and stands for it."""
    return min(last, date.max - timedelta(days=1)) + timedelta(days=1)


def _after(last: date | None) -> date | None:
    """The first day after a period: ranges are kept half open."""
    return day_after(last) if last else None
