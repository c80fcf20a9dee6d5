"""Ends the clocks that a step of an older version of the service left running, while it was being replaced.

Also those of an earlier round, but for what outlives closing. A task each night. Safe to repeat and to break
off; until then nobody is reminded of what is over where its request stands.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from requests_app.deadlines.over import OVER
from requests_app.deadlines.rules import OUTLIVING_CLOSING
from requests_app.journey.clocks_alone import follow_alone
from requests_app.journey.one_by_one import one_by_one
from requests_app.models import Clock, Request
from requests_app.models.clock import LIVE


def end_left_over() -> int:
    """Bring up to date every request with a clock that is over where it stands; returns how many.

    One that fails is logged, and the next are.
    """
    found = list(_left_over().order_by("pk").values_list("pk", "key"))
    return one_by_one(found, _mend, "ending the clocks of a request")[0]


def _left_over() -> QuerySet[Request]:
    over = Q()
    for rule, states in OVER.items():
        over |= Q(rule=rule, request__state__in=states)
    live = Clock.objects.filter(request=OuterRef("pk"), state__in=LIVE)
    earlier = live.filter(round__lt=OuterRef("round")).exclude(rule__in=OUTLIVING_CLOSING)
    return Request.objects.filter(Exists(live.filter(over, round=OuterRef("round"))) | Exists(earlier))


def _mend(pk: int) -> int:
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("practice").get(pk=pk)
        return follow_alone(request, "clock.recomputed") if _left_over().filter(pk=pk).exists() else 0
