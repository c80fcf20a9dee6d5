"""Outcome and reply are separate: the outcome is for the register, the reply for the requester."""

from kit.errors import NotPossible
from requests_app import permissions
from requests_app.journey.unit import Work, require
from requests_app.law import rules
from requests_app.law.loader import catalogue


def clear_outcome(unit: Work) -> None:
    """What was decided no longer stands: the register shows no outcome until there is a new one."""
    unit.request.outcome = unit.request.reply = ""


def set_outcome(unit: Work, outcome: str) -> str:
    """Set the outcome on the locked request with the reply that the catalogue gives it; returns the reply.

    The catalogue says who sets an outcome and in which states. NotPossible where the state is another one,
    NotAllowed where the person lacks the permission.
    """
    entry = catalogue().outcomes.get(outcome)
    if entry is None:
        raise NotPossible("Choose one of the outcomes on the page.")
    request = unit.request
    open_now = rules.outcomes_for(request.state, entry.set_by, emergency=request.emergency)
    require(
        entry in open_now,
        f"“{entry.label}” can't be set while the request is at “{request.state_info.label}”.",
    )
    if unit.access is not None:
        permissions.check(entry.set_by, request=request, access=unit.access)
    request.outcome = outcome
    request.reply = entry.reply or ""
    unit.facts |= {"outcome": outcome, "reply": request.reply}
    return request.reply
