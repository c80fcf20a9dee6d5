"""Hand-overs in a person's scope: those of the requests that they see."""

from uuid import UUID

from django.db.models import F, Prefetch, QuerySet

from kit.errors import NotVisible
from practices.permissions import Access
from requests_app.models import Clock, ClockChange, Handover
from requests_app.models.clock import LIVE
from requests_app.permissions import visible_to

# Who took its steps.
PEOPLE = ("opened_by", "acknowledged_by", "extended_by", "answered_by", "closed_by")


def handovers(access: Access) -> QuerySet[Handover]:
    """Those that came out of the requests that the person may see, open ones first, the oldest first."""
    found = Handover.objects.filter(request__in=visible_to(access))
    live = Clock.objects.filter(state__in=LIVE).order_by("due_at", "id")
    return (
        found.select_related("practice", "request", *PEOPLE)
        .prefetch_related(Prefetch("clocks", queryset=live, to_attr="live_clocks"))
        .order_by(F("closed_at").desc(nulls_first=True), "received_on", "id")
    )


def handover_in_scope(key: UUID, access: Access) -> Handover:
    """One hand-over with its clocks and their changes, or NotVisible."""
    changes = ClockChange.objects.select_related("by").order_by("id")
    clocks = Clock.objects.order_by("due_at", "id").prefetch_related(Prefetch("changes", queryset=changes))
    found = (
        Handover.objects.filter(request__in=visible_to(access), key=key)
        .select_related("practice", "request__practice", *PEOPLE)
        .prefetch_related(Prefetch("clocks", queryset=clocks))
        .first()
    )
    if found is None:
        raise NotVisible
    return found
