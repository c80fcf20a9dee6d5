"""A request's clocks brought up to date outside any step: an entry of their own tells of it."""

from typing import Any

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from requests_app.deadlines.rules import OUTLIVING_CLOSING
from requests_app.journey import clocks
from requests_app.journey.clocks_beside import reckon_open
from requests_app.journey.unit import SYSTEM
from requests_app.models import Clock, Request
from requests_app.models.clock import LIVE


def follow_alone(request: Request, event: str, *, older: bool = False) -> int:
    """Refresh the clocks of a request and of what came out of it; 1 where something changed, else 0.

    Those that an older version of the service left of the rounds before end, but for what outlives closing.
    Inside a transaction that holds the request's row. Its version stays: nobody's page is stale by it. The
    steps in words are on the clocks and their codes are facts, so that this needs no key of the ledger.
    `older`: it is from before there were clocks.
    """
    at, event_id = clock.now(), new_event_id()
    log = log_name(request.practice.public_id)
    writer = clocks.refresh(request, at=at, by=None, log=log, event_id=event_id, older=older)
    beside = clocks.ClockWriter(at, None, log, event_id, writer.calendar)
    _end_earlier(request, beside)
    reckon_open(request, beside)
    if not writer.changes and not beside.changes:
        return 0
    request.save(update_fields=["due_at", "due_rule"])
    facts: dict[str, Any] = {}
    writer.tell(facts, {})
    beside.tell(facts, {})
    record(
        event,
        actor=SYSTEM,
        practice=request.practice.public_id,
        about=request.about,
        facts=facts,
        event_id=event_id,
        at=at,
    )
    return 1


def _end_earlier(request: Request, writer: clocks.ClockWriter) -> None:
    earlier = Clock.objects.filter(request=request, round__lt=request.round, state__in=LIVE)
    for row in earlier.exclude(rule__in=OUTLIVING_CLOSING).order_by("id"):
        writer.end(row)
