"""Making an incident: its row with the 72-hour clock, and its entry. Inside the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from audit.ledger.api import log_name, new_event_id, record
from practices.models import Person, Practice
from requests_app.journey.clocks_beside import begin_breach
from requests_app.journey.grounds import instant
from requests_app.journey.unit import actor_of
from requests_app.models import Incident, Request

# To the Information Commissioner within 72 hours of awareness, weekends included (UK GDPR Art 33(1)).
REPORT_WITHIN = timedelta(hours=72)


def make_incident(
    *, practice: Practice, by: Person, data: Mapping[str, Any], at: datetime, request: Request | None = None
) -> Incident:
    """Write an incident and its entry, about a request or about none.

    data: kind, what_left, to_whom, happened_at, aware_at. Nobody becomes aware later than they record it.
    """
    aware = min(data["aware_at"], at)
    incident = Incident.objects.create(
        practice=practice,
        request=request,
        report_by=aware + REPORT_WITHIN,
        recorded_by=by,
        recorded_at=at,
        **{**data, "aware_at": aware},
    )
    log, event_id = log_name(practice.public_id), new_event_id()
    facts: dict[str, Any] = {
        "kind": incident.kind,
        "incident": str(incident.key),
        "reference": (request.reference or "") if request is not None else "",
        "happened": instant(incident.happened_at),
        "aware": instant(incident.aware_at),
        "report_by": instant(incident.report_by),
    }
    private: dict[str, Any] = {"what_left": incident.what_left, "to_whom": incident.to_whom}
    begin_breach(incident, at=at, by=by, log=log, event_id=event_id).tell(facts, private)
    record(
        "incident.recorded",
        actor=actor_of(by),
        practice=practice.public_id,
        about=request.about if request is not None else f"incident:{incident.key}",
        facts=facts,
        private=private,
        event_id=event_id,
        at=at,
    )
    return incident
