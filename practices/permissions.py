"""What may this person do, and where? With selectors.py and holders.py, all that touches django-guardian.

A right at a practice needs two things: guardian's row, and a membership or deputyship in force on the
day whose role carries the right. The rows carry no dates, so they alone would outlive a deputy whenever
the nightly tidying stands still; and dates alone would outlive a row that somebody took away. Being a
superuser, being in a group and holding a global permission give nothing. See
docs/adr/people-row-and-role.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser, Permission
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone

from kit.errors import NotAllowed, NotVisible
from practices.models import (
    Deputyship,
    Membership,
    Person,
    Practice,
    PracticeUserObjectPermission,
    ServiceAccount,
)
from practices.models.periods import PeriodQuerySet
from practices.roles import PERMISSIONS, SERVICE_RIGHTS, permissions_of, roles_with, who_can

_ANYBODY, _ANY_DAY = -1, date.min
_NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Access:
    """What a person may do on one day. `roles` and `rights` are keyed by practice id and by codename."""

    person: Person | AnonymousUser
    on: date
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    rights: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def may(self, codename: str, practice_id: int) -> bool:
        """Whether the person has this right at this practice. KeyError for a right that doesn't exist."""
        return practice_id in self.practices_where(codename)

    def practices_where(self, codename: str) -> frozenset[int]:
        """The practices where the person has this right. KeyError for a right that doesn't exist."""
        PERMISSIONS[codename]
        return self.rights.get(codename, _NOWHERE)

    def roles_at(self, practice_id: int) -> frozenset[str]:
        """The roles held at this practice, deputising included."""
        return self.roles.get(practice_id, frozenset())

    @property
    def practices(self) -> frozenset[int]:
        """The practices that are in the person's scope: those where they hold any role."""
        return frozenset(self.roles)


def access_of(person: Person | AnonymousUser, *, on: date | None = None) -> Access:
    """What `person` may do on a day (today, unless told), in one query.

    Anonymous and deactivated people may do nothing.
    """
    day = on or timezone.localdate()
    if not isinstance(person, Person) or not person.is_active:
        return Access(person, day)
    if person.is_service:
        return _access_of_service(person, day)
    roles: dict[int, frozenset[str]] = {}
    rows: dict[int, list[str]] = {}
    for of_guardian, practice_id, names in _roles_and_rows(person, day):
        if of_guardian:
            rows[practice_id] = names
        else:
            roles[practice_id] = roles.get(practice_id, frozenset()).union(names)
    rights: dict[str, set[int]] = {}
    for practice_id, held in roles.items():
        for codename in permissions_of(held).intersection(rows.get(practice_id, ())):
            rights.setdefault(codename, set()).add(practice_id)
    return Access(person, day, roles, {code: frozenset(places) for code, places in rights.items()})


def _roles_and_rows(person: Person, day: date) -> list[tuple[bool, int, list[str]]]:
    """(False, practice, roles held there) and (True, practice, codenames of guardian's rows there)."""
    statement, values = _statement()
    given: dict[Any, Any] = {_ANYBODY: person.pk, _ANY_DAY: day}
    with connection.cursor() as cursor:
        cursor.execute(statement, [given.get(value, value) for value in values])
        return cursor.fetchall()


@lru_cache(maxsize=1)
def _statement() -> tuple[str, tuple[Any, ...]]:
    """The statement and its values, with stand-ins for person and day.

    Composed once a process: it is asked at every step and page, and composing it takes Django several times
    as long as PostgreSQL takes to answer.
    """
    memberships = _memberships(_ANY_DAY).filter(person=_ANYBODY)
    deputyships = deputyships_in_force(_ANY_DAY).filter(deputy=_ANYBODY)
    rows = PracticeUserObjectPermission.objects.filter(user=_ANYBODY)
    found = _by_practice(memberships, "practice_id", "role", of_guardian=False).union(
        _by_practice(deputyships, "practice_id", "role", of_guardian=False),
        _by_practice(rows, "content_object_id", "permission__codename", of_guardian=True),
        all=True,
    )
    return found.query.sql_with_params()


def _by_practice(
    found: QuerySet[Any], practice: str, names: str, *, of_guardian: bool
) -> QuerySet[Any, tuple[bool, int, list[str]]]:
    """One row a practice, with the names as an array."""
    grouped = found.order_by().values(practice).annotate(kind=Value(of_guardian), names=ArrayAgg(names))
    return grouped.values_list("kind", practice, "names")


def check(access: Access, codename: str, practice: Practice) -> None:
    """Raises NotVisible (404) outside the person's scope, NotAllowed (403) inside it without the right."""
    if access.may(codename, practice.pk):
        return
    if practice.pk not in access.practices:
        raise NotVisible
    raise NotAllowed(
        f"Your roles at {practice.name} do not let you {PERMISSIONS[codename]}.", who_can=who_can(codename)
    )


def people_who_may(codename: str, practice: Practice, *, on: date | None = None) -> QuerySet[Person]:
    """The active people who have this right at this practice on a day (today, unless told)."""
    day = on or timezone.localdate()
    return holders_of(roles_with(codename), practice, on=day).filter(
        Exists(_rows([practice.pk]).filter(user=OuterRef("pk"), permission__codename=codename))
    )


def holders_of(role_keys: Iterable[str], practice: Practice, *, on: date) -> QuerySet[Person]:
    """The active people who hold one of these roles at this practice on a day, deputies included."""
    here = {"practice": practice, "role__in": sorted(role_keys)}
    return Person.objects.filter(
        Exists(_memberships(on).filter(person=OuterRef("pk"), **here))
        | Exists(deputyships_in_force(on).filter(deputy=OuterRef("pk"), **here)),
        is_active=True,
    )


def practices_by_holder(role: str, *, on: date) -> dict[int, frozenset[int]]:
    """The practices where each active person holds a role on a day, deputies included, by their ids."""
    memberships = _memberships(on).filter(role=role, person__is_active=True)
    deputyships = deputyships_in_force(on).filter(role=role, deputy__is_active=True)
    found: dict[int, frozenset[int]] = {}
    for person, practice in (
        *memberships.values_list("person_id", "practice_id"),
        *deputyships.values_list("deputy_id", "practice_id"),
    ):
        found[person] = found.get(person, frozenset()) | {practice}
    return found


def refresh_rows(practice: Practice, *, on: date, person: Person | None = None) -> int:
    """Makes guardian's rows at a practice, of everyone or of one person, what the register says.

    The rows are the union over confirmed memberships and deputyships in force on `on` or later: those of
    a role that starts tomorrow are there today, so that it starts even when nothing runs in the night.
    Returns how many rows were added or removed.
    """
    wanted: dict[int, frozenset[str]] = {}
    for holder, role in _current_roles(practice, on):
        if person is None or holder == person.pk:
            wanted[holder] = wanted.get(holder, frozenset()) | permissions_of(frozenset({role}))
    rows = _rows([practice.pk]) if person is None else _rows([practice.pk]).filter(user=person)
    rows = rows.filter(user__is_service=False)  # theirs are given and taken with the account
    present = {
        (user, code): pk for pk, user, code in rows.values_list("pk", "user_id", "permission__codename")
    }
    due = {(holder, code) for holder, codes in wanted.items() for code in codes}
    surplus = [pk for key, pk in present.items() if key not in due]
    missing = sorted(due - present.keys())
    if surplus:
        PracticeUserObjectPermission.objects.filter(pk__in=surplus).delete()
    if missing:
        ids = _permission_ids()
        PracticeUserObjectPermission.objects.bulk_create(
            [
                PracticeUserObjectPermission(user_id=user, content_object=practice, permission_id=ids[code])
                for user, code in missing
            ],
            ignore_conflicts=True,
        )
    return len(surplus) + len(missing)


def grant_service_rows(account: ServiceAccount) -> None:
    """Guardian's rows of a service account: its rights at its practice while it lasts, none afterwards."""
    rows = _rows([account.practice_id]).filter(user=account.person)
    if account.ended_at is not None:
        rows.delete()
        return
    ids = _permission_ids()
    PracticeUserObjectPermission.objects.bulk_create(
        PracticeUserObjectPermission(
            user=account.person, content_object=account.practice, permission_id=ids[code]
        )
        for code in sorted(SERVICE_RIGHTS)
    )


def _access_of_service(person: Person, day: date) -> Access:
    """A program's rights: guardian's rows at its account's practice, as long as that lasts. One query."""
    at_its_practice = ServiceAccount.objects.filter(
        person=person, practice=OuterRef("content_object"), ended_at=None
    )
    rows = PracticeUserObjectPermission.objects.filter(
        Exists(at_its_practice), user=person, permission__codename__in=sorted(SERVICE_RIGHTS)
    ).values_list("permission__codename", "content_object_id")
    rights = {codename: frozenset({practice_id}) for codename, practice_id in rows}
    return Access(person, day, dict.fromkeys(frozenset().union(*rights.values()), frozenset()), rights)


def practices_with_rows() -> QuerySet[Practice]:
    """The practices where somebody has, or will have, a right: those that the nightly tidying looks at."""
    return Practice.objects.filter(
        Exists(PracticeUserObjectPermission.objects.filter(content_object=OuterRef("pk")))
        | Exists(Membership.objects.filter(practice=OuterRef("pk")))
    )


def deputyships_in_force(day: date) -> PeriodQuerySet:
    """Deputyships that give their role on a day: only while the absent person holds it themselves."""
    absent_holds = _memberships(day).filter(
        person=OuterRef("absent"),
        practice=OuterRef("practice"),
        role=OuterRef("role"),
        person__is_active=True,
    )
    found: PeriodQuerySet = Deputyship.objects.in_force(day).filter(Exists(absent_holds))
    return found


def _memberships(day: date) -> PeriodQuerySet:
    found: PeriodQuerySet = Membership.objects.in_force(day)
    return found


def _rows(practice_ids: Iterable[int]) -> QuerySet[PracticeUserObjectPermission]:
    return PracticeUserObjectPermission.objects.filter(content_object__in=list(practice_ids))


def _current_roles(practice: Practice, day: date) -> Iterable[tuple[int, str]]:
    """(person's id, role) of everything confirmed that is not over on `day`."""
    yield from (
        Membership.objects.current_or_upcoming(day)
        .ready()
        .filter(practice=practice)
        .values_list("person", "role")
    )
    yield from (
        Deputyship.objects.current_or_upcoming(day)
        .ready()
        .filter(practice=practice)
        .values_list("deputy", "role")
    )


def _permission_ids() -> dict[str, int]:
    found = Permission.objects.filter(content_type__app_label="practices", content_type__model="practice")
    return dict(found.values_list("codename", "pk"))
