"""A proposal to destroy encrypted details falls when its request is reopened: the next round asks anew."""

from audit.ledger.api import record
from practices.models import Person
from requests_app.journey.unit import Work, actor_of
from requests_app.policies import disposal as policy


def decline_for_reopening(unit: Work, *, by: Person, reason: str) -> None:
    """Decline the open proposal, if there is one, with an entry of its own in the reopening's transaction."""
    row = policy.open_proposal(unit.request)
    if row is None:
        return
    row.declined_by, row.declined_at = by, unit.at
    row.save(update_fields=["declined_by", "declined_at"])
    record(
        "disposal.declined",
        actor=actor_of(by),
        practice=unit.request.practice.public_id,
        about=unit.request.about,
        facts={"taken_back": False, "because": "reopened"},
        private={"reason": reason},
        at=unit.at,
    )
