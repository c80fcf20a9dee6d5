"""Starts the clock of the outcome for complaints from before there was one. Safe to repeat."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from requests_app.deadlines import RuleCode
from requests_app.journey.clocks_beside import begin_outcome
from requests_app.journey.handing_over import named
from requests_app.journey.one_by_one import one_by_one
from requests_app.journey.unit import SYSTEM
from requests_app.models import Clock, Handover, HandoverKind, Request


def start_missing_outcomes() -> int:
    """Start the clock of every complaint that waits for its outcome and has no date for it; returns how many.

    One whose clock can't be started is logged, and the next are.
    """
    found = list(_without_clock().order_by("pk").values_list("pk", "key"))
    return one_by_one(found, _start, "starting the clock of a complaint")[0]


def _without_clock() -> QuerySet[Handover]:
    outcome = Clock.objects.filter(handover=OuterRef("pk"), rule=RuleCode.COMPLAINT_OUTCOME)
    waiting = Handover.objects.filter(kind=HandoverKind.COMPLAINT, answered_at=None, closed_at=None)
    return waiting.exclude(Exists(outcome))


def _start(pk: int) -> int:
    """Under the lock of its request, as every step of a hand-over; 0 where somebody was quicker."""
    with transaction.atomic():
        Request.objects.select_for_update().get(handovers=pk)
        handover = _without_clock().select_related("practice", "request").filter(pk=pk).first()
        if handover is None:
            return 0
        at, event_id, log = clock.now(), new_event_id(), log_name(handover.practice.public_id)
        facts: dict[str, Any] = {**named(handover)}
        begin_outcome(handover, at=at, log=log, event_id=event_id).tell(facts, {})
        record(
            "clock.started",
            actor=SYSTEM,
            practice=handover.practice.public_id,
            about=handover.request.about,
            facts=facts,
            event_id=event_id,
            at=at,
        )
    return 1
