"""The dates of open requests follow the practice's own targets and closures, once those changed.

Each request in a transaction of its own, and the practice is marked as followed at the end: so a worker that
dies on the way is taken up by the next, and a change that comes meanwhile is followed after. Only the
practice's targets move; what law, an instrument or a requester sets stays.
"""

from typing import Any
from uuid import UUID

from django.db import transaction

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from practices.following import followed, practices_behind
from practices.models import Practice
from requests_app.journey import clocks
from requests_app.journey.one_by_one import one_by_one
from requests_app.journey.unit import SYSTEM
from requests_app.models import Request
from requests_app.workflow import OPEN_STATES

BATCH = 500


def follow_practices() -> int:
    """Make the dates of every practice that is behind follow; returns how many requests have new dates."""
    return sum(_follow(practice) for practice in list(practices_behind()))


def _follow(practice: Practice) -> int:
    """One that fails is logged and the others go on; the practice stays behind, so that it is tried again."""
    moved = failed = after = 0
    log = log_name(practice.public_id)
    open_now = Request.objects.filter(practice=practice, state__in=OPEN_STATES).order_by("pk")
    while True:
        batch = list(open_now.filter(pk__gt=after).values_list("pk", "key")[:BATCH])
        done, wrong = one_by_one(batch, lambda pk: _reckon(pk, log), "recomputing the dates of a request")
        moved, failed = moved + done, failed + wrong
        if len(batch) < BATCH:
            break
        after = batch[-1][0]
    if not failed:
        followed(practice.pk, practice.dates_version)
    return moved


def _reckon(pk: int, log: str) -> int:
    """Under the request's lock; 0 where its dates stay. Its version stays: nobody's page is stale by it."""
    at, event_id = clock.now(), new_event_id()
    with transaction.atomic(durable=True):
        request = (
            Request.objects.select_for_update(of=("self",))
            .select_related("practice")
            .filter(pk=pk, state__in=OPEN_STATES)
            .first()
        )
        if request is None:
            return 0
        writer = clocks.refresh(request, at=at, by=None, log=log, event_id=event_id)
        if not writer.changes:
            return 0
        request.save(update_fields=["due_at", "due_rule"])
        _tell(request, writer, event_id)
    return 1


def _tell(request: Request, writer: clocks.ClockWriter, event_id: UUID) -> None:
    """The steps in words are on the clocks; their codes are facts."""
    facts: dict[str, Any] = {}
    writer.tell(facts, {})
    record(
        "clock.recomputed",
        actor=SYSTEM,
        practice=request.practice.public_id,
        about=request.about,
        facts=facts,
        event_id=event_id,
        at=writer.at,
    )
