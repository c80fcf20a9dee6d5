"""Starts the 72 hours of incidents from before there were clocks, where they are not over yet.

Older ones stay as they are: their time is past, and nobody is reminded of it anew. Safe to repeat.
"""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from requests_app.journey.clocks_beside import begin_breach
from requests_app.journey.unit import SYSTEM
from requests_app.models import Clock, Incident


def start_missing_breaches() -> int:
    """Start the clock of every incident that has none and can still be reported in time; returns how many."""
    without = Incident.objects.filter(report_by__gt=clock.now()).exclude(
        Exists(Clock.objects.filter(incident=OuterRef("pk")))
    )
    found = list(without.select_related("practice", "request").order_by("pk"))
    for incident in found:
        _start(incident)
    return len(found)


def _start(incident: Incident) -> None:
    """A second one at the same moment is refused by `clock_once_an_incident`, and is not missed."""
    at, event_id, log = clock.now(), new_event_id(), log_name(incident.practice.public_id)
    facts: dict[str, Any] = {"incident": str(incident.key)}
    with transaction.atomic():
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
