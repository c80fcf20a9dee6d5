"""A span of a log: entries of some kinds between two moments, for reports (streaming.py reads them).

With its `size` a span is fixed: the same entries for ever.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from audit.ledger.entry import leaf_hash
from audit.ledger.errors import BadEntry
from audit.ledger.models import Event
from audit.ledger.reading import Entry, as_entry

# Events have no spaces in their names.
_COUNTS = """
    SELECT (
        SELECT count(*) FROM ledger_event AS e
        WHERE e.log = wanted.log AND e.leaf_index < wanted.size
            AND e.event = ANY (string_to_array(wanted.events, ' '))
            AND e.at >= wanted.since AND e.at < wanted.before
    )
    FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[])
        WITH ORDINALITY AS wanted (log, size, events, since, before, number)
    ORDER BY number
"""


@dataclass(frozen=True, slots=True)
class Span:
    """The entries of `log` with an index below `size`, of these `events`, from `since` to before `before`."""

    log: str
    size: int
    events: frozenset[str]
    since: datetime
    before: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of a span: None where its text can't be read. `intact`: the stored hash is its own."""

    leaf_index: int
    event_id: uuid.UUID
    event: str
    at: datetime
    hash: str
    intact: bool
    entry: Entry | None


def counts_in(spans: Sequence[Span]) -> list[int]:
    """How many entries each of these spans has, in their order and in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS,
            [
                [span.log for span in spans],
                [span.size for span in spans],
                [" ".join(sorted(span.events)) for span in spans],
                [span.since for span in spans],
                [span.before for span in spans],
            ],
        )
        return [count for (count,) in cursor.fetchall()]


def as_found(row: Event) -> Found:
    """The row as readers of spans and searches get it."""
    computed = leaf_hash(row.entry)
    try:
        entry = as_entry(row)
    except BadEntry:
        entry = None
    return Found(
        leaf_index=row.leaf_index,
        event_id=row.event_id,
        event=row.event,
        at=row.at,
        hash=computed.hex(),
        intact=computed == bytes(row.leaf_hash),
        entry=entry,
    )
