"""The open dates of a practice that other targets would move. One query, and one for its closures."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from practices.closures import days_closed
from practices.foreseeing import Move
from practices.models import Practice
from requests_app.deadlines import RULES, RuleCode, calendar_of
from requests_app.deadlines.local_time import local_day
from requests_app.models import Clock, StatusChange
from requests_app.models.clock import LIVE

#: By the practice's field, the rule whose date it sets.
RULE_OF_TARGET: dict[str, RuleCode] = {
    "acknowledge_working_days": RuleCode.ACKNOWLEDGE,
    "triage_working_days": RuleCode.TRIAGE,
    "decide_working_days": RuleCode.DECIDE,
    "complaint_working_days": RuleCode.COMPLAINT_OUTCOME,
}


def moves_under(practice: Practice, targets: Mapping[str, int]) -> list[Move]:
    """Which dates that still wait would move under these targets, in no order."""
    days = {RULE_OF_TARGET[name]: days for name, days in targets.items() if getattr(practice, name) != days}
    if not days:
        return []
    calendar, today = calendar_of(practice.nation, days_closed(practice)), timezone.localdate()
    reopened = StatusChange.objects.filter(
        request=OuterRef("request"), round=OuterRef("round"), verb="reopen"
    )
    rows = Clock.objects.filter(practice=practice, rule__in=list(days), state__in=LIVE).annotate(
        reopened=Subquery(reopened.order_by("-number").values("changed_at")[:1])
    )
    found = []
    for clock in rows.select_related("request", "handover").order_by("due_at", "id"):
        counted = calendar.add(_counts_from(clock, clock.reopened), days[RuleCode(clock.rule)])
        after = calendar.add(counted, clock.stopped_days) if clock.stopped_days else counted
        if after != clock.due_on:
            late_by_it = after < today <= clock.due_on
            found.append(Move(after, clock.due_on, RULES[RuleCode(clock.rule)].label, late_by_it))
    return found


def _counts_from(clock: Clock, reopened: datetime | None) -> date:
    """The day of receipt; in a later round that of its reopening, however late the clock itself began."""
    thing = clock.handover or clock.request
    received = thing.received_on if thing is not None else None
    if reopened is not None or received is None:
        return local_day(reopened or clock.started_at)
    return received
