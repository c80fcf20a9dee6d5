"""A practice's first administrator and first guardian, whom nobody there could appoint or confirm."""

from django.db import transaction
from django.utils import timezone

from kit.errors import InvalidInput, NotPossible
from practices import rules
from practices.models import Membership, Person, Practice
from practices.permissions import refresh_rows
from practices.roles import ROLES
from practices.selectors import person_by_email
from practices.telling import tell_period, tell_site


def is_vacant(practice: Practice, role: str) -> bool:
    """Whether nobody active holds the role at the practice today."""
    in_force = Membership.objects.in_force(timezone.localdate())
    return not in_force.filter(practice=practice, role=role, person__is_active=True).exists()


def found(*, practice: Practice, role: str, email: str, full_name: str) -> Membership:
    """From the command line: someone takes up an indispensable role that nobody at the practice holds.

    Makes an account for a new address, without a password. Raises InvalidInput (another role, no name)
    and NotPossible (somebody holds it already, deactivated account, auditor).
    """
    if role not in rules.INDISPENSABLE:
        raise InvalidInput("Only an administrator and a guardian are set up from the command line.")
    person = person_by_email(email) or _newcomer(email, full_name)
    today = timezone.localdate()
    with transaction.atomic(durable=True):
        practice = rules.locked(practice)
        if not is_vacant(practice, role):
            raise NotPossible(
                f"{practice.name} has a serving {ROLES[role].name}. An administrator there appoints others."
            )
        rules.check_active(person)
        rules.check_not_held(person, practice, role, today, None)
        rules.check_auditor_apart(person, practice, role, today, None)
        membership = Membership.objects.create(
            person=person, practice=practice, role=role, starts_on=today, founding=True
        )
        refresh_rows(practice, on=today, person=person)
        tell_period("membership.founded", membership, by=None)
    return membership


def _newcomer(email: str, full_name: str) -> Person:
    if not full_name.strip():
        raise InvalidInput("A new person needs a name.")
    with transaction.atomic(durable=True):
        person = Person.objects.create_user(email, full_name.strip())
        tell_site("person.invited", by=None, about=person.opaque)
    return person
