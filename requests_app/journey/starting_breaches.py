"""Starts the 72 hours of incidents from before there were clocks, where they are not over yet.

Older ones stay as they are: their time is past, and nobody is reminded of it anew. Safe to repeat.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from kit.constraints import refused_by
from requests_app.journey.clocks_beside import begin_breach
from requests_app.journey.one_by_one import one_by_one
from requests_app.journey.unit import SYSTEM
from requests_app.models import Clock, Incident


def start_missing_breaches() -> int:
    """Start the clock of every incident that has none and can still be reported in time; returns how many.

    One whose clock can't be started is logged, and the next are.
    """
    found = list(_without_clock().order_by("pk").values_list("pk", "key"))
    return one_by_one(found, _start, "starting the clock of an incident")[0]


def _without_clock() -> QuerySet[Incident]:
    return Incident.objects.filter(report_by__gt=clock.now()).exclude(
        Exists(Clock.objects.filter(incident=OuterRef("pk")))
    )


def _start(pk: int) -> int:
    """0 where somebody was quicker: a second one at the same moment waits at `clock_once_an_incident`."""
    try:
        with transaction.atomic():
            incident = _without_clock().select_related("practice", "request").filter(pk=pk).first()
            return _begin(incident) if incident is not None else 0
    except IntegrityError as clash:
        if refused_by(clash) != "clock_once_an_incident":
            raise
        return 0


def _begin(incident: Incident) -> int:
    at, event_id, log = clock.now(), new_event_id(), log_name(incident.practice.public_id)
    facts: dict[str, Any] = {"incident": str(incident.key)}
    begin_breach(incident, at=at, by=None, log=log, event_id=event_id).tell(facts, {})
    record(
        "clock.started",
        actor=SYSTEM,
        practice=incident.practice.public_id,
        about=incident.request.about if incident.request else f"incident:{incident.key}",
        facts=facts,
        event_id=event_id,
        at=at,
    )
    return 1
