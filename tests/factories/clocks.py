"""Clocks as rows, where a test is about who is reminded of them and not about how they are reckoned."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from practices.models import Practice
from requests_app.deadlines.local_time import local_day
from requests_app.models import Clock, Request


def a_clock(request: Request | None = None, **fields: Any) -> Clock:
    """A running clock of a request, overdue by a minute and not reminded of yet unless told."""
    due_at: datetime = fields.pop("due_at", timezone.now() - timedelta(minutes=1))
    practice: Practice = fields.pop("practice", None) or request.practice  # type: ignore[union-attr]
    given = {
        "rule": "decide",
        "round": 9,
        "started_at": due_at - timedelta(days=30),
        "due_on": local_day(due_at - timedelta(seconds=1)),
        "next_at": due_at,
        "explanation": ["Received Mon 5 Jan 2026.", "Rule: the practice's own."],
        **fields,
    }
    return Clock.objects.create(practice=practice, request=request, due_at=due_at, **given)
