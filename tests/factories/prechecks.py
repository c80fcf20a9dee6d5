"""How tests put a question to the pre-check and read what it says."""

import datetime as dt
from typing import Any

from requests_app.law.precheck import Line, Paper, Question, precheck
from requests_app.law.vocabulary import InstrumentKind

DAY = dt.date(2026, 11, 9)


def question(kind: str = "police", **fields: Any) -> Question:
    """A request of that day, checked by a call back, with officer, offence and purpose."""
    known: dict[str, Any] = {"level": "V2", "officer": True, "offence": True, "received": DAY}
    return Question(requester_kind=kind, **(known | fields))


def paper(kind: str = "court_order", **fields: Any) -> Paper:
    """An order or notice of that day that names the practice."""
    known: dict[str, Any] = {"dated": DAY, "names_practice": True}
    return Paper(kind=InstrumentKind(kind), **(known | fields))


def asked(*args: Any, **fields: Any) -> tuple[Line, ...]:
    """The lines about such a request."""
    return precheck(question(*args, **fields))


def said(*args: Any, **fields: Any) -> set[str]:
    """The same as short words: kind, rule and what it is about."""
    return {short(line) for line in asked(*args, **fields)}


def short(line: Line) -> str:
    """A line in short: "stop others-data D11"; a rule of the data files stands by its own code."""
    about = " ".join(line.items or line.codes)
    return f"{line.kind} {line.rule}" if line.rule in line.codes else f"{line.kind} {line.rule} {about}"


def one(rule: str, *args: Any, **fields: Any) -> Line:
    """The only line of that rule."""
    (found,) = [line for line in asked(*args, **fields) if line.rule == rule]
    return found
