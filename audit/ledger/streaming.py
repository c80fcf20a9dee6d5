"""Spans of logs by COPY, for long reports: many times faster than rows through the ORM, and flat in memory.

Each batch is a statement of its own, never one long snapshot. What is given is what `entries_in` gives. Its
text isn't held against the canonical form again where it has the hash that was stored with it: verification
does that, and here it would take most of the time.
"""

import io
import json
import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.db import connection
from psycopg2 import sql

from audit.ledger.entry import Commitment, leaf_hash
from audit.ledger.reading import Entry
from audit.ledger.spans import Found, Span

BATCH = 2_000  # entries, about 2 MB
AT_ONCE = 20_000  # indexes a statement, where texts only pass through

_COLUMNS = "log, leaf_index, event_id, event, at, encode(leaf_hash, 'hex'), entry"
_BETWEEN = "event = ANY({events}) AND at >= {since} AND at < {before}"
_BATCH = (
    f"COPY (SELECT {_COLUMNS} FROM ledger_event WHERE log = {{log}} AND leaf_index < {{size}} AND {_BETWEEN}"  # noqa: S608 - composed below
    " AND at >= {from_at} AND (at, leaf_index) > ({from_at}, {from_index})"
    " ORDER BY at, leaf_index LIMIT {limit}) TO STDOUT"
)
_LATEST = (
    f"COPY (SELECT {_COLUMNS} FROM ledger_event WHERE log = ANY({{logs}}) AND {_BETWEEN}"  # noqa: S608 - composed below
    " ORDER BY log, at, leaf_index LIMIT {limit}) TO STDOUT"
)
_TEXTS = (
    f"COPY (SELECT entry FROM ledger_event WHERE log = {{log}} AND {_BETWEEN}"  # noqa: S608 - composed below
    " AND leaf_index >= {first} AND leaf_index < {end} ORDER BY leaf_index) TO STDOUT"
)


def streamed(span: Span, size: int = BATCH) -> Iterator[list[Found]]:
    """The span's entries in the order of their time, then of their index, in lists of at most `size`."""
    at, index = span.since, -1
    while True:
        found = _found(
            _BATCH,
            log=span.log,
            size=span.size,
            events=sorted(span.events),
            since=span.since,
            before=span.before,
            from_at=at,
            from_index=index,
            limit=size,
        )
        if found:
            yield [row for _, row in found]
        if len(found) < size:
            return
        at, index = found[-1][1].at, found[-1][1].leaf_index


def entries_of_logs(
    logs: Collection[str], *, events: Collection[str], since: datetime, before: datetime, limit: int
) -> list[tuple[str, Found]]:
    """The entries of several logs with their log's name, in one statement: by log, time and index.

    At most `limit`: for a page, which asks for one more than it shows.
    """
    return _found(_LATEST, logs=sorted(logs), events=sorted(events), since=since, before=before, limit=limit)


def write_texts(span: Span, sink: BinaryIO) -> None:
    """The span's entries as they were recorded, one a line in the order of the log, into `sink`."""
    for first in range(0, span.size, AT_ONCE):
        _copy(
            _TEXTS,
            sink,
            log=span.log,
            events=sorted(span.events),
            since=span.since,
            before=span.before,
            first=first,
            end=min(first + AT_ONCE, span.size),
        )


def _copy(statement: str, sink: Any, **values: Any) -> None:
    composed = sql.SQL(statement).format(**{name: sql.Literal(value) for name, value in values.items()})
    with connection.cursor() as cursor:
        cursor.copy_expert(composed.as_string(cursor.cursor), sink)


def _found(statement: str, **values: Any) -> list[tuple[str, Found]]:
    # An entry has no tab, line break or backslash, nor has any other column: each row is a plain line. Where
    # the table's owner put one in, the hash isn't its own any more.
    buffer = io.BytesIO()
    _copy(statement, buffer, **values)
    return [_read(line.split("\t")) for line in buffer.getvalue().decode().split("\n")[:-1]]


def _read(columns: Sequence[str]) -> tuple[str, Found]:
    log, leaf_index, event_id, event, at, stored, text = columns
    computed = leaf_hash(text).hex()
    moment = datetime.fromisoformat(at)
    return log, Found(
        leaf_index=int(leaf_index),
        event_id=uuid.UUID(event_id),
        event=event,
        at=moment,
        hash=computed,
        intact=computed == stored,
        entry=_entry(log, int(leaf_index), text),
    )


def _entry(log: str, leaf_index: int, text: str) -> Entry | None:
    """The entry that a text says; None where it isn't one."""
    try:
        said = json.loads(text)
        return Entry(
            log=log,
            leaf_index=leaf_index,
            event_id=uuid.UUID(said["event_id"]),
            event=said["event"],
            actor=said["actor"],
            about=said["about"],
            facts=dict(said["facts"]),
            at=datetime.fromisoformat(said["at"]),
            text=text,
            private=None if said["private"] is None else Commitment(**said["private"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
