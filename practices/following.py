"""The dates of a practice's open requests follow its targets, closures and nation.

This room knows of no requests. It only marks that dates have to follow, in the transaction that changes
them, and wakes whoever makes them follow, once that has committed. What nobody heard, a sweep finds:
`practices_behind`. See requests_app/journey/recomputing.py.
"""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F, QuerySet

from practices.models import Practice

_listeners: list[Callable[[], object]] = []


def register(listener: Callable[[], object]) -> None:
    """`listener` is called after a commit that left dates behind. Once is enough for each."""
    if listener not in _listeners:
        _listeners.append(listener)


def dates_changed(*practices: Practice) -> None:
    """Mark, inside a transaction that holds the practices' rows, that their dates have to follow."""
    if not practices:
        return
    behind = Practice.objects.filter(pk__in=[practice.pk for practice in practices])
    behind.update(dates_version=F("dates_version") + 1)
    transaction.on_commit(_wake)


def practices_behind() -> QuerySet[Practice]:
    """The practices whose open requests don't show the newest targets and closures yet."""
    return Practice.objects.filter(dates_followed__lt=F("dates_version")).order_by("pk")


def followed(practice_id: int, version: int) -> None:
    """The dates follow `version` now; a change that came meanwhile keeps the practice behind."""
    Practice.objects.filter(pk=practice_id, dates_followed__lt=version).update(dates_followed=version)


def _wake() -> None:
    for listener in _listeners:
        listener()
