"""The columns of the report, as an auditor reads: what, on what law, by whom, and where it stands."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from audit.desk.telling import Line
from audit.desk.words import in_words
from audit.ledger.api import label_of

Value = Callable[[Line], Any]


def fact(name: str, vocabulary: str = "") -> Value:
    """A fact of the entry, in words where it has a vocabulary."""
    return lambda line: in_words(vocabulary or name, str(line.facts.get(name) or ""))


def of_item(name: str, vocabulary: str = "") -> Value:
    """A fact that the entry gives item by item."""
    return lambda line: in_words(vocabulary or name, line.of_item(name))


def moment(name: str) -> Value:
    """A moment among the facts, which the file writes in UK time."""
    return lambda line: datetime.fromisoformat(said) if (said := line.facts.get(name)) else None


def day(name: str) -> Value:
    """A day among the facts."""
    return lambda line: date.fromisoformat(said) if (said := line.facts.get(name)) else None


def _route(line: Line) -> str:
    approval = line.facts.get("approval") or {}
    return in_words("route", line.facts.get("route") or approval.get("route") or "")


def _decision(line: Line) -> str:
    """The entry of the decision that this rests on; a decision's own is in the column of its id."""
    return str(line.facts.get("decision") or (line.facts.get("approval") or {}).get("decision") or "")


def _factors(line: Line) -> str:
    return "; ".join(in_words("factor", code) for code in line.facts.get("factors") or ())


def _gone_past(line: Line) -> str:
    return "; ".join(in_words("prohibition", code) for code in line.facts.get("overridden") or ())


def _emergency(line: Line) -> Any:
    return line.facts.get("emergency")


def _of_entry(part: str) -> Value:
    return lambda line: getattr(line.found.entry, part, "")


COLUMNS: tuple[tuple[str, Value], ...] = (
    ("What happened", lambda line: line.what),
    ("Step", lambda line: label_of(line.found.event)),
    ("Recorded at (UK time)", lambda line: line.found.at),
    ("Request", fact("reference")),
    ("Round", lambda line: line.facts.get("round")),
    ("Received on", day("received")),
    ("How it came", fact("channel")),
    ("Urgency", fact("urgency")),
    ("Who asked (kind)", fact("requester_kind")),
    ("Item", lambda line: in_words("item", line.item)),
    ("What became of it", lambda line: line.result),
    ("Outcome of the request", fact("outcome")),
    ("What the law says", of_item("effect")),
    ("Power relied on", of_item("power")),
    ("Confidentiality gate", of_item("confidentiality")),
    ("Lawful basis (UK GDPR Article 6)", of_item("article6")),
    ("Condition (UK GDPR Articles 9 and 10)", of_item("article9")),
    ("What outweighs confidentiality", of_item("bases", "confidentiality")),
    ("Factors", _factors),
    ("Emergency", _emergency),
    ("Goes past a prohibition", _gone_past),
    ("Requester checked to", fact("verification")),
    ("Route", _route),
    ("Sent at (UK time)", moment("sent")),
    ("Approved until (UK time)", moment("expires")),
    ("Is the patient told", fact("tell_patient")),
    ("Look again at telling on", day("tell_review_on")),
    ("Kind of incident", fact("kind", "incident_kind")),
    ("Became aware at (UK time)", moment("aware")),
    ("Report by (UK time)", moment("report_by")),
    ("Done by", _of_entry("actor")),
    ("Legal basis reviewed by", fact("legal_basis_by")),
    ("Public interest weighed by", fact("public_interest_by")),
    ("Edition of the law", fact("catalogue")),
    ("About", _of_entry("about")),
    ("Rests on the decision in event", _decision),
    ("Ledger", _of_entry("log")),
    ("Entry", lambda line: line.found.leaf_index),
    ("Event", lambda line: line.found.event_id),
    ("SHA-256 of the entry", lambda line: line.found.hash),
    ("Same as when it was recorded", lambda line: line.found.intact),
)
