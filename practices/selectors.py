"""What may this person see? Every list and every fetch of practices and people starts here."""

import uuid
from datetime import date
from typing import TypeVar

from django.db.models import Exists, F, Model, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from kit.errors import NotAllowed, NotVisible
from practices.models import (
    Closure,
    Deputyship,
    Membership,
    OutsideGuardian,
    Person,
    Practice,
    ServiceAccount,
    ServiceToken,
)
from practices.models.periods import PeriodQuerySet
from practices.permissions import Access, deputyships_in_force
from practices.roles import PERMISSIONS, who_can

Row = TypeVar("Row", bound=Model)

#: Any of these lets a person read who holds which role at the practice.
READ_PEOPLE = ("manage_people", "confirm_appointment", "invite_outside_guardian")
GUARDIAN = "caldicott_guardian"
DEMONSTRATION_DOMAIN = ".example"


def practices_of(access: Access) -> QuerySet[Practice]:
    """The practices where the person holds a role."""
    return Practice.objects.filter(pk__in=access.practices)


def practices_whose_people(access: Access) -> QuerySet[Practice]:
    """The practices whose people the person may read."""
    return Practice.objects.filter(pk__in=frozenset().union(*map(access.practices_where, READ_PEOPLE)))


def practice_for(access: Access, ods_code: str, *codenames: str) -> Practice:
    """The practice, if the person holds a role there and, where rights are named, one of them.

    Raises NotVisible (404) outside the person's scope and NotAllowed (403) inside it without the right.
    """
    practice = practices_of(access).filter(ods_code=ods_code).first()
    if practice is None:
        raise NotVisible
    if codenames and not any(access.may(codename, practice.pk) for codename in codenames):
        raise NotAllowed(
            f"Your roles at {practice.name} do not let you {PERMISSIONS[codenames[0]]}.",
            who_can=" or ".join(dict.fromkeys(map(who_can, codenames))),
        )
    return practice


def membership_at(practice: Practice, public_id: uuid.UUID) -> Membership:
    """One role at this practice. Raises NotVisible."""
    return _one(practice.memberships.select_related("person", "practice", "appointed_by"), public_id)


def deputyship_at(practice: Practice, public_id: uuid.UUID) -> Deputyship:
    """One deputy's time at this practice. Raises NotVisible."""
    return _one(
        practice.deputyships.select_related("deputy", "absent", "practice", "appointed_by"), public_id
    )


def outside_guardian_at(practice: Practice, public_id: uuid.UUID) -> OutsideGuardian:
    """One line of this practice's list of outside guardians. Raises NotVisible."""
    return _one(practice.outside_guardians.select_related("person", "practice", "agreed_by"), public_id)


def service_accounts_of(practice: Practice) -> QuerySet[ServiceAccount]:
    """The practice's programs with their tokens, ended ones last."""
    found = practice.service_accounts.select_related("person").prefetch_related("tokens")
    return found.order_by(F("ended_at").desc(nulls_first=True), "person__full_name", "pk")


def service_account_at(practice: Practice, public_id: uuid.UUID) -> ServiceAccount:
    """One program of this practice, by the id of its person. Raises NotVisible."""
    found = practice.service_accounts.select_related("person", "practice", "made_by")
    account = found.filter(person__public_id=public_id).first()
    if account is None:
        raise NotVisible
    return account


def service_token_at(account: ServiceAccount, public_id: uuid.UUID) -> ServiceToken:
    """One token of a program. Raises NotVisible."""
    return _one(account.tokens.select_related("account__person", "account__practice"), public_id)


def closures_of(practice: Practice) -> QuerySet[Closure]:
    """The days on which the practice is or was closed, the furthest ahead first."""
    return practice.closures.select_related("added_by").order_by("-first_day", "-pk")


def closure_at(practice: Practice, public_id: uuid.UUID) -> Closure:
    """One closure of this practice. Raises NotVisible."""
    return _one(practice.closures.select_related("practice"), public_id)


def person_at(practice: Practice, public_id: uuid.UUID) -> Person:
    """Someone who has, had or will have a role at this practice. Raises NotVisible."""
    return _one(people_of(practice), public_id)


def people_of(practice: Practice) -> QuerySet[Person]:
    """Everyone who has, had or will have a role at this practice."""
    return Person.objects.filter(
        Exists(Membership.objects.filter(practice=practice, person=OuterRef("pk")))
        | Exists(Deputyship.objects.filter(practice=practice, deputy=OuterRef("pk")))
    )


def memberships_of(practice: Practice, *, ended: bool) -> QuerySet[Membership]:
    """The practice's roles with their people: those that last or will begin, or those that ended."""
    current = Membership.objects.current_or_upcoming(timezone.localdate())
    found = practice.memberships.select_related("person")
    return found.exclude(pk__in=current.values("pk")) if ended else found.filter(pk__in=current.values("pk"))


def memberships_at(practice: Practice, person: Person) -> QuerySet[Membership]:
    """A person's roles at this practice, past ones too, latest first."""
    return practice.memberships.filter(person=person).order_by("-starts_on", "-pk")


def deputyships_of(practice: Practice) -> QuerySet[Deputyship]:
    """The practice's deputies, latest first."""
    return practice.deputyships.select_related("deputy", "absent").order_by("-starts_on", "-pk")


def outside_guardians_of(practice: Practice) -> QuerySet[OutsideGuardian]:
    """The practice's list of outside guardians, ended lines last."""
    return practice.outside_guardians.select_related("person").order_by("ended_at", "person__full_name", "pk")


def waiting_at(practice: Practice) -> tuple[PeriodQuerySet, PeriodQuerySet, QuerySet[OutsideGuardian]]:
    """What waits for a guardian's confirmation: roles, deputies, outside guardians."""
    day = timezone.localdate()
    return (
        Membership.objects.waiting(day).filter(practice=practice).select_related("person", "appointed_by"),
        Deputyship.objects.waiting(day)
        .filter(practice=practice)
        .select_related("deputy", "absent", "appointed_by"),
        practice.outside_guardians.filter(confirmed_at__isnull=True, ended_at__isnull=True).select_related(
            "person", "agreed_by"
        ),
    )


def count_waiting_for(access: Access) -> int:
    """How many appointments wait for this person as a guardian, over all their practices."""
    places, day, person = access.practices_where("confirm_appointment"), access.on, access.person
    if not places or not isinstance(person, Person):
        return 0
    theirs = Q(practice__in=places) & ~Q(appointed_by=person)
    roles = Membership.objects.waiting(day).filter(theirs).exclude(person=person).count()
    deputies = Deputyship.objects.waiting(day).filter(theirs).exclude(deputy=person).count()
    listed = OutsideGuardian.objects.filter(
        practice__in=places, confirmed_at__isnull=True, ended_at__isnull=True
    ).exclude(Q(agreed_by=person) | Q(person=person))
    return roles + deputies + listed.count()


def roles_held_by(person: Person) -> QuerySet[Membership]:
    """A person's own roles that last or will begin, for their account page."""
    found: QuerySet[Membership] = (
        Membership.objects.current_or_upcoming(timezone.localdate())
        .filter(person=person)
        .select_related("practice")
        .order_by("practice__name", "starts_on", "pk")
    )
    return found


def deputising_of(person: Person) -> QuerySet[Deputyship]:
    """For whom a person stands in, now or soon, for their account page."""
    found: QuerySet[Deputyship] = (
        Deputyship.objects.current_or_upcoming(timezone.localdate())
        .filter(deputy=person)
        .select_related("practice", "absent")
    )
    return found


def serving_at(practice: Practice) -> list[tuple[str, Person]]:
    """(role's key, person) of everyone in office today, deputies included, ordered by name."""
    day = timezone.localdate()
    members = Membership.objects.in_force(day).filter(practice=practice, person__is_active=True)
    deputies = deputyships_in_force(day).filter(practice=practice, deputy__is_active=True)
    found = [(row.role, row.person) for row in members.select_related("person")]
    found += [(row.role, row.deputy) for row in deputies.select_related("deputy")]
    return sorted(found, key=lambda pair: pair[1].full_name)


def absentees_at(practice: Practice) -> QuerySet[Membership]:
    """The confirmed roles at the practice for which a deputy may be named."""
    found: QuerySet[Membership] = (
        Membership.objects.current_or_upcoming(timezone.localdate())
        .ready()
        .filter(practice=practice, person__is_active=True)
        .select_related("person")
    )
    return found


def outside_guardians_in_use(practice: Practice, *, on: date | None = None) -> QuerySet[Person]:
    """Whom this practice may ask on a day (today, unless told).

    Agreed, confirmed and not ended; active; a serving guardian of another practice, and without a role here.
    """
    day = on or timezone.localdate()
    mine = {"person": OuterRef("pk")}
    return Person.objects.filter(
        Exists(
            OutsideGuardian.objects.filter(
                practice=practice, confirmed_at__isnull=False, ended_at__isnull=True, **mine
            )
        ),
        Exists(Membership.objects.in_force(day).filter(role=GUARDIAN, **mine).exclude(practice=practice)),
        ~Exists(Membership.objects.in_force(day).filter(practice=practice, **mine)),
        ~Exists(Deputyship.objects.in_force(day).filter(practice=practice, deputy=OuterRef("pk"))),
        is_active=True,
    )


def serving_guardian_elsewhere(person: Person, practice: Practice) -> bool:
    """Whether the person is a serving guardian of a practice other than this."""
    in_force = Membership.objects.in_force(timezone.localdate())
    return in_force.filter(person=person, role=GUARDIAN).exclude(practice=practice).exists()


def roles_here_or_coming(person: Person, practice: Practice) -> QuerySet[Membership]:
    """The person's roles at the practice that last or will begin."""
    found: QuerySet[Membership] = Membership.objects.current_or_upcoming(timezone.localdate()).filter(
        person=person, practice=practice
    )
    return found


def any_role_left(person: Person) -> bool:
    """Whether the person has, or will have, any role anywhere."""
    day = timezone.localdate()
    return (
        Membership.objects.current_or_upcoming(day).filter(person=person).exists()
        or Deputyship.objects.current_or_upcoming(day).filter(deputy=person).exists()
    )


def had_role_at(person: Person, practice: Practice) -> bool:
    """Whether the person has, had or will have a role at the practice."""
    return people_of(practice).filter(pk=person.pk).exists()


def demonstration_people() -> QuerySet[Person]:
    """The made-up people who hold roles: known by the domain .example, which no mail can reach."""
    roles = Membership.objects.in_force(timezone.localdate()).select_related("practice").order_by("pk")
    return (
        Person.objects.filter(email__endswith=DEMONSTRATION_DOMAIN, is_active=True, memberships__isnull=False)
        .distinct()
        .prefetch_related(Prefetch("memberships", queryset=roles))
    )


def person_by_email(email: str) -> Person | None:
    """Whoever signs in with this address, in whatever case it is typed."""
    return Person.objects.filter(email=email.lower()).first()


def _one(rows: QuerySet[Row], public_id: uuid.UUID) -> Row:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotVisible
    return found
