"""Recomputing a log from its entries, in short ranges, and naming everything that doesn't agree."""

import uuid
from collections.abc import Iterator

from django.db import connection

from audit.ledger.entry import EntryContent, leaf_hash, parse
from audit.ledger.errors import BadEntry, BadKey, ForgedPrivatePart, UnknownKek
from audit.ledger.findings import Problem, Progress
from audit.ledger.keys import opened
from audit.ledger.models import Alarm, Event, Head, Private, Tree
from audit.ledger.public_keys import verifier_keys
from audit.ledger.sealing import unseal
from audit.ledger.trees import ROOT_LOG
from audit.ledger.verifying_root import verify_root
from audit.ledger.verifying_trees import TreeCheck

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


def known_logs() -> list[str]:
    """Every log that has a head or an entry, by name. The root log, made of checkpoints, isn't among them."""
    with connection.cursor() as cursor:
        cursor.execute(_LOGS)
        return [log for (log,) in cursor.fetchall()]


def verify_log(log: str) -> Iterator[Progress]:
    """Check every entry of a log up to its present end, yielding the same Progress after each range.

    Checks: indexes dense and ending at the head; leaf hashes; canonical form; copies beside the entry;
    origin and log; private parts against their commitments; and the tree over the entries against its
    stored hashes and every signed checkpoint. `root` is the log of all logs' checkpoints.

    What it can't find: entries removed or changed by who also holds the signer's key and its memory, since
    the last checkpoint that left the building. Compare with those: verify_against().
    """
    if log == ROOT_LOG:
        yield from verify_root()
        return
    check = TreeCheck.begin(log, verifier_keys)  # before the ends: what is signed by now is within them
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, {"log": log})
        head_size, last = cursor.fetchone()
    size = 0 if last is None else last + 1
    progress = Progress(log, max(size, head_size or 0))
    if (head_size or 0) != size:
        message = f"the head says {head_size or 'nothing'}, the last entry has the index {last}"
        progress.add(Problem(None, "head", message))
    _tell_of_alarms(progress, check.tree if check else None)
    origin = Head.objects.filter(log=log).values_list("origin", flat=True).first()
    for start in range(0, progress.size, RANGE):
        hashes = _verify_range(progress, start, min(start + RANGE, progress.size), origin)
        if check is not None:
            check = _verify_tree(progress, check, hashes)
        yield progress
    if check is not None:
        for problem in check.finish():
            progress.add(problem)
    if check is not None or not progress.size:
        yield progress


def _tell_of_alarms(progress: Progress, tree: Tree | None) -> None:
    """A frozen log is a finding, until a successor begins; then it is history."""
    for alarm in Alarm.objects.filter(log=progress.log).order_by("raised_at"):
        if tree is not None and alarm.origin != tree.origin:
            progress.succeeded.append(f"{alarm.origin}: {alarm.message}")
        else:
            progress.add(Problem(alarm.leaf_index, "frozen", f"signed no more: {alarm.message}"))


def _verify_tree(progress: Progress, check: TreeCheck, hashes: list[bytes] | None) -> TreeCheck | None:
    """Go on with the tree; None when an entry is missing, beyond which no tree can be computed."""
    if hashes is None:
        progress.add(Problem(None, "tree", "the tree can't be computed beyond the missing entry"))
        return None
    for problem in check.take(hashes):
        progress.add(problem)
    progress.checkpoints, progress.signed_to = check.checkpoints, check.signed_to
    progress.signatures = bool(check.keys)
    return check


def _verify_range(progress: Progress, start: int, end: int, origin: str | None) -> list[bytes] | None:
    """The leaf hashes of a range, recomputed; None where an entry is missing."""
    log = progress.log
    rows = {
        row.leaf_index: row
        for row in Event.objects.filter(log=log, leaf_index__gte=start, leaf_index__lt=end)
    }
    ids = [row.event_id for row in rows.values()]
    privates = {
        row.event_id: row for row in Private.objects.filter(log=log, event_id__in=ids).select_related("key")
    }
    hashes: list[bytes] = []
    for index in range(start, end):
        row = rows.get(index)
        if row is None:
            progress.add(Problem(index, "missing", "no entry has this index"))
            continue
        progress.checked += 1
        hashes.append(leaf_hash(row.entry))
        for code, message in _verify_entry(progress, row, hashes[-1], privates, origin):
            progress.add(Problem(index, code, message))
    return hashes if len(hashes) == end - start else None


def _verify_entry(
    progress: Progress, row: Event, hashed: bytes, privates: dict[uuid.UUID, Private], origin: str | None
) -> Iterator[tuple[str, str]]:
    if hashed != bytes(row.leaf_hash):
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
