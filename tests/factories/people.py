"""Practices, people and roles for tests: rows as they are after everyone confirmed, without ledger entries.

Roles made here are `founding`, so nobody has to appoint or confirm them. Where a test is about appointing,
it calls the actions themselves.
"""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from practices.models import Closure, Deputyship, Membership, OutsideGuardian, Person, Practice
from practices.permissions import refresh_rows

PASSWORD = "three random words"
_numbers = count(1)


def a_practice(ods_code: str = "", **more: object) -> Practice:
    """A practice in England, with a code of its own."""
    number = next(_numbers)
    given = {"name": f"Made-up Surgery {number}", "nation": "england", **more}
    return Practice.objects.create(ods_code=ods_code or f"T{number:05}", **given)


def a_person(full_name: str = "", *, password: str | None = None, **more: object) -> Person:
    """Someone who can sign in (with a password only where a test needs one)."""
    number = next(_numbers)
    email = str(more.pop("email", f"person{number}@surgery.test"))
    return Person.objects.create_user(email, full_name or f"Person {number:04}", password, **more)


def a_member(
    practice: Practice,
    *roles: str,
    person: Person | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    full_name: str = "",
) -> Person:
    """Someone with roles at a practice, for the past year and without an end unless told."""
    person = person or a_person(full_name)
    for role in roles:
        a_membership(practice, role, person=person, starts_on=starts_on, ends_on=ends_on)
    return person


def a_membership(
    practice: Practice,
    role: str,
    *,
    person: Person | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """One role in force, with guardian's rows."""
    membership = Membership.objects.create(
        person=person or a_person(),
        practice=practice,
        role=role,
        starts_on=starts_on or timezone.localdate() - timedelta(days=365),
        ends_on=ends_on,
        founding=True,
    )
    refresh_rows(practice, on=timezone.localdate(), person=membership.person)
    return membership


def a_deputy(
    practice: Practice,
    role: str,
    *,
    absent: Person,
    person: Person | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    confirmed: bool = True,
) -> Person:
    """Someone who deputises for `absent`, from yesterday to next week unless told."""
    today, now = timezone.localdate(), timezone.now()
    person = person or a_person()
    Deputyship.objects.create(
        deputy=person,
        absent=absent,
        practice=practice,
        role=role,
        starts_on=starts_on or today - timedelta(days=1),
        ends_on=ends_on or today + timedelta(days=7),
        appointed_by=a_person(),
        appointed_at=now,
        confirmed_by=a_person() if confirmed else None,
        confirmed_at=now if confirmed else None,
    )
    refresh_rows(practice, on=today, person=person)
    return person


def a_closure(practice: Practice, *days: date, reason: str = "Staff training") -> Closure:
    """The practice is closed from the first of `days` to the last; tomorrow, unless told."""
    days = days or (timezone.localdate() + timedelta(days=1),)
    return Closure.objects.create(
        practice=practice,
        first_day=days[0],
        last_day=days[-1],
        reason=reason,
        added_by=a_person(),
        added_at=timezone.now(),
    )


def an_outside_guardian(
    practice: Practice, *, person: Person | None = None, confirmed: bool = True
) -> Person:
    """A serving guardian of another practice on this practice's list, confirmed unless told."""
    person = person or a_member(a_practice(), "caldicott_guardian")
    now = timezone.now()
    OutsideGuardian.objects.create(
        practice=practice,
        person=person,
        agreed_by=a_person(),
        agreed_at=now,
        confirmed_by=a_person() if confirmed else None,
        confirmed_at=now if confirmed else None,
    )
    return person
