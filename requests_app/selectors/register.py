"""The register of requesters, and incidents, of the practices in a person's scope."""

from uuid import UUID

from django.db.models import Q, QuerySet

from kit.errors import NotVisible
from practices.permissions import Access
from requests_app.models import Incident, RequesterOrganisation
from requests_app.permissions import visible_to


def organisations(access: Access) -> QuerySet[RequesterOrganisation]:
    """The register of requesters of the practices where the person logs requests."""
    places = access.practices_where("log_request") | access.practices_where("manage_requesters")
    return RequesterOrganisation.objects.filter(practice_id__in=places).select_related(
        "practice", "entered_by", "confirmed_by"
    )


def organisation_in_scope(key: UUID, access: Access) -> RequesterOrganisation:
    """One entry of the register, or NotVisible."""
    found = organisations(access).filter(key=key).first()
    if found is None:
        raise NotVisible
    return found


def incidents(access: Access) -> QuerySet[Incident]:
    """Incidents of the practices whose requests the person may see, and those that they recorded."""
    return (
        Incident.objects.filter(
            Q(practice_id__in=access.practices_where("view_requests")) | Q(recorded_by=access.person)
        )
        .filter(Q(request=None) | Q(request__in=visible_to(access)) | Q(recorded_by=access.person))
        .select_related("practice", "request", "recorded_by")
    )
