"""Starts the clocks of requests that have none: those from before there were clocks.

A migration asks for it at its end, and so does a task each night, for what an older version of the service
took in while it was being replaced. Safe to repeat and to break off.
"""

from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from requests_app.journey import clocks
from requests_app.journey.one_by_one import one_by_one
from requests_app.journey.unit import SYSTEM
from requests_app.models import Clock, Decision, Request
from requests_app.models.decision import TellPatient
from requests_app.workflow import OPEN_STATES, State

BATCH = 500


def start_missing() -> int:
    """Start the clocks of every request that should have some and has none; returns how many requests.

    One whose clocks can't be started is logged, and the next are.
    """
    started = after = 0
    while True:
        batch = list(_without_clocks(after).values_list("pk", "key")[:BATCH])
        started += one_by_one(batch, _start, "starting the clocks of a request")[0]
        if len(batch) < BATCH:
            return started
        after = batch[-1][0]


def _without_clocks(after: int) -> QuerySet[Request]:
    """Open ones, and closed ones whose patient isn't told yet, by id."""
    not_told = Decision.objects.filter(
        request=OuterRef("pk"),
        voided_at=None,
        approves=True,
        round=F("request__round"),
        tell_patient__in=[TellPatient.LATER, TellPatient.NOT],
        tell_review_on__isnull=False,
    )
    return (
        Request.objects.filter(
            Q(state__in=OPEN_STATES) | Q(Exists(not_told), state=State.CLOSED), pk__gt=after
        )
        .filter(~Exists(Clock.objects.filter(request=OuterRef("pk"))))
        .order_by("pk")
    )


def _start(pk: int) -> int:
    """Under the request's lock; 0 where somebody was quicker. Its version stays, and so no page is stale."""
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("practice").get(pk=pk)
        if not _without_clocks(pk - 1).filter(pk=pk).exists():
            return 0
        at, event_id = clock.now(), new_event_id()
        log = log_name(request.practice.public_id)
        older = request.state in OPEN_STATES
        writer = clocks.refresh(request, at=at, by=None, log=log, event_id=event_id, older=older)
        if not writer.changes:
            return 0
        request.save(update_fields=["due_at", "due_rule"])
        facts: dict[str, Any] = {}
        writer.tell(facts, {})
        # The steps in words are on the clocks; their codes are facts. So this needs no key of the ledger.
        record(
            "clock.started",
            actor=SYSTEM,
            practice=request.practice.public_id,
            about=request.about,
            facts=facts,
            event_id=event_id,
            at=at,
        )
    return 1
