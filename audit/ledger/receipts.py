"""A receipt: the proof that a log has an entry, under the newest checkpoint. Three short queries."""

import uuid
from collections.abc import Iterable

from django.db import connection

from audit.ledger.entry import leaf_hash
from audit.ledger.errors import Unprovable
from audit.ledger.formats import merkle
from audit.ledger.formats.checkpoints import parse_checkpoint
from audit.ledger.formats.notes import BadNote
from audit.ledger.formats.receipts import Receipt
from audit.ledger.instants import within
from audit.ledger.models import StoredCheckpoint
from audit.ledger.own_checkpoints import is_ours, newest_of_ours
from audit.ledger.trees import as_signed

_PLACE = f"""
    SELECT said.leaf_index, said.entry, signed.origin, signed.size, signed.root_hash,
        signed.note, {within("signed.signed_at")}
    FROM ledger_event AS said
    CROSS JOIN LATERAL (
        SELECT origin FROM ledger_tree WHERE log = said.log ORDER BY era DESC LIMIT 1) AS tree
    CROSS JOIN LATERAL (
        SELECT * FROM ledger_checkpoint WHERE origin = tree.origin ORDER BY size DESC LIMIT 1) AS signed
    WHERE said.log = %s AND said.event_id = %s AND said.leaf_index < signed.size
"""  # noqa: S608 - no value in it
_LEAVES = """
    SELECT 0, leaf_index, leaf_hash FROM ledger_event
    WHERE log = %s AND leaf_index BETWEEN %s AND %s
"""
_NODES = """
    SELECT level::integer, node_index, hash FROM ledger_node
    WHERE origin = %s AND level = %s AND node_index BETWEEN %s AND %s
"""


def receipt_for(log: str, event_id: uuid.UUID) -> Receipt | None:
    """The receipt of an entry under its log's newest checkpoint that a key of ours signed.

    None where there is no such entry, or no checkpoint that is over it yet: the signer comes within seconds.
    Raises Unprovable where what is stored doesn't lead from the entry to the checkpoint, and BadKey.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [log, event_id])
        row = cursor.fetchone()
    if row is None:
        return None
    index, text, origin, size, root, note, signed_at = row
    checkpoint = StoredCheckpoint(origin=origin, size=size, root_hash=root, note=note, signed_at=signed_at)
    if not is_ours(checkpoint):
        # Somebody put it there. Where none is ours, whoever checks the receipt sees that.
        checkpoint = newest_of_ours(origin, beyond=index) or checkpoint
        size = checkpoint.size
    try:
        signed = as_signed(checkpoint, log).note
        expected = parse_checkpoint(signed.text).root
        path = merkle.inclusion_proof(index, size, _hashes(log, origin, _wanted(index, size)))
    except (BadNote, LookupError):
        message = f"{log}: a hash between entry {index} and the checkpoint at {size} is missing or not one"
        raise Unprovable(message) from None
    if not merkle.proves_inclusion(leaf_hash(text), index, size, path, expected):
        raise Unprovable(f"{log}: entry {index} isn't what was signed at {size}")
    return Receipt(index, tuple(path), signed)


def _wanted(index: int, size: int) -> list[tuple[int, int]]:
    """The perfect subtrees that a proof is made of, by level and index."""
    wanted: list[tuple[int, int]] = []

    def ask(level: int, at: int) -> bytes:
        wanted.append((level, at))
        return b""

    merkle.inclusion_proof(index, size, ask)
    return wanted


def _hashes(log: str, origin: str, wanted: Iterable[tuple[int, int]]) -> merkle.NodeAt:
    """Those hashes, made from what is stored in one query. LookupError where something is missing."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}  # by stored level and tile: first and last
    for level, at in wanted:
        stored, first, last = _stored(level, at)
        key = (stored, first // merkle.TILE_WIDTH)
        low, high = spans.get(key, (first, last))
        spans[key] = min(low, first), max(high, last)
    parts: list[str] = []
    values: list[str | int] = []
    for (stored, _), (low, high) in sorted(spans.items()):
        parts.append(_NODES if stored else _LEAVES)
        values += [origin, stored, low, high] if stored else [log, low, high]
    found: dict[tuple[int, int], bytes] = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            found = {(level, at): bytes(hashed) for level, at, hashed in cursor.fetchall()}

    def node_at(level: int, at: int) -> bytes:
        stored, first, last = _stored(level, at)
        return merkle.perfect_root([found[stored, each] for each in range(first, last + 1)])

    return node_at


def _stored(level: int, at: int) -> tuple[int, int, int]:
    """The stored level that a subtree is hashed from, and its first and last index there."""
    above = level % merkle.TILE_HEIGHT
    return level - above, at << above, ((at + 1) << above) - 1
