"""The register of requesters, and incidents, of the practices in a person's scope."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kit.errors import NotVisible
from practices.models import Practice
from practices.permissions import Access
from practices.selectors import practices_of
from requests_app.models import Conflict, Incident, RequesterOrganisation
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


def register_list(
    access: Access, *, filters: Mapping[str, str], sort: str = "name"
) -> QuerySet[RequesterOrganisation]:
    """The register, narrowed. filters: text, practice (ODS code), kind, number (confirmed, waiting, none).

    sort: name or kind, with "-" before it for the other way round.
    """
    found = organisations(access)
    if text := filters.get("text", "").strip():
        found = found.filter(Q(name__icontains=text) | Q(unit__icontains=text))
    if code := filters.get("practice"):
        found = found.filter(practice__ods_code=code)
    if kind := filters.get("kind"):
        found = found.filter(kind=kind)
    if number := filters.get("number"):
        wanted = {
            "none": Q(switchboard=""),
            "confirmed": Q(confirmed_by__isnull=False),
            "waiting": ~Q(switchboard="") & Q(confirmed_by=None),
        }
        found = found.filter(wanted[number])
    down = "-" if sort.startswith("-") else ""
    keys = ("kind", "name", "unit", "id") if sort.removeprefix("-") == "kind" else ("name", "unit", "id")
    return found.order_by(*(down + key for key in keys))


def practices_with_register(access: Access) -> QuerySet[Practice]:
    """The practices whose register the person may read."""
    places = access.practices_where("manage_requesters") | access.practices_where("confirm_requester_number")
    return practices_of(access).filter(pk__in=places)


def practices_to_manage(access: Access) -> QuerySet[Practice]:
    """The practices whose register the person keeps."""
    return practices_of(access).filter(pk__in=access.practices_where("manage_requesters"))


def incidents(access: Access) -> QuerySet[Incident]:
    """Incidents of the practices whose requests the person may see, and those that they recorded.

    Their own only as long as they work there or see its request; none about one that they are barred from.
    """
    seen = Q(request__in=visible_to(access))
    theirs = Q(practice_id__in=access.practices_where("view_requests")) & (Q(request=None) | seen)
    own = Q(recorded_by=access.person.pk) & (Q(practice_id__in=access.practices) | seen)
    barred = Conflict.objects.filter(
        request=OuterRef("request"), person=access.person.pk, kind__in=Conflict.BARRING
    )
    found = Incident.objects.filter(theirs | own, ~Exists(barred))
    return found.select_related("practice", "request", "recorded_by", "report")
