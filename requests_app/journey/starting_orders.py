"""Seven days that statute gives for an order, without any step.

Begins them for requests from before there was such a clock, and ends a choice whose day has passed. A
migration asks for it at its end, and so does a task each night. Safe to repeat and to break off.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from kit import clock
from requests_app.deadlines.local_time import local_day
from requests_app.deadlines.over import OVER
from requests_app.deadlines.rules import CHOICES, NAMING_NO_TIME
from requests_app.deadlines.set_by_others import ORDER_DAYS
from requests_app.journey.clock_facts import ORDERS
from requests_app.journey.clocks_alone import follow_alone
from requests_app.journey.one_by_one import one_by_one
from requests_app.models import ClaimedLaw, Clock, Request
from requests_app.models.clock import LIVE
from requests_app.workflow import OPEN_STATES, State


def follow_orders() -> int:
    """Bring up to date every open request whose order's days aren't; returns how many have new dates.

    One that fails is logged, and the next are.
    """
    found = list(_behind().order_by("pk").values_list("pk", "key"))
    return one_by_one(found, _follow, "following the order of a request")[0]


def _behind() -> QuerySet[Request]:
    """With a choice whose day has passed, or with an order in the first round that has no clock yet."""
    now = clock.now()
    here = Clock.objects.filter(request=OuterRef("pk"), round=OuterRef("round"))
    behind = Q(Exists(here.filter(rule__in=CHOICES, state__in=LIVE, due_at__lte=now)))
    for power, rule in ORDERS.items():
        claimed = ClaimedLaw.objects.filter(request=OuterRef("pk"), code=power)
        counts = (
            Q(comply_by=None, instrument__isnull=False)
            if rule in NAMING_NO_TIME
            else Q(instrument__served_on__gte=local_day(now) - timedelta(days=ORDER_DAYS))
        )
        waits: tuple[State, ...] = tuple(state for state in OPEN_STATES if state not in OVER[rule])
        behind |= counts & Q(Exists(claimed), ~Exists(here.filter(rule=rule)), round=1, state__in=waits)
    return Request.objects.filter(behind, state__in=OPEN_STATES)


def _follow(pk: int) -> int:
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("practice").get(pk=pk)
        return follow_alone(request, "clock.recomputed") if _behind().filter(pk=pk).exists() else 0
