"""Withdrawn by the requester, or unanswered for so long that a person closes it."""

import uuid

from practices.models import Person
from requests_app.journey import grounds
from requests_app.journey.outcome import set_outcome
from requests_app.journey.transition import step, void
from requests_app.journey.unit import require

OUTCOMES = ("WITHDRAWN_BY_REQUESTER", "UNANSWERED")


def withdraw(
    *, key: uuid.UUID, by: Person, outcome: str, reason: str, seen_version: int | None = None
) -> None:
    """Record that the request is not pursued. A live approval falls with it."""
    require(outcome in OUTCOMES, "Choose whether it was withdrawn or stayed unanswered.")
    with step(key=key, verb="withdraw", by=by, reason=reason, seen_version=seen_version) as unit:
        unit.facts |= grounds.of_case(unit.request) | grounds.of_approval(unit.request)
        void(unit.request, because="withdrawn", at=unit.at, kinds=("decisions",))
        set_outcome(unit, outcome)
