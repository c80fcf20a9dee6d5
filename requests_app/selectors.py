"""What may this person see? Every list and every lookup starts here; no view touches `.objects`."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from kit.errors import NotVisible
from practices.permissions import Access
from requests_app.models import (
    AskedItem,
    Decision,
    Incident,
    LegalBasisReview,
    PublicInterestReview,
    Release,
    Request,
    RequesterOrganisation,
    StatusChange,
    Triage,
    Verification,
)
from requests_app.permissions import standing, visible_to
from requests_app.workflow import OPEN_STATES, STATES, State


def request_in_scope(key: UUID, access: Access) -> Request:
    """The request that a person may see, with its practice and requester; NotVisible otherwise."""
    found = visible_to(access).filter(key=key).select_related("practice", "requester__organisation").first()
    if found is None:
        raise NotVisible
    return found


def lock_in_scope(key: UUID, access: Access) -> Request:
    """As request_in_scope, with the row locked until the transaction ends."""
    found = visible_to(access).filter(key=key).select_for_update(of=("self",)).first()
    if found is None:
        raise NotVisible
    return found


def requests_list(access: Access, *, filters: dict[str, Any] | None = None) -> QuerySet[Request]:
    """All requests the person may see. filters: practice (ODS code), state, show, kind, reference."""
    wanted = filters or {}
    found = visible_to(access).select_related("practice", "requester")
    if wanted.get("practice"):
        found = found.filter(practice__ods_code=wanted["practice"])
    if wanted.get("state"):
        found = found.filter(state=wanted["state"])
    elif wanted.get("show") == "open":
        found = found.filter(state__in=OPEN_STATES)
    elif wanted.get("show") == "closed":
        found = found.filter(state=State.CLOSED)
    if wanted.get("kind"):
        found = found.filter(requester__kind=wanted["kind"])
    if wanted.get("reference"):
        found = found.filter(reference__icontains=wanted["reference"].strip())
    return found


def waiting_for(access: Access) -> QuerySet[Request]:
    """Open requests and drafts whose next step belongs to this person, most pressing first."""
    mine = Q(pk__in=[])
    for state, info in STATES.items():
        if state is State.CLOSED:
            continue
        mine |= Q(state=state, practice_id__in=access.practices_where(info.owner))
    mine |= Q(state=State.DRAFT, captured_by=access.person)
    mine |= Q(state=State.DECISION, invitations__person=access.person, invitations__ended_at=None)
    return (
        visible_to(access)
        .filter(mine)
        .select_related("practice", "requester")
        .order_by("due_at", "id")
        .distinct()
    )


def waiting_for_others(access: Access) -> QuerySet[Request]:
    """Open requests in which this person took part and whose next step is somebody else's."""
    return (
        visible_to(access)
        .filter(state__in=OPEN_STATES, participations__person=access.person)
        .exclude(pk__in=waiting_for(access).order_by().values("pk"))
        .select_related("practice", "requester")
        .order_by("due_at", "id")
        .distinct()
    )


def story_of(request: Request) -> dict[str, Any]:
    """Everything a request's page tells, in a bounded number of queries; voided work too."""
    items = list(request.live_items)
    reviews = LegalBasisReview.objects.filter(request=request).select_related("reviewer")
    tests = PublicInterestReview.objects.filter(request=request).select_related("reviewer")
    decisions = Decision.objects.filter(request=request).select_related("decided_by")
    return {
        "items": items,
        "claims": list(request.claims.all()),
        "triages": list(Triage.objects.filter(request=request).select_related("reviewer")),
        "verifications": list(
            Verification.objects.filter(request=request).select_related("verified_by", "called")
        ),
        "legal_reviews": list(reviews.prefetch_related("findings__item")),
        "public_interest_reviews": list(tests.prefetch_related("findings__item")),
        "decisions": list(decisions.prefetch_related("items__item")),
        "releases": list(
            Release.objects.filter(request=request)
            .select_related("released_by", "disclosure__confirmed_by")
            .prefetch_related(Prefetch("items"), "items__item_decision__item", "items__disclosed")
        ),
        "changes": list(
            StatusChange.objects.filter(request=request).select_related("changed_by").order_by("number")
        ),
        "notes": list(request.notes.select_related("written_by")),
        "incidents": list(request.incidents.select_related("recorded_by")),
        "emergency_reviews": list(request.emergency_reviews.select_related("reviewed_by")),
        "corrections": list(request.corrections.select_related("corrected_by")),
        "conflicts": list(request.conflicts.select_related("person")),
        "invitations": list(request.invitations.select_related("person", "invited_by")),
    }


def linked_to(request: Request, access: Access) -> QuerySet[Request]:
    """The other requests of a linked group that the person may see; none for an outside guardian."""
    if request.linked_group is None or standing(request, access).outside:
        return Request.objects.none()
    return visible_to(access).filter(linked_group=request.linked_group).exclude(pk=request.pk).order_by("id")


def item_by_token(request: Request) -> dict[str, AskedItem]:
    """The request's items by the token that forms use (its code, or X and its position)."""
    return {item.token: item for item in request.live_items}


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
