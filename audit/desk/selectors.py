"""Whose ledger may this person read?"""

from django.db.models import QuerySet

from kit.errors import NotAllowed
from practices.models import Practice
from practices.permissions import Access
from practices.roles import who_can
from practices.selectors import practice_for

READ = "read_ledger"


def practices_audited(access: Access) -> QuerySet[Practice]:
    """The practices whose ledger the person may read. Raises NotAllowed where there is none."""
    places = access.practices_where(READ)
    if not places:
        raise NotAllowed("Your roles do not let you read an audit ledger.", who_can=who_can(READ))
    return Practice.objects.filter(pk__in=places)


def practice_audited(access: Access, ods_code: str) -> Practice:
    """The practice. NotVisible (404) outside the person's scope, NotAllowed (403) without the right."""
    return practice_for(access, ods_code, READ)
