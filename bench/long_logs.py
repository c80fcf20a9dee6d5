"""Long logs for benchmarks: entries as the service writes them, put into the tables by their owner."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from audit.ledger.models import Head
from bench.measuring import Rate

BATCH = 50_000  # rows a statement
# The triggers of other tables don't matter here; this one gives index and hash, which we give ourselves.
QUIET = "ALTER TABLE ledger_event DISABLE TRIGGER ledger_event_append"
LOUD = "ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER ledger_event_append"
# About 600 bytes, as a step of the journey has; its ids and times differ, its facts are a usual decision's.
_ENTRIES = """
INSERT INTO ledger_event (log, leaf_index, event_id, event, actor, about, at, entry, leaf_hash)
SELECT 'site', n, (text::json ->> 'event_id')::uuid, text::json ->> 'event', text::json ->> 'actor',
       text::json ->> 'about', (text::json ->> 'at')::timestamptz, text,
       sha256('\\x00'::bytea || convert_to(text, 'UTF8'))
FROM (
    SELECT n, format(
        '{"about":"request:00000000-0000-4000-8000-%%s","actor":"person:00000000-0000-4000-8000-%%s",'
        '"at":"%%s","event":"decision.approved","event_id":"00000000-0000-4000-8001-%%s",'
        '"facts":{"catalogue":"3f5a9c0d7e21","effect":{"D06":"permit","D08":"permit"},'
        '"items":{"D06":"disclose","D08":"withhold"},"outcome":"DISCLOSE_PARTIAL",'
        '"power":{"D06":"PO-01","D08":"PO-01"},"requester_kind":"police","round":1},'
        '"origin":"%%s","practice":null,"private":null,"v":1}',
        lpad(to_hex(n / 8), 12, '0'), lpad(to_hex(n %% 50), 12, '0'),
        to_char(timestamptz '2026-01-01 00:00+00' + n * interval '1 second',
                'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        lpad(to_hex(n), 12, '0'), %(origin)s) AS text
    FROM generate_series(%(start)s::bigint, %(end)s - 1) AS n
) AS made
"""
_HEAD = """
INSERT INTO ledger_head (log, origin, size) VALUES ('site', %(origin)s, %(end)s)
ON CONFLICT (log) DO UPDATE SET size = EXCLUDED.size
"""


def lengthen(owner: Any, size: int, *, progress: Callable[[str], None] = lambda said: None) -> None:
    """Make the site's log so many entries long. `owner`: a cursor of the tables' owner."""
    if not size:
        return
    start = Head.objects.filter(log="site").values_list("size", flat=True).first() or 0
    told = Rate(size - start, "entries", progress)
    origin = f"{settings.LEDGER_ORIGIN}/site"
    owner.execute(QUIET)
    owner.execute("ALTER TABLE ledger_head DISABLE TRIGGER ledger_head_moves")
    for first in range(start, size, BATCH):
        owner.execute(_ENTRIES, {"start": first, "end": min(first + BATCH, size), "origin": origin})
        told.reached(min(first + BATCH, size) - start)
    owner.execute(_HEAD, {"end": size, "origin": origin})
    owner.execute("ALTER TABLE ledger_head ENABLE ALWAYS TRIGGER ledger_head_moves")
    owner.execute(LOUD)
    owner.execute("ANALYZE ledger_event")
