"""The dates of open requests follow the practice's targets, closures and nation, once those changed.

Each request in a transaction of its own, and the practice is marked as followed at the end: so a worker that
dies on the way is taken up by the next, and a change that comes meanwhile is followed after. Targets and
closures move only the practice's own dates; its nation also those that law rolls to a working day there.
But the ladder of every date counts in the practice's working days: where the date itself stays, the sweep
looks at once when its next reminder comes now.
"""

from django.db import transaction
from django.db.models import Q, QuerySet

from kit import clock
from practices.following import followed, practices_behind
from practices.models import Practice
from requests_app.journey.clocks_alone import follow_alone
from requests_app.journey.one_by_one import one_by_one
from requests_app.models import Clock, ClockState, Request
from requests_app.models.clock import LIVE
from requests_app.workflow import OPEN_STATES

BATCH = 500


def follow_practices() -> int:
    """Make the dates of every practice that is behind follow; returns how many requests have new dates."""
    return sum(_follow(practice) for practice in list(practices_behind()))


def _follow(practice: Practice) -> int:
    """One that fails is logged and the others go on; the practice stays behind, so that it is tried again."""
    moved = failed = after = 0
    with_dates = _with_dates(practice).order_by("pk")
    while True:
        batch = list(with_dates.filter(pk__gt=after).values_list("pk", "key")[:BATCH])
        done, wrong = one_by_one(batch, _reckon, "recomputing the dates of a request")
        moved, failed = moved + done, failed + wrong
        if len(batch) < BATCH:
            break
        after = batch[-1][0]
    _look_at_incidents(practice)
    if not failed:
        followed(practice.pk, practice.dates_version)
    return moved


def _reckon(pk: int) -> int:
    """Under the request's lock; 0 where its dates stay. Its version stays: nobody's page is stale by it."""
    with transaction.atomic(durable=True):
        request = Request.objects.select_for_update(of=("self",)).select_related("practice").get(pk=pk)
        moved = follow_alone(request, "clock.recomputed")
        _look_again(Clock.objects.filter(Q(request=request) | Q(handover__request=request)))
        return moved


def _look_at_incidents(practice: Practice) -> None:
    """One row at a time, as no lock goes before theirs: holding two, it might wait for a step."""
    for pk in Clock.objects.filter(practice=practice, incident__isnull=False).values_list("pk", flat=True):
        _look_again(Clock.objects.filter(pk=pk))


def _look_again(clocks: QuerySet[Clock]) -> None:
    """Let the next sweep find when the next rung of those that sleep comes, by the days that hold now."""
    at = clock.now()
    clocks.filter(state=ClockState.RUNNING, next_at__gt=at).update(next_at=at)


def _with_dates(practice: Practice) -> QuerySet[Request]:
    """Open ones, and closed ones with a date that outlives closing, their own or of what came out of them."""
    live = Clock.objects.filter(practice=practice, state__in=LIVE)
    outliving = Q(pk__in=live.filter(request__isnull=False).values("request")) | Q(
        pk__in=live.filter(handover__isnull=False).values("handover__request")
    )
    return Request.objects.filter(Q(state__in=OPEN_STATES) | outliving, practice=practice)
