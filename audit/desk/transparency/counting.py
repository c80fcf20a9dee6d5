"""What a practice decided month by month, counted from ledger entries: whom, how it ended, on what law."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from audit.desk.days import midnight
from audit.desk.telling import APPROVED, EMERGENCY
from audit.desk.transparency.periods import first_day, plus
from audit.ledger.api import Found, Span, log_name, streamed
from practices.models import Practice

APPROVALS = frozenset({APPROVED, EMERGENCY})
FULL, PART, NOT_HELD, REFUSED = "approved_in_full", "approved_in_part", "not_held", "refused"
REJECTED, ELSEWHERE, WITHDRAWN = "rejected", "elsewhere", "withdrawn"
#: How a request ends, in words for the public.
OUTCOMES = {
    FULL: "Approved in full",
    PART: "Approved in part",
    NOT_HELD: "Not held",
    REFUSED: "Refused",
    REJECTED: "Rejected",
    ELSEWHERE: "Not for us",
    WITHDRAWN: "Withdrawn",
}
DISCLOSING = frozenset({FULL, PART})
ENDINGS = {
    "decision.refused": REFUSED,
    "decision.refused_early": REFUSED,
    "triage.rejected": REJECTED,
    "triage.misdirected": ELSEWHERE,
    "triage.reclassified": ELSEWHERE,
    "request.withdrawn": WITHDRAWN,
}
EVENTS = APPROVALS | ENDINGS.keys()
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ending:
    """One request that ended, by decision or otherwise, in a month (2026-04)."""

    month: str
    kind: str
    outcome: str
    days: int | None  # from the day of receipt, where the entry says it
    basis: frozenset[str]  # the lawful bases (UK GDPR Article 6) of what was approved
    told: str  # what was decided about telling the patient


def endings(practice: Practice, month: str, size: int) -> Iterator[Ending]:
    """The endings that were recorded in a month, among the first `size` entries of the practice's log."""
    span = Span(
        log=log_name(practice.public_id),
        size=size,
        events=frozenset(EVENTS),
        since=midnight(first_day(month)),
        before=midnight(first_day(plus(month, 1))),
    )
    for batch in streamed(span):
        for found in batch:
            if found.entry is not None:
                yield _ending(month, found, dict(found.entry.facts))


def counted(found: Iterable[Ending]) -> Counter[tuple[str, str, str]]:
    """By month, kind of requester and outcome."""
    return Counter((each.month, each.kind, each.outcome) for each in found)


def _ending(month: str, found: Found, facts: dict[str, object]) -> Ending:
    disclosed = _disclosed(facts)
    law = facts.get("article6")
    bases = {str(law.get(token, "")) for token in disclosed} if isinstance(law, dict) else set()
    received = str(facts.get("received") or "")
    ended = timezone.localtime(found.at).date()
    return Ending(
        month=month,
        kind=str(facts.get("requester_kind") or UNKNOWN),
        outcome=_outcome(found.event, facts, disclosed),
        days=(ended - date.fromisoformat(received)).days if received else None,
        basis=frozenset(bases - {""}),
        told=str(facts.get("tell_patient") or ""),
    )


def _disclosed(facts: dict[str, object]) -> list[str]:
    items = facts.get("items")
    return [token for token, what in items.items() if what == "disclose"] if isinstance(items, dict) else []


def _outcome(event: str, facts: dict[str, object], disclosed: list[str]) -> str:
    if event not in APPROVALS:
        return ENDINGS[event]
    if facts.get("outcome") == "NOT_HELD":
        return NOT_HELD
    items = facts.get("items")
    return FULL if isinstance(items, dict) and len(disclosed) == len(items) else PART
