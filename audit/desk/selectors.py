"""Whose ledger may this person read?"""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from kit.errors import NotAllowed
from practices.models import Deputyship, Membership, Person, Practice
from practices.permissions import Access
from practices.roles import who_can
from practices.selectors import practice_for

READ, SEES = "read_ledger", "view_requests"
#: So many people fit into a list to choose from; where there are more, one practice has fewer.
MOST_PEOPLE = 500


def practices_audited(access: Access) -> QuerySet[Practice]:
    """The practices whose ledger the person may read. Raises NotAllowed where there is none."""
    places = access.practices_where(READ)
    if not places:
        raise NotAllowed("Your roles do not let you read an audit ledger.", who_can=who_can(READ))
    return Practice.objects.filter(pk__in=places)


def practice_audited(access: Access, ods_code: str) -> Practice:
    """The practice. NotVisible (404) outside the person's scope, NotAllowed (403) without the right."""
    return practice_for(access, ods_code, READ)


def practices_with_checkpoints(access: Access) -> QuerySet[Practice]:
    """The practices whose checkpoints the person may see: they say nothing of any case.

    For everyone who may read the practice's requests or its ledger. Raises NotAllowed where there is none.
    """
    places = access.practices_where(READ) | access.practices_where(SEES)
    if not places:
        raise NotAllowed("Your roles do not let you see checkpoints.", who_can=who_can(SEES))
    return Practice.objects.filter(pk__in=places)


def people_choices(practices: Iterable[Practice]) -> list[tuple[str, str]]:
    """Everyone who has, had or will have a role at these practices, and their programs, by name."""
    ids = [practice.pk for practice in practices]
    found = Person.objects.filter(
        Q(Exists(Membership.objects.filter(practice__in=ids, person=OuterRef("pk"))))
        | Q(Exists(Deputyship.objects.filter(practice__in=ids, deputy=OuterRef("pk"))))
        | Q(service_account__practice__in=ids)
    )
    return [(person.opaque, person.full_name) for person in found[:MOST_PEOPLE]]
