"""What the guards share: which of several rows is alive, and what is asked for now."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from requests_app.models import AskedItem, LegalBasisReview, Participation, Request

Guard = Callable[[Request, datetime], None]
Row = TypeVar("Row")


def live(rows: Iterable[Row]) -> Row | None:
    """The one that nothing voided, or None; the database allows no second."""
    found: Any
    for found in rows:
        if found.voided_at is None:
            return found  # type: ignore[no-any-return]
    return None


def asked_now(request: Request) -> list[AskedItem]:
    """The items that are asked for now, without those that a correction dropped."""
    return [item for item in request.items.all() if not item.dropped]


def took_part_in_log(request: Request, row: Participation) -> bool:
    """Whether this part of a person began with the log: saving a task of it, or submitting it."""
    prepares = row.part == Participation.PREPARES
    return prepares and (request.logged_at is None or row.since <= request.logged_at)


def loggers(request: Request) -> set[int]:
    """The ids of those who wrote the log: whoever saved a task of it, not only who submitted it."""
    return {row.person_id for row in request.participations.all() if took_part_in_log(request, row)}


def logged_by_hand(request: Request) -> set[int]:
    """The loggers; where a program logged it, whoever triaged it stands in for the program.

    So that it takes as many people as a request that somebody logged (INV-11).
    """
    if request.logged_by is not None and request.logged_by.is_service:
        return loggers(request) | {row.reviewer_id for row in request.triage_set.all()}
    return loggers(request)


def effects_in(review: LegalBasisReview) -> set[str]:
    """What the law was found to say, over all items of the review."""
    return {finding.effect for finding in review.findings.all()}


def binding_instrument(request: Request) -> bool:
    """Whether an order, summons, warrant or notice came with it."""
    return hasattr(request, "instrument")
