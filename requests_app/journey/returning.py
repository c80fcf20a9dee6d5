"""Return a request to an earlier review, with a reason; what was reviewed since is void."""

import uuid

from practices.models import Person
from requests_app.journey.transition import step, void
from requests_app.journey.unit import require
from requests_app.workflow import State

# What no longer stands when a request goes back to a state.
VOIDS = {
    State.PUBLIC_INTEREST: ("publicinterestreview_set",),
    State.LEGAL_BASIS: ("publicinterestreview_set", "legalbasisreview_set"),
    State.TRIAGE: ("publicinterestreview_set", "legalbasisreview_set", "triage_set"),
}


def return_to(
    *, key: uuid.UUID, state: str, reason: str, by: Person, seen_version: int | None = None
) -> None:
    """Return to triage, legal_basis or public_interest with a reason, which its owner reads."""
    require(bool(reason.strip()), "Say why it goes back.")
    with step(key=key, verb=f"return_to_{state}", by=by, reason=reason, seen_version=seen_version) as unit:
        unit.after_guard.append(
            lambda: unit.facts.update(
                voided=void(unit.request, because="returned", at=unit.at, kinds=VOIDS[State(state)])
            )
        )
