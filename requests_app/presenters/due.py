"""When something is due, in words that need no arithmetic: "Due today", "Overdue by 2 days"."""

from datetime import date, datetime, time, timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone

from kit.dates import clock_time, count, long_date
from kit.tables import Cell
from requests_app.deadlines import RuleCode
from requests_app.deadlines.rules import NAMING_NO_TIME
from requests_app.models import Request

# A date ends with its day: it is stored as the first moment that is too late.
_INSTANT = timedelta(microseconds=1)
# Further away than this many days, the date alone says more than a count.
COUNTED_DAYS = 14
# The clocks that an answer to the requester meets; the others are steps on the way there.
ANSWERING = NAMING_NO_TIME | {RuleCode.URGENT, RuleCode.INSTRUMENT, RuleCode.STATED, RuleCode.DECIDE}


def due_day(due_at: datetime) -> date:
    """The last day on which it is in time."""
    return timezone.localdate(due_at - _INSTANT)


def due_date(due_at: datetime | None) -> str:
    """9 November 2026, or with its time where it has one; empty for no date."""
    if due_at is None:
        return ""
    whole_day = timezone.localtime(due_at).time() == time()
    at = "" if whole_day else f" at {clock_time(due_at)}"
    return long_date(due_day(due_at)) + at


def due_words(due_at: datetime, now: datetime) -> str:
    """How near or how far past it is: "Overdue by 2 days", "Due today", "Due in 3 days"; "" when far off."""
    days = (due_day(due_at) - timezone.localdate(now)).days
    if now >= due_at:
        return f"Overdue by {count(-days, 'day')}" if days else f"Overdue since {clock_time(due_at)}"
    if days == 0:
        whole_day = timezone.localtime(due_at).time() == time()
        return "Due today" if whole_day else f"Due today at {clock_time(due_at)}"
    if days == 1:
        return "Due tomorrow"
    return f"Due in {days} days" if days <= COUNTED_DAYS else ""


def due_cell(due_at: datetime | None, now: datetime) -> Cell:
    """Late and today's dates as a tag; others as the date with how far it is."""
    if due_at is None:
        return Cell("No date")
    words = due_words(due_at, now)
    if now >= due_at or words.startswith("Due today"):
        return Cell(words, colour="red" if now >= due_at else "orange", hint=due_date(due_at))
    return Cell(due_date(due_at), hint=words)


def answer_by(request: Request) -> datetime | None:
    """When the requester can expect an answer; None where nobody waits for one. One query, unless loaded."""
    prefetch_related_objects([request], "clocks")
    dates = [
        row.due_at
        for row in request.clocks.all()
        if row.rule in ANSWERING and row.is_live and row.round == request.round
    ]
    return min(dates, default=None)
