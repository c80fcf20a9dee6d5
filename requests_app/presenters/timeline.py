"""How the request came to stand where it stands: its changes of state and its notes, oldest first."""

from typing import Any

from requests_app import events
from requests_app.models import Request
from requests_app.workflow import STATES, State, Transition, find

STARTED = {"start": "Draft started", "link": "Linked request made", "split": "Split off a linked request"}


def timeline_of(request: Request) -> list[dict[str, Any]]:
    """One entry a change of state, with who, when and why."""
    return [
        {
            "at": change.changed_at,
            "title": _title(change.verb, change.from_state),
            "who": change.changed_by.full_name if change.changed_by else "the system",
            "text": change.reason,
            "tag": _tag(change.to_state),
        }
        for change in request.status_changes.all()
    ]


def notes_of(request: Request) -> list[dict[str, Any]]:
    """Notes, newest first; they are never edited."""
    return [
        {"at": note.written_at, "title": "Note", "who": note.written_by.full_name, "text": note.text}
        for note in request.notes.all()
    ]


def _title(verb: str, source: str) -> str:
    if verb in STARTED:
        return STARTED[verb]
    row: Transition | None = find(verb, source)
    return events.CHANGES[row.event] if row is not None else verb


def _tag(state: str) -> tuple[str, str]:
    info = STATES[State(state)]
    return (info.label, info.colour)
