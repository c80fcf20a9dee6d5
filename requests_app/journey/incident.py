"""An incident: anything that left otherwise than by an approved disclosure. Nothing refuses it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kit import clock
from practices.models import Person, Practice
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.journey.breach import REPORT_WITHIN, make_incident
from requests_app.models import Incident, Request

__all__ = ["REPORT_WITHIN", "record_incident"]


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
        incident = make_incident(practice=practice, by=by, data=data, at=clock.now(), request=request)
    return incident


def _stays(request: Request) -> bool:
    """Whether the request is still there, held until the transaction ends."""
    return Request.objects.select_for_update(no_key=True, of=("self",)).filter(pk=request.pk).exists()
