"""Of which practices may this person read reports, and with names?

Who reads a practice's ledger may read its reports. Who may know whom its requests are about may do both.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from audit.desk.reports.asked import Asked
from audit.desk.selectors import READ
from kit.errors import NotAllowed
from practices.models import Practice
from practices.permissions import Access
from practices.roles import who_can
from practices.selectors import practice_for

NAMES = "read_identities"


def places(access: Access) -> frozenset[int]:
    """The practices whose reports the person may read, by id."""
    return access.practices_where(READ) | access.practices_where(NAMES)


def practices_reported(access: Access) -> QuerySet[Practice]:
    """The practices whose reports the person may read. Raises NotAllowed (403) where there is none."""
    found = places(access)
    if not found:
        raise NotAllowed("Your roles do not let you read the reports.", who_can=_who_can())
    return Practice.objects.filter(pk__in=found)


def practice_reported(access: Access, ods_code: str) -> Practice:
    """The practice. NotVisible (404) outside the person's scope, NotAllowed (403) without the right."""
    may_read = Practice.objects.filter(pk__in=places(access), ods_code=ods_code).first()
    return may_read or practice_for(access, ods_code, READ)


def may_name(access: Access, practices: Sequence[Practice]) -> bool:
    """Whether the person may have the names at each of these practices."""
    return all(access.may(NAMES, practice.pk) for practice in practices)


def check(access: Access, asked: Asked) -> None:
    """Raises NotAllowed (403) unless the person may have this report of each of its practices."""
    if asked.identities and not may_name(access, asked.practices):
        raise NotAllowed("Your roles do not let you have a report with names.", who_can=who_can(NAMES))
    if not {practice.pk for practice in asked.practices} <= places(access):
        raise NotAllowed("Your roles do not let you read these reports.", who_can=_who_can())


def _who_can() -> str:
    return f"{who_can(READ)} or {who_can(NAMES)}"
