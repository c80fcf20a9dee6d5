"""Searching logs: a page of entries between two moments, newest first, over one log or many.

Each log is read by its own index and stops at a full page, so the first page of a long log costs what that of
a short one does. A search that finds little reads the whole period: choose it.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from audit.ledger.errors import LedgerError
from audit.ledger.models import Event
from audit.ledger.spans import Found, as_found

PATIENCE = 15_000  # milliseconds: longer than anybody waits for a page
QUERY_CANCELED = "57014"  # PostgreSQL's code for a statement that took too long


class SearchTooLong(LedgerError):
    """A search that reads more than can be read while somebody waits. Choose fewer days or fewer logs."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended, for the next to go on."""

    at: datetime
    log: str
    leaf_index: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search wants. Without `events`, `actor`, `about` or `says`, all entries of the period.

    `since` is included, `before` isn't. `says`: facts by name, each a code that the entry must give it.
    """

    logs: tuple[str, ...]
    since: datetime
    before: datetime
    events: frozenset[str] = frozenset()
    actor: str = ""
    about: str = ""
    says: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that a search found."""

    log: str
    found: Found

    @property
    def place(self) -> Place:
        """Where the next page goes on after this."""
        return Place(self.found.at, self.log, self.found.leaf_index)


# One probe a log: the rows of each come in the index's own order, at most a page of them.
_SEARCH = """
    SELECT found.log, found.leaf_index, found.event_id, found.event, found.at, found.entry, found.leaf_hash
    FROM unnest(%(logs)s::text[]) AS named (log)
    CROSS JOIN LATERAL (
        SELECT log, leaf_index, event_id, event, at, entry, leaf_hash FROM ledger_event
        WHERE {conditions}
        ORDER BY at DESC, leaf_index DESC LIMIT %(limit)s) AS found
    ORDER BY found.at DESC, found.log DESC, found.leaf_index DESC LIMIT %(limit)s
"""
# The second line alone would do; the first lets the index on (log, at) find the place.
_AFTER = """
    at <= %(at)s
    AND (at, log, leaf_index) < (%(at)s, %(after_log)s, %(leaf_index)s)
"""


def search(wanted: Wanted, *, after: Place | None = None, limit: int = 50) -> list[Hit]:
    """A page of what is wanted, newest first by the entries' own times; `after` asks for the next.

    An entry that can't be read any more is found, too, by the copies beside it. Raises SearchTooLong.
    """
    conditions, values = _conditions(wanted, after)
    statement = _SEARCH.format(conditions=" AND ".join(conditions))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [PATIENCE])
            cursor.execute(statement, {**values, "logs": list(wanted.logs), "limit": limit})
            rows = cursor.fetchall()
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != QUERY_CANCELED:
            raise
        raise SearchTooLong("The search took too long") from None
    return [Hit(row[0], as_found(_event(row))) for row in rows]


def find_entry(log: str, event_id: uuid.UUID) -> Hit | None:
    """One entry by its id, also when it can't be read any more."""
    row = Event.objects.filter(log=log, event_id=event_id).first()
    return None if row is None else Hit(log, as_found(row))


def find_number(log: str, leaf_index: int) -> Hit | None:
    """One entry by its index; None where there is none, or the number is beyond any."""
    row = Event.objects.filter(log=log, leaf_index=leaf_index).first() if leaf_index < 1 << 63 else None
    return None if row is None else Hit(log, as_found(row))


def _conditions(wanted: Wanted, after: Place | None) -> tuple[list[str], dict[str, Any]]:
    conditions = ["log = named.log", "at >= %(since)s", "at < %(before)s"]
    values: dict[str, Any] = {"since": wanted.since, "before": wanted.before}
    if after is not None:
        conditions.append(_AFTER)
        values |= {"at": after.at, "after_log": after.log, "leaf_index": after.leaf_index}
    if wanted.events:
        conditions.append("event = ANY(%(events)s)")
        values["events"] = sorted(wanted.events)
    for name in ("actor", "about"):
        if said := getattr(wanted, name):
            conditions.append(f"{name} = %({name})s")
            values[name] = said
    for number, (fact, code) in enumerate(sorted(wanted.says.items())):
        # Canonical text: a name and a code stand in it in one way only.
        conditions.append(f"strpos(entry, %(says{number})s) > 0")
        values[f"says{number}"] = f'"{fact}":"{code}"'
    return conditions, values


def _event(row: tuple[Any, ...]) -> Event:
    log, leaf_index, event_id, event, at, entry, hashed = row
    return Event(
        log=log, leaf_index=leaf_index, event_id=event_id, event=event, at=at, entry=entry, leaf_hash=hashed
    )
