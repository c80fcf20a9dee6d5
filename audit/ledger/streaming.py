"""Spans of logs by COPY, for long reports: many times faster than rows through the ORM, and flat in memory.

Each batch is a statement of its own, never one long snapshot, so that writers aren't slowed. An entry's
text isn't held against the canonical form again where it has the hash that was stored with it: verification
does that, and here it would take most of the time.
"""

import io
import json
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection
from psycopg2 import sql

from audit.ledger.ahead import Ahead
from audit.ledger.entry import Commitment
from audit.ledger.formats.merkle import leaf_hash
from audit.ledger.reading import Entry
from audit.ledger.spans import Found, Span

BATCH = 2_000  # entries, about 2 MB
AT_ONCE = 1_000  # indexes a statement, where texts only pass through


class Sink(Protocol):
    """Takes bytes, one after the other."""

    def write(self, data: bytes, /) -> int:
        """Take them all; returns how many."""
        ...


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
# As two values: a value a row would cost as much as the entries.
_TEXTS = f"""
    SELECT coalesce(string_agg(entry || chr(10), '' ORDER BY leaf_index), ''),
           coalesce(string_agg(leaf_hash, ''::bytea ORDER BY leaf_index), ''::bytea)
    FROM ledger_event WHERE log = {{log}} AND {_BETWEEN}
    AND leaf_index >= {{first}} AND leaf_index < {{end}}
"""  # noqa: S608 - composed below


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


@dataclass(frozen=True, slots=True)
class Passed:
    """How many entries passed, and how many of them don't have the hash that is stored with them."""

    entries: int
    changed: int


def write_texts(span: Span, sink: Sink) -> Passed:
    """The span's entries as they stand, one a line in the order of the log, checked while they pass."""
    first = entries = changed = 0
    following = _texts(span, first)
    while following is not None:
        ((found, stored),) = following.rows()
        first += AT_ONCE
        following = _texts(span, first)  # on its way while these are checked
        try:
            texts = found.encode()
            computed = [leaf_hash(text) for text in texts.split(b"\n")[:-1]]
        finally:
            if following is not None:
                following.settle()  # the sink may want the connection
        entries, changed = entries + len(computed), changed + _differing(computed, bytes(stored))
        sink.write(texts)
    return Passed(entries, changed)


def _texts(span: Span, first: int) -> Ahead | None:
    """The texts of a range and their stored hashes, one after the other; None behind the span's end."""
    if first >= span.size:
        return None
    return Ahead(
        _composed(
            _TEXTS,
            {
                "log": span.log,
                "events": sorted(span.events),
                "since": span.since,
                "before": span.before,
                "first": first,
                "end": min(first + AT_ONCE, span.size),
            },
        )
    )


def _differing(computed: list[bytes], stored: bytes) -> int:
    """How many of the hashes aren't those that are stored."""
    if b"".join(computed) == stored:  # as always
        return 0
    length = len(computed[0])
    return sum(each != stored[n * length : (n + 1) * length] for n, each in enumerate(computed))


def _composed(statement: str, values: dict[str, Any]) -> sql.Composed:
    return sql.SQL(statement).format(**{name: sql.Literal(value) for name, value in values.items()})


def _copy(statement: str, sink: Any, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(_composed(statement, values).as_string(cursor.cursor), sink)


def _found(statement: str, **values: Any) -> list[tuple[str, Found]]:
    # An entry has no tab, line break or backslash, nor has any other column: each row is a plain line. Where
    # the table's owner put one in, the hash isn't its own any more.
    buffer = io.BytesIO()
    _copy(statement, buffer, **values)
    return [_read(line.split("\t")) for line in buffer.getvalue().decode().split("\n")[:-1]]


def _read(columns: Sequence[str]) -> tuple[str, Found]:
    log, leaf_index, event_id, event, at, stored, text = columns
    computed = leaf_hash(text.encode()).hex()
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
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return None
