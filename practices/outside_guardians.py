"""The list of guardians of other practices who may be asked: agreed, confirmed, ended."""

from django.db import transaction
from django.utils import timezone

from kit.errors import NotAllowed, NotPossible
from practices import rules
from practices.models import OutsideGuardian, Person, Practice
from practices.permissions import access_of
from practices.selectors import (
    outside_guardians_in_use,
    person_by_email,
    roles_here_or_coming,
    serving_guardian_elsewhere,
)
from practices.telling import tell_practice


def agree(*, practice: Practice, person: Person, by: Person) -> OutsideGuardian:
    """`by`, a practice administrator there, puts a serving guardian of another practice on the list.

    Gives nothing until a guardian of this practice confirms. Raises NotVisible, NotAllowed, NotPossible.
    """
    with transaction.atomic(durable=True):
        practice = rules.locked(practice)
        rules.may(by, "manage_people", practice)
        rules.not_for_oneself(by, person)
        rules.check_active(person)
        if roles_here_or_coming(person, practice).exists():
            raise NotPossible(f"{person.full_name} has a role at {practice.name}, so is not outside it.")
        if not serving_guardian_elsewhere(person, practice):
            raise NotPossible(f"{person.full_name} is not a serving Caldicott guardian of another practice.")
        if practice.outside_guardians.filter(person=person, ended_at__isnull=True).exists():
            raise NotPossible(f"{person.full_name} is already on the list.")
        listed = OutsideGuardian.objects.create(
            practice=practice, person=person, agreed_by=by, agreed_at=timezone.now()
        )
        _tell("outside_guardian.agreed", listed, by)
    return listed


def agree_by_email(*, practice: Practice, email: str, by: Person) -> OutsideGuardian:
    """`agree` for whoever has this address. The refusal doesn't tell whether anybody has it."""
    rules.may(by, "manage_people", practice)
    person = person_by_email(email)
    if person is None or not serving_guardian_elsewhere(person, practice):
        raise NotPossible("Nobody with this address is a serving Caldicott guardian of another practice.")
    return agree(practice=practice, person=person, by=by)


def confirm(*, listed: OutsideGuardian, by: Person) -> OutsideGuardian:
    """`by`, a serving guardian of the practice and not the one who agreed, confirms."""
    with transaction.atomic(durable=True):
        listed = _fresh(listed)
        rules.may(by, "confirm_appointment", listed.practice)
        rules.check_confirmer(by, listed.person, listed.agreed_by)
        if listed.confirmed_at is not None:
            raise NotPossible("This was already confirmed.")
        listed.confirmed_by, listed.confirmed_at = by, timezone.now()
        listed.save(update_fields=["confirmed_by", "confirmed_at"])
        _tell("outside_guardian.confirmed", listed, by)
    return listed


def end(*, listed: OutsideGuardian, by: Person) -> OutsideGuardian:
    """Takes someone off the list: an administrator or a guardian of the practice may, alone."""
    with transaction.atomic(durable=True):
        listed = _fresh(listed)
        if not access_of(by).may("confirm_appointment", listed.practice.pk):
            rules.may(by, "manage_people", listed.practice)
        listed.ended_by, listed.ended_at = by, timezone.now()
        listed.save(update_fields=["ended_by", "ended_at"])
        _tell("outside_guardian.ended", listed, by)
    return listed


def check_usable(*, practice: Practice, person: Person) -> None:
    """Raises NotAllowed unless `person` may be asked by this practice today."""
    usable = outside_guardians_in_use(practice)
    if not usable.filter(pk=person.pk).exists():
        raise NotAllowed(
            f"{person.full_name} is not an agreed outside guardian of {practice.name}.",
            who_can="a practice administrator and a Caldicott guardian agree outside guardians",
        )


def _fresh(listed: OutsideGuardian) -> OutsideGuardian:
    rules.locked(listed.practice)
    listed = OutsideGuardian.objects.select_related("practice", "person", "agreed_by").get(pk=listed.pk)
    if listed.ended_at is not None:
        raise NotPossible(f"{listed.person.full_name} was taken off the list meanwhile.")
    return listed


def _tell(event: str, listed: OutsideGuardian, by: Person) -> None:
    tell_practice(
        event,
        practice=listed.practice,
        by=by,
        about=listed.person.opaque,
        facts={"id": str(listed.public_id)},
    )
