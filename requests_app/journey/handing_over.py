"""Making a hand-over: its row, and its clock from the original receipt. Inside the caller's unit of work."""

from datetime import date

from requests_app.journey import clocks_beside
from requests_app.journey.unit import Work
from requests_app.models import Handover
from requests_app.models.handover import HandoverKind

#: What a request turns out to be at triage, by the outcome that says so.
KIND_OF_OUTCOME: dict[str, HandoverKind] = {
    "RECLASSIFIED_SAR": HandoverKind.SUBJECT_ACCESS,
    "RECLASSIFIED_FOI": HandoverKind.FREEDOM_OF_INFORMATION,
}


def make_handover(unit: Work, *, kind: str, received_on: date, note: str) -> Handover:
    """Write a hand-over and start its clock. What the entry says of it is in the unit's facts."""
    handover = Handover.objects.create(
        request=unit.request,
        practice=unit.request.practice,
        kind=kind,
        received_on=received_on,
        note=note.strip(),
        opened_by=unit.person,
        opened_at=unit.at,
        ledger_log=unit.log,
        ledger_event=unit.event_id,
    )
    unit.facts |= {**named(handover), "received": received_on.isoformat()}
    clocks_beside.begin(handover, unit)
    return handover


def by_outcome(unit: Work, outcome: str, note: str) -> None:
    """A request that is something else is handed over with it, once: its own clock can't be forgotten."""
    kind = KIND_OF_OUTCOME.get(outcome)
    received_on = unit.request.received_on
    if kind is None or received_on is None:
        return
    if not unit.request.handovers.filter(kind=kind, closed_at=None).exists():
        make_handover(unit, kind=kind, received_on=received_on, note=note)


def named(handover: Handover) -> dict[str, str]:
    """How a ledger entry names it."""
    return {"handover": str(handover.key), "procedure": str(handover.kind)}
