"""Recomputing a log from its entries, in short ranges, and naming everything that doesn't agree."""

from collections.abc import Iterator

from django.db import connection

from audit.ledger.findings import Problem, Progress
from audit.ledger.models import Alarm, Head, Tree
from audit.ledger.public_keys import verifier_keys
from audit.ledger.trees import ROOT_LOG
from audit.ledger.verifying_entries import Rows, verify_range
from audit.ledger.verifying_root import verify_root
from audit.ledger.verifying_successors import without_beginning
from audit.ledger.verifying_trees import TreeCheck

RANGE = 10_000  # entries a query: one long snapshot would slow every writer down

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
    for problem in without_beginning(check.tree) if check else ():
        progress.add(problem)
    origin = Head.objects.filter(log=log).values_list("origin", flat=True).first()
    fetched = _rows(progress, 0)
    while fetched is not None:
        fetched.settle()
        following = _rows(progress, fetched.end)  # on its way while these are verified
        hashes = verify_range(progress, fetched, following, origin)
        if check is not None:
            check = _verify_tree(progress, check, hashes)
        yield progress
        fetched = following
    if check is not None:
        for problem in check.finish():
            progress.add(problem)
    if check is not None or not progress.size:
        yield progress


def _rows(progress: Progress, start: int) -> Rows | None:
    """The range from `start`, whose fetching begins; None at the log's end."""
    return Rows(progress.log, start, min(start + RANGE, progress.size)) if start < progress.size else None


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
