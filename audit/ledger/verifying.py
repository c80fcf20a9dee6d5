"""Recomputing a log from its entries, in short ranges, and naming everything that doesn't agree."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from audit.ledger.entry import EntryContent, leaf_hash, parse
from audit.ledger.errors import BadEntry, BadKey, ForgedPrivatePart, UnknownKek
from audit.ledger.keys import opened
from audit.ledger.models import Event, Head, Private
from audit.ledger.sealing import unseal

RANGE = 500  # entries a query: one long snapshot would slow every writer down

# One statement, so that both are of one moment: an entry and its head row commit together.
_ENDS = """
    SELECT (SELECT size FROM ledger_head WHERE log = %(log)s),
           (SELECT max(leaf_index) FROM ledger_event WHERE log = %(log)s)
"""
# Heads and entries both: a log whose head has vanished still shows. The recursion hops from log to log.
_LOGS = """
    WITH RECURSIVE hop AS (
        SELECT min(log) AS log FROM ledger_event
        UNION ALL SELECT (SELECT min(log) FROM ledger_event WHERE log > hop.log) FROM hop
        WHERE hop.log IS NOT NULL)
    SELECT log FROM hop WHERE log IS NOT NULL UNION SELECT log FROM ledger_head ORDER BY log
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that doesn't agree. `code` is stable; `leaf_index` is None where the whole log is meant."""

    log: str
    leaf_index: int | None
    code: str
    message: str


@dataclass(slots=True)
class Progress:
    """How far verification has come, with all that it has found so far."""

    log: str
    size: int
    checked: int = 0
    privates_proved: int = 0
    privates_destroyed: int = 0
    privates_unopened: int = 0  # LEDGER_KEKS lacks their key: neither proved nor refuted
    findings: list[Finding] = field(default_factory=list)


def known_logs() -> list[str]:
    """Every log that has a head or an entry, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_LOGS)
        return [log for (log,) in cursor.fetchall()]


def verify_log(log: str) -> Iterator[Progress]:
    """Check every entry of a log up to its present end, yielding the same Progress after each range.

    Checks: indexes dense and ending at the head; leaf hashes; canonical form; copies beside the entry;
    origin and log; private parts against their commitments. It has no signed checkpoint to compare with:
    an owner who rewrote entries together with their hashes, or cut off the end with the head, isn't found.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, {"log": log})
        head_size, last = cursor.fetchone()
    size = 0 if last is None else last + 1
    progress = Progress(log, max(size, head_size or 0))
    if (head_size or 0) != size:
        message = f"the head says {head_size or 'nothing'}, the last entry has the index {last}"
        progress.findings.append(Finding(log, None, "head", message))
    origin = Head.objects.filter(log=log).values_list("origin", flat=True).first()
    for start in range(0, progress.size, RANGE):
        _verify_range(progress, start, min(start + RANGE, progress.size), origin)
        yield progress
    if not progress.size:
        yield progress


def _verify_range(progress: Progress, start: int, end: int, origin: str | None) -> None:
    log = progress.log
    rows = {
        row.leaf_index: row
        for row in Event.objects.filter(log=log, leaf_index__gte=start, leaf_index__lt=end)
    }
    ids = [row.event_id for row in rows.values()]
    privates = {
        row.event_id: row for row in Private.objects.filter(log=log, event_id__in=ids).select_related("key")
    }
    for index in range(start, end):
        row = rows.get(index)
        if row is None:
            progress.findings.append(Finding(log, index, "missing", "no entry has this index"))
            continue
        progress.checked += 1
        for code, message in _verify_entry(progress, row, privates, origin):
            progress.findings.append(Finding(log, index, code, message))


def _verify_entry(
    progress: Progress, row: Event, privates: dict[uuid.UUID, Private], origin: str | None
) -> Iterator[tuple[str, str]]:
    if leaf_hash(row.entry) != bytes(row.leaf_hash):
        yield "leaf_hash", "the stored hash isn't the hash of the entry"
    try:
        said = parse(row.entry)
    except BadEntry as error:
        yield "form", str(error)
        return
    for copy in ("log", "event_id", "event", "actor", "about", "at"):
        if getattr(row, copy) != getattr(said, copy):
            yield "copy", f"the column {copy} differs from the entry"
    if said.origin != origin:
        yield "origin", "the entry names another origin than the head"
    yield from _verify_private(progress, said, privates.get(row.event_id))


def _verify_private(progress: Progress, said: EntryContent, row: Private | None) -> Iterator[tuple[str, str]]:
    if said.private is None or row is None:
        if said.private is not None:
            yield "private", "the private part that the entry commits to is missing"
        elif row is not None:
            yield "private", "a private part is stored that the entry doesn't commit to"
        return
    if row.key.key_of != said.private.key_of:
        yield "private", "the private part is under the key of another subject"
    try:
        key = opened(row.key)
        if key is None:
            progress.privates_destroyed += 1
            return
        committed = said.private.hmac_sha256
        unseal(
            bytes(row.sealed),
            subject_key=key,
            origin=said.origin,
            event_id=said.event_id,
            committed=committed,
        )
        progress.privates_proved += 1
    except UnknownKek:
        progress.privates_unopened += 1
    except (BadKey, ForgedPrivatePart) as error:
        yield "private", str(error)
