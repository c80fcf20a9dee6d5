"""An incident: anything that left otherwise than by an approved disclosure. Nothing refuses it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from audit.ledger.api import record
from kit import clock
from practices.models import Person, Practice
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.journey.grounds import instant
from requests_app.journey.unit import actor_of
from requests_app.models import Incident, Request

# To the Information Commissioner within 72 hours of awareness, weekends included (UK GDPR Art 33(1)).
REPORT_WITHIN = timedelta(hours=72)


def record_incident(
    *, practice: Practice, by: Person, data: Mapping[str, Any], request: Request | None = None
) -> Incident:
    """Record an incident at a practice, about a request or about none. Any member can.

    data: kind, what_left, to_whom, happened_at, aware_at. Nobody becomes aware later than they record it.
    """
    if request is not None:
        request = selectors.request_in_scope(request.key, access_of(by))
        practice = request.practice
        permissions.check("record_incident", request=request, access=access_of(by))
    else:
        permissions.check_at_practice("record_incident", practice_id=practice.pk, access=access_of(by))
    with transaction.atomic(durable=True):
        if request is not None and not _stays(request):
            request = None  # a draft that was discarded meanwhile: what left has left all the same
        now = clock.now()
        aware = min(data["aware_at"], now)
        incident = Incident.objects.create(
            practice=practice,
            request=request,
            report_by=aware + REPORT_WITHIN,
            recorded_by=by,
            recorded_at=now,
            **{**data, "aware_at": aware},
        )
        record(
            "incident.recorded",
            actor=actor_of(by),
            practice=practice.public_id,
            about=request.about if request is not None else f"incident:{incident.key}",
            facts={
                "kind": incident.kind,
                "incident": str(incident.key),
                "reference": (request.reference or "") if request is not None else "",
                "happened": instant(incident.happened_at),
                "aware": instant(incident.aware_at),
                "report_by": instant(incident.report_by),
            },
            private={"what_left": incident.what_left, "to_whom": incident.to_whom},
            at=now,
        )
    return incident


def _stays(request: Request) -> bool:
    """Whether the request is still there, held until the transaction ends."""
    return Request.objects.select_for_update(no_key=True, of=("self",)).filter(pk=request.pk).exists()
