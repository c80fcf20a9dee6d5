"""A history in words, made from ledger entries: who did what, and when.

Who may see a history, the views in it and the private parts is the caller's to ask.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.ledger.api import Entry, Revealed, entries_about, is_view, label_of, reveal_all, view_events
from practices.models import Person

#: How entries name people, and the programs that log requests.
NAMED = ("person:", "service:")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a history."""

    label: str
    actor: str
    at: datetime
    facts: tuple[tuple[str, str], ...]
    private: dict[str, Any] | None  # None where it wasn't asked for, doesn't exist, or is destroyed
    private_destroyed: bool
    is_view: bool
    event: str
    event_id: uuid.UUID
    leaf_index: int
    actor_reference: str  # as the entry names the actor


@dataclass(frozen=True, slots=True)
class History:
    """A page of lines, newest first. `before` asks for the page that follows; None on the last one."""

    lines: list[Line]
    before: int | None


def history_of(
    log: str,
    about: str,
    *,
    include_views: bool,
    include_private: bool = False,
    before: int | None = None,
    limit: int = 50,
) -> History:
    """What the log says about one thing, in words. At most three queries, whatever the length.

    `include_views` shows who looked: for auditor, guardian and IG lead. `include_private` decrypts reasons
    and names: ask who may first, and record that they were shown.
    """
    hidden = () if include_views else view_events()
    found = entries_about(log, about, exclude_events=hidden, before_index=before, limit=limit + 1)
    shown = found[:limit]
    private = reveal_all(log, [entry.event_id for entry in shown if entry.private]) if include_private else {}
    names = names_in(shown)
    lines = [_line(entry, names, private.get(entry.event_id)) for entry in shown]
    return History(lines, before=shown[-1].leaf_index if len(found) > limit else None)


def _line(entry: Entry, names: dict[str, str], private: Revealed | None) -> Line:
    return Line(
        label=label_of(entry.event),
        actor=names.get(entry.actor) or service_in_words(entry.actor),
        at=entry.at,
        facts=tuple(_facts_in_words(entry.facts, names)),
        private=private.private if private else None,
        private_destroyed=private is not None and private.private is None,
        is_view=is_view(entry.event),
        event=entry.event,
        event_id=entry.event_id,
        leaf_index=entry.leaf_index,
        actor_reference=entry.actor,
    )


def names_in(entries: Iterable[Entry]) -> dict[str, str]:
    """Names of all actors and people that entries mention, in one query."""
    references = {reference for entry in entries for reference in _references(entry)}
    ids = [reference.partition(":")[2] for reference in references]
    people = Person.objects.filter(public_id__in=ids) if ids else ()
    return {person.opaque: person.full_name for person in people}


def _references(entry: Entry) -> Iterator[str]:
    for value in (entry.actor, entry.about, *_scalars(entry.facts)):
        if isinstance(value, str) and value.startswith(NAMED):
            try:
                uuid.UUID(value.partition(":")[2])
            except ValueError:
                continue
            yield value


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    else:
        yield value


def _facts_in_words(
    facts: dict[str, Any], names: dict[str, str], before: str = ""
) -> Iterator[tuple[str, str]]:
    for key, value in facts.items():
        label = before + _words(key)
        if isinstance(value, dict):
            yield from _facts_in_words(value, names, f"{label}: ")
        else:
            yield label, _value_in_words(value, names)


def _value_in_words(value: Any, names: dict[str, str]) -> str:
    if value is None or value == "" or value == []:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_value_in_words(item, names) for item in value)
    return names.get(value, str(value)) if isinstance(value, str) else str(value)


def _words(key: str) -> str:
    words = key.replace("_", " ").replace(".", " ")
    return words if words.isupper() else words[:1].upper() + words[1:]


def service_in_words(actor: str) -> str:
    """`system:import_practices` as "Import practices (automatic)"; anyone unknown keeps their reference."""
    kind, _, name = actor.partition(":")
    return f"{_words(name)} (automatic)" if kind == "system" else actor
