"""Starts the clocks of requests that have none: those from before there were clocks.

A migration asks for it at its end, and so does a task each night, for what an older version of the service
took in while it was being replaced. Safe to repeat and to break off.
"""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from requests_app.journey.clocks_alone import follow_alone
from requests_app.journey.one_by_one import one_by_one
from requests_app.models import Clock, Decision, Request
from requests_app.models.decision import TellPatient
from requests_app.workflow import OPEN_STATES, State

BATCH = 500


def start_missing() -> int:
    """Start the clocks of every request that should have some and has none; returns how many requests.

    One whose clocks can't be started is logged, and the next are.
    """
    started = after = 0
    while True:
        batch = list(_without_clocks(after).values_list("pk", "key")[:BATCH])
        started += one_by_one(batch, _start, "starting the clocks of a request")[0]
        if len(batch) < BATCH:
            return started
        after = batch[-1][0]


def _without_clocks(after: int) -> QuerySet[Request]:
    """Open ones, and closed ones whose patient isn't told yet, by id."""
    not_told = Decision.objects.filter(
        request=OuterRef("pk"),
        voided_at=None,
        approves=True,
        round=F("request__round"),
        tell_patient__in=[TellPatient.LATER, TellPatient.NOT],
        tell_review_on__isnull=False,
    )
    return (
        Request.objects.filter(
            Q(state__in=OPEN_STATES) | Q(Exists(not_told), state=State.CLOSED), pk__gt=after
        )
        .filter(~Exists(Clock.objects.filter(request=OuterRef("pk"))))
        .order_by("pk")
    )


def _start(pk: int) -> int:
    """Under the request's lock; 0 where somebody was quicker. Its version stays, and so no page is stale."""
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("practice").get(pk=pk)
        if not _without_clocks(pk - 1).filter(pk=pk).exists():
            return 0
        return follow_alone(request, "clock.started", older=request.state in OPEN_STATES)
