"""Which entries tell of decisions and disclosures, and what each tells, item by item.

Names of events are the ledger's. A test holds that every event of the journey is either here or knowingly
left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.ledger.api import Found

Facts = Mapping[str, Any]
#: An item's token and what became of it, in words; "" for what concerns no single item.
Told = tuple[str, str]
RESULTS = {"disclose": "Disclose", "withhold": "Withhold"}
FINDINGS = {"right": "Rightly done", "wrong": "Wrongly done"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the report: one item of one entry, or the entry as a whole."""

    found: Found
    facts: Facts
    what: str
    item: str = ""
    result: str = ""

    def of_item(self, fact: str) -> str:
        """What a fact says of this item by token."""
        by_token = self.facts.get(fact)
        return str(by_token.get(self.item, "")) if isinstance(by_token, Mapping) else ""


def _decided(facts: Facts) -> Iterator[Told]:
    for token, outcome in facts.get("items", {}).items():
        yield token, RESULTS.get(outcome, outcome)


def _sent(facts: Facts) -> Iterator[Told]:
    for token in facts.get("items", ()):
        yield token, "Sent"


def _not_sent(facts: Facts) -> Iterator[Told]:
    for token in facts.get("items", ()):
        yield token, "Not sent"


def _no_longer_approved(facts: Facts) -> Iterator[Told]:
    for token in (facts.get("approval") or {}).get("items", ()):
        yield token, "No longer approved"


def _not_pursued(facts: Facts) -> Iterator[Told]:
    yield "", "Not pursued"
    yield from _no_longer_approved(facts)


def _ended(facts: Facts) -> Iterator[Told]:
    yield "", "No item was decided"


def _looked_back(facts: Facts) -> Iterator[Told]:
    yield "", FINDINGS.get(facts.get("finding", ""), "")


def _left(facts: Facts) -> Iterator[Told]:
    yield "", "Left otherwise"


Tells = Callable[[Facts], Iterator[Told]]
DECIDED: tuple[str, Tells] = ("Decided", _decided)
UNSENT: tuple[str, Tells] = ("Release ended unsent", _not_sent)
APPROVAL_ENDED: tuple[str, Tells] = ("Approval ended", _no_longer_approved)
ENDED: tuple[str, Tells] = ("Ended without a decision", _ended)
#: The events that the report's totals count.
APPROVED, EMERGENCY = "decision.approved", "decision.approved_in_emergency"
LOOKED_BACK = "emergency.reviewed"
#: What each event means in the report, and how its items are read.
TELLING: dict[str, tuple[str, Tells]] = {
    APPROVED: DECIDED,
    "decision.refused": DECIDED,
    "decision.refused_early": DECIDED,
    EMERGENCY: DECIDED,
    "disclosure.confirmed": ("Disclosed", _sent),
    "release.lapsed": UNSENT,
    "release.called_off": UNSENT,
    "decision.expired": APPROVAL_ENDED,
    "decision.basis_fell": APPROVAL_ENDED,
    "agreement.fell": APPROVAL_ENDED,
    "consent.fell": APPROVAL_ENDED,
    "request.corrected": APPROVAL_ENDED,
    "request.reopened": APPROVAL_ENDED,
    "request.withdrawn": ("Not pursued", _not_pursued),
    "triage.rejected": ENDED,
    "triage.misdirected": ENDED,
    "triage.reclassified": ENDED,
    LOOKED_BACK: ("Emergency looked back at", _looked_back),
    "incident.recorded": ("Incident", _left),
}
EVENTS = frozenset(TELLING)
UNREADABLE = "Can’t be read: verify the ledger"


def lines_of(found: Found) -> Iterator[Line]:
    """The rows of one entry. An entry that can't be read any more has a row that says so."""
    if found.entry is None:
        yield Line(found, {}, UNREADABLE)
        return
    what, tells = TELLING[found.event]
    for token, result in tells(found.entry.facts):
        yield Line(found, found.entry.facts, what, token, result)
