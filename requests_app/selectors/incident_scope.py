"""Incidents in a person's scope, and the practices where they may record one."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from kit.errors import NotVisible
from practices.models import Practice
from practices.permissions import Access
from practices.selectors import practices_of
from requests_app.models import Clock, ClockChange, Incident
from requests_app.permissions import visible_to
from requests_app.selectors.register import incidents


def incident_in_scope(key: UUID, access: Access) -> Incident:
    """One incident that the person may see, or NotVisible."""
    found = incidents(access).filter(key=key).select_related("report__recorded_by").first()
    if found is None:
        raise NotVisible
    return found


def clocks_of(incident: Incident) -> QuerySet[Clock]:
    """Its clocks with their changes, in two queries."""
    changes = ClockChange.objects.select_related("by").order_by("id")
    return incident.clocks.order_by("due_at", "id").prefetch_related(Prefetch("changes", queryset=changes))


def sees_request_of(incident: Incident, access: Access) -> bool:
    """Whether the person sees the request that the incident is about."""
    return incident.request_id is not None and visible_to(access).filter(pk=incident.request_id).exists()


def places_to_record(access: Access) -> QuerySet[Practice]:
    """The practices where the person may record an incident."""
    return practices_of(access).filter(pk__in=access.practices_where("record_incident")).order_by("name")
