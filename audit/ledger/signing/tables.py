"""What the signer writes into the database. None of it proves anything by being there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from audit.ledger.formats.checkpoints import Checkpoint
from audit.ledger.formats.merkle import Frontier, Node
from audit.ledger.formats.notes import Note
from audit.ledger.signing.refusing import Busy, Refused
from audit.ledger.signing.state import State

_LOCK = 0x6C6564676572  # "ledger": one number for this database
_TREE = """
    INSERT INTO ledger_tree (origin, log, era, size, root_hash, integrated_at) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (origin) DO UPDATE SET
        size = EXCLUDED.size, root_hash = EXCLUDED.root_hash, integrated_at = EXCLUDED.integrated_at
    WHERE ledger_tree.size < EXCLUDED.size
"""
_NODES = """
    INSERT INTO ledger_node (origin, level, node_index, hash)
    SELECT %(origin)s, new.*
    FROM unnest(%(levels)s::smallint[], %(indexes)s::bigint[], %(hashes)s::bytea[]) AS new
    ON CONFLICT DO NOTHING
"""
_OTHER_NODE = """
    SELECT new.level, new.node_index
    FROM unnest(%(levels)s::smallint[], %(indexes)s::bigint[], %(hashes)s::bytea[])
        AS new (level, node_index, hash)
    JOIN ledger_node AS old ON old.origin = %(origin)s
        AND (old.level, old.node_index) = (new.level, new.node_index) AND old.hash <> new.hash
    ORDER BY 1, 2 LIMIT 1
"""
_CHECKPOINT = """
    INSERT INTO ledger_checkpoint (origin, size, root_hash, note, signed_at) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT DO NOTHING
"""


def take_turn(cursor: Any) -> None:
    """Until this transaction ends, no other signer writes. Raises Busy at once where one does."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
    if not cursor.fetchone()[0]:
        raise Busy


def sizes_of_logs(cursor: Any) -> dict[str, int]:
    """How long each log is by its head. An entry and its head commit together."""
    cursor.execute("SELECT log, size FROM ledger_head")
    return dict(cursor.fetchall())


def integrated_size(cursor: Any, origin: str) -> int | None:
    """How far a tree is integrated; None where there is none."""
    cursor.execute("SELECT size FROM ledger_tree WHERE origin = %s", [origin])
    found = cursor.fetchone()
    return None if found is None else int(found[0])


def store_tree(cursor: Any, state: State, grown: Frontier, now: datetime) -> None:
    """A tree is integrated so far. What is further already stays."""
    cursor.execute(_TREE, [state.origin, state.log, state.era, grown.size, grown.root(), now])


def store_nodes(cursor: Any, origin: str, nodes: Sequence[Node]) -> None:
    """Hashes of perfect subtrees. Raises Refused where another hash is there already."""
    if not nodes:
        return
    given = {
        "origin": origin,
        "levels": [node.level for node in nodes],
        "indexes": [node.index for node in nodes],
        "hashes": [node.hash for node in nodes],
    }
    cursor.execute(_NODES, given)
    if cursor.rowcount == len(nodes):
        return
    cursor.execute(_OTHER_NODE, given)
    if found := cursor.fetchone():
        level, index = found
        first, last = index << level, ((index + 1) << level) - 1
        raise Refused("node", first, f"the stored hash over the entries {first} to {last} isn't theirs")


def store_checkpoint(cursor: Any, said: Checkpoint, note: Note, now: datetime) -> None:
    """Publish a checkpoint; the same again changes nothing. Raises Refused where another is there."""
    cursor.execute(_CHECKPOINT, [said.origin, said.size, said.root, str(note), now])
    if cursor.rowcount:
        return
    cursor.execute(
        "SELECT root_hash FROM ledger_checkpoint WHERE origin = %s AND size = %s", [said.origin, said.size]
    )
    if bytes(cursor.fetchone()[0]) != said.root:
        raise Refused("checkpoint", None, f"another checkpoint is stored at {said.size}")
