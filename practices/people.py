"""Accounts: inviting, renaming, deactivating. Nobody here sees or sets another person's password."""

from collections.abc import Callable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from kit.errors import InvalidInput, NotAllowed, NotPossible
from practices import deputies, invitations, memberships, rules
from practices.models import Deputyship, Membership, Person, Practice
from practices.selectors import any_role_left, had_role_at, person_by_email
from practices.telling import tell_site

_at_deactivation: list[Callable[[Person, Person], object]] = []


def register_at_deactivation(ending: Callable[[Person, Person], object]) -> None:
    """`ending(person, by)` is called inside the transaction that closes an account. Once is enough for each.

    For what other rooms keep for a person and what has to end with the account.
    """
    if ending not in _at_deactivation:
        _at_deactivation.append(ending)


def appoint_by_email(
    *,
    email: str,
    full_name: str,
    practice: Practice,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    by: Person,
) -> Membership:
    """Appoints whoever has this address; makes an account and mails an invitation where nobody has.

    Somebody who has an account keeps the name they have. Two transactions, as an account's entry goes to
    the site's log and the appointment's to the practice's. Raises what `memberships.appoint` raises, and
    InvalidInput for a new person without a name.
    """
    rules.may(by, "manage_people", practice)
    rules.check_role(role)
    rules.check_days(starts_on, ends_on)
    person = found_or_invited(email=email, full_name=full_name, practice=practice, by=by)
    return memberships.appoint(
        person=person, practice=practice, role=role, starts_on=starts_on, ends_on=ends_on, by=by
    )


def name_deputy_by_email(
    *,
    email: str,
    full_name: str,
    stands_in_for: Membership,
    starts_on: date,
    ends_on: date,
    by: Person,
) -> Deputyship:
    """Names whoever has this address a deputy for a role, inviting them as `appoint_by_email` does."""
    practice = stands_in_for.practice
    rules.may(by, "manage_people", practice)
    rules.check_days(starts_on, ends_on)
    deputies.check_absent(stands_in_for.person, practice, stands_in_for.role, starts_on, ends_on)
    deputy = found_or_invited(email=email, full_name=full_name, practice=practice, by=by)
    return deputies.name(
        deputy=deputy,
        absent=stands_in_for.person,
        practice=practice,
        role=stands_in_for.role,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
    )


def found_or_invited(*, email: str, full_name: str, practice: Practice, by: Person) -> Person:
    """Whoever has this address, or a new person who gets an invitation."""
    if person := person_by_email(email):
        return person
    if not full_name.strip():
        raise InvalidInput("A new person needs a name.", fields={"full_name": "Enter their full name"})
    return invite(Person(email=email, full_name=full_name.strip()), practice=practice, by=by)


def invite(newcomer: Person, *, practice: Practice, by: Person) -> Person:
    """Stores a new person without a password and mails them a link to set one."""
    with transaction.atomic(durable=True):
        rules.may(by, "manage_people", practice)
        newcomer.set_unusable_password()
        try:
            with transaction.atomic():
                newcomer.save()
        except IntegrityError:
            raise NotPossible("Somebody else has just made this account. Try again.") from None
        tell_site("person.invited", by=by, about=newcomer.opaque, facts={"practice": practice.ods_code})
    invitations.send(newcomer, practice=practice)
    return newcomer


def invite_again(*, person: Person, practice: Practice, by: Person) -> None:
    """Mails the link once more to someone who has never set a password."""
    with transaction.atomic(durable=True):
        _may_manage(by, person, practice)
        rules.check_active(person)
        if person.has_usable_password():
            raise NotPossible(f"{person.full_name} has already set a password.")
        tell_site("person.invited_again", by=by, about=person.opaque, facts={"practice": practice.ods_code})
    invitations.send(person, practice=practice)


def rename(*, person: Person, full_name: str, by: Person) -> Person:
    """People change their own name, and nobody else's."""
    if by != person:
        raise NotAllowed("People change their own name.", who_can="the person themselves")
    if not full_name.strip():
        raise InvalidInput("A name is needed.", fields={"full_name": "Enter your full name"})
    with transaction.atomic(durable=True):
        person = Person.objects.select_for_update().get(pk=person.pk)
        before, person.full_name = person.full_name, full_name.strip()
        person.save(update_fields=["full_name"])
        tell_site(
            "person.renamed",
            by=by,
            about=person.opaque,
            private={"before": before, "after": person.full_name},
        )
    return person


def deactivate(*, person: Person, practice: Practice, by: Person) -> Person:
    """Closes the account of someone who had a role at the practice and has none anywhere any more.

    Roles end first, one by one, so that each end stands in its practice's log with its warning.
    """
    with transaction.atomic(durable=True):
        person = Person.objects.select_for_update().get(pk=person.pk)
        _may_manage(by, person, practice)
        rules.check_active(person)
        if any_role_left(person):
            raise NotPossible(f"{person.full_name} still has a role. End each of their roles first.")
        person.is_active = False
        person.deactivated_by, person.deactivated_at = by, timezone.now()
        person.save(update_fields=["is_active", "deactivated_by", "deactivated_at"])
        tell_site("person.deactivated", by=by, about=person.opaque, facts={"practice": practice.ods_code})
        for ending in _at_deactivation:
            ending(person, by)
    return person


def reactivate(*, person: Person, practice: Practice, by: Person) -> Person:
    """Opens an account again. It has no roles until somebody appoints the person."""
    with transaction.atomic(durable=True):
        person = Person.objects.select_for_update().get(pk=person.pk)
        _may_manage(by, person, practice)
        if person.is_active:
            raise NotPossible(f"{person.full_name}’s account is active.")
        person.is_active = True
        person.deactivated_by = person.deactivated_at = None
        person.save(update_fields=["is_active", "deactivated_by", "deactivated_at"])
        tell_site("person.reactivated", by=by, about=person.opaque, facts={"practice": practice.ods_code})
    return person


def _may_manage(by: Person, person: Person, practice: Practice) -> None:
    """An administrator manages those who have, had or will have a role there, but not themselves."""
    rules.may(by, "manage_people", practice)
    if by == person:
        raise NotAllowed("Another administrator does this for you.", who_can="another practice administrator")
    if not had_role_at(person, practice):
        raise NotAllowed(f"{person.full_name} has never had a role at {practice.name}.")
