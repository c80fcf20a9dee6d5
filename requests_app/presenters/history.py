"""The history of a request in words, from the ledger's entries."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from audit.desk.history import Line
from kit.dates import date_time, long_date
from requests_app.law.loader import catalogue
from requests_app.permissions import Standing
from requests_app.presenters import history_dates as dates
from requests_app.presenters.story import VOIDED_LABELS
from requests_app.workflow import STATES, State

# What a reader gets from the rest of the line anyway.
LEFT_OUT = ("Version", "Verb", "Round", "Incident", "Reference", "Decision", "Approval: Decision")
PAST = "Goes past a prohibition"
LABELS = {
    "Overridden": PAST,
    "Voided": "Made void",
    "Tell patient": "The patient",
    "Catalogue": "Edition of the law",
}
HIDDEN = "Hidden from your role"
# What was decided about telling the patient: that there is nobody to tell is for those who may see the match.
TELLING = ("telling", "telling_reason", "look_again_on")
# What one must be allowed to see for the words of an entry.
NEEDED = {
    "patient.matched": "see_match",
    "incident.recorded": "see_subject",
    "consent.given": "see_subject",
    "consent.refused": "see_subject",
    "consent.not_answered": "see_subject",
    "consent.withdrawn": "see_subject",
    "consent.mistaken": "see_subject",
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def lines_in_words(lines: Iterable[Line], own: Standing) -> list[dict[str, Any]]:
    """Rows for the page; what a person may not see elsewhere is hidden here too."""
    return [
        {
            "title": line.label,
            "stands_out": any(label == "Overridden" and value != "none" for label, value in line.facts),
            "at": line.at,
            "who": line.actor,
            "facts": list(_facts(line)),
            "private": list(_private(line, own)),
            "is_view": line.is_view,
            "number": line.leaf_index,
            "event_id": line.event_id,
        }
        for line in lines
    ]


def _facts(line: Line) -> Iterable[tuple[str, str]]:
    for label, value in line.facts:
        if label in LEFT_OUT or value == "none" or label.startswith(dates.STEPS):
            continue
        if label.startswith(dates.MOVES):
            yield f"Date: {dates.rule_of(label)}", dates.moves_in_words(value)
            continue
        if label == "Catalogue":
            value = value[:12]
        yield LABELS.get(label, label), _in_words(label, value)


def _in_words(label: str, value: str) -> str:
    if label == "Voided":
        return ", ".join(VOIDED_LABELS.get(name, name) for name in value.split(", "))
    if MOMENT.fullmatch(value):
        return date_time(datetime.fromisoformat(value))
    if DAY.fullmatch(value):
        return long_date(date.fromisoformat(value))
    if label in ("From", "To") and value in set(State):
        return STATES[State(value)].label
    entry: Any = None
    if label == "Outcome":
        entry = catalogue().outcomes.get(value)
    elif label == "Reply":
        entry = catalogue().replies.get(value)
    return entry.label if entry else value.replace("_", " ")


def _private(line: Line, own: Standing) -> Iterable[tuple[str, str]]:
    """Reasons and words; the match and the person only to those who see them on the request's page too."""
    if line.private_destroyed:
        yield "Details", "Destroyed: the key was deleted, the entry stands"
        return
    private: Mapping[str, Any] = line.private or {}
    if not private:
        return
    if NEEDED.get(line.event) and not own.may(NEEDED[line.event]):
        yield "Details", HIDDEN
        return
    subject = line.event == "request.corrected" and ("Part", "subject") in line.facts
    for key, value in private.items():
        if value in (None, "", [], {}):
            continue
        if key == dates.PRIVATE:
            yield from dates.steps_in_words(value)
            continue
        if key == dates.MOVED:
            yield from dates.moved(value)
            continue
        if key in TELLING and not own.may("see_match"):
            yield key.replace("_", " ").capitalize(), HIDDEN
            continue
        hidden = subject and key in ("before", "after") and not own.may("see_subject")
        yield key.replace("_", " ").capitalize(), HIDDEN if hidden else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{str(key).replace('_', ' ')}: {_text(one)}" for key, one in value.items() if one)
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return str(value)
