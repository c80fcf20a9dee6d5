"""Outcome and reply are separate: the outcome is for the register, the reply for the requester."""

from requests_app.journey.unit import Work, require
from requests_app.law.loader import catalogue


def set_outcome(unit: Work, outcome: str) -> str:
    """Set the outcome on the locked request with the reply that the catalogue gives it; returns the reply."""
    entry = catalogue().outcomes.get(outcome)
    require(entry is not None, "Choose one of the outcomes on the page.")
    unit.request.outcome = outcome
    unit.request.reply = entry.reply or ""
    unit.facts |= {"outcome": outcome, "reply": unit.request.reply}
    return unit.request.reply
