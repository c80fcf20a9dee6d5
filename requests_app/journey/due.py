"""The date by which a request must be answered, and the rule that gave it."""

from datetime import datetime

from kit.errors import NotPossible
from requests_app.deadlines import RequestFacts, Targets, due_of
from requests_app.models import Request


def set_due(request: Request) -> list[str]:
    """Set the due date on the locked request from its own facts; returns the explanation in words."""
    due = due_of(facts_of(request))
    request.due_at, request.due_rule = due.ends_at, str(due.rule)
    return list(due.explanation)


def facts_of(request: Request) -> RequestFacts:
    """What the deadlines need to know of a request."""
    if request.received_on is None:
        raise NotPossible("Say when the request was received.")
    stated = (request.comply_by, request.comply_by_time) if request.comply_by else None
    binding = hasattr(request, "instrument")
    return RequestFacts(
        received_on=request.received_on,
        received_time=request.received_time,
        nation=request.practice.nation,
        instrument_due=stated if binding else None,
        stated_by_requester=None if binding else request.comply_by,
        emergency=request.emergency,
        approved_in_emergency=_to_look_back_at(request) if request.emergency else None,
        targets=Targets(
            acknowledge=request.practice.acknowledge_working_days,
            triage=request.practice.triage_working_days,
            decide=request.practice.decide_working_days,
        ),
    )


def _to_look_back_at(request: Request) -> datetime | None:
    """When this round's emergency approval was given, as long as nobody has looked back at it."""
    if any(review.round == request.round for review in request.emergency_reviews.all()):
        return None
    given = [
        row.decided_at for row in request.decisions.all() if row.emergency and row.round == request.round
    ]
    return max(given, default=None)
