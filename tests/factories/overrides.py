"""Requests that a prohibition stops, and overrides of it at any point of their way."""

from typing import Any

from django.utils import timezone

from practices.models import Person
from requests_app.journey import overriding
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team

EXCEPTION = {"PR-01": "PR-01-4"}


def proposal(code: str, **changes: Any) -> dict[str, Any]:
    return {
        "prohibition": code,
        "exception": EXCEPTION.get(code, ""),
        "reason": "The order names her former name",
        "advice": "The exception applies to this order",
        "advice_from": "Thornbury and Lisle, solicitors",
        "advised_on": timezone.localdate(),
    } | changes


def stopped(team: Team, *flags: str) -> Request:
    """At the decision, the record carrying these flags."""
    return journeys.matched(team, journeys.at_decision(team), record_flags=list(flags))


def propose(team: Team, request: Request, code: str = "PR-01", **changes: Any) -> Request:
    overriding.propose(key=request.key, by=team.ig_lead, data=proposal(code, **changes))
    return journeys.fresh(request)


def confirm(team: Team, request: Request, code: str = "PR-01", by: Person | None = None) -> Request:
    overriding.confirm(key=request.key, by=by or team.clinical_reviewer, prohibition=code)
    return journeys.fresh(request)


def past(team: Team, *flags: str) -> Request:
    """At the decision, every flag overridden."""
    request = stopped(team, *flags)
    for flag in flags:
        request = confirm(team, propose(team, request, flag), flag)
    return request
