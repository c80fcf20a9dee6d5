"""Where a tree's leaves come from: each hash is computed anew from what it is the hash of."""

from collections.abc import Sequence
from typing import Any, Protocol

from audit.ledger.entry import leaf_hash
from audit.ledger.formats import notes
from audit.ledger.public_keys import PublicKey, public_keys
from audit.ledger.signing.refusing import Refused
from audit.ledger.trees import root_leaf_hash

_ENTRIES = """
    SELECT leaf_index, entry, leaf_hash FROM ledger_event
    WHERE log = %s AND leaf_index >= %s AND leaf_index < %s ORDER BY leaf_index
"""
_LEAVES = """
    SELECT leaf.leaf_index, leaf.leaf, leaf.of_origin, signed.note
    FROM ledger_root_leaf AS leaf
    LEFT JOIN ledger_checkpoint AS signed ON (signed.origin, signed.size) = (leaf.of_origin, leaf.of_size)
    WHERE leaf.origin = %s AND leaf.leaf_index >= %s AND leaf.leaf_index < %s ORDER BY leaf.leaf_index
"""


class Source(Protocol):
    """The leaves of one tree. `pause`: seconds between two checkpoints of it, at least."""

    pause: float

    def hashes(self, cursor: Any, start: int, end: int) -> list[bytes]:
        """The leaf hashes from `start` to before `end`, recomputed. Raises Refused."""


class Entries:
    """A log's entries."""

    pause = 5.0

    def __init__(self, log: str) -> None:
        self.log = log

    def hashes(self, cursor: Any, start: int, end: int) -> list[bytes]:
        """Recomputed from the entries. Raises Refused where one is missing or has another's hash."""
        cursor.execute(_ENTRIES, [self.log, start, end])
        found: list[bytes] = []
        for index, text, stored in cursor:
            if index != start + len(found):
                break
            found.append(leaf_hash(text))
            if found[-1] != bytes(stored):
                raise Refused("leaf_hash", index, f"the stored hash of entry {index} isn't its own")
        return complete(found, start, end)


class Checkpoints:
    """The root log's leaves: the other logs' checkpoints."""

    pause = 30.0

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def hashes(self, cursor: Any, start: int, end: int) -> list[bytes]:
        """Recomputed from their texts, each of which a key of ours must have signed. Raises Refused."""
        cursor.execute(_LEAVES, [self.origin, start, end])
        keys = public_keys()  # once: a file's reading a leaf would take longer than all else
        found: list[bytes] = []
        for index, leaf, of_origin, note in cursor:
            if index != start + len(found):
                break
            if not _is_signed(leaf, of_origin, note, keys):
                raise Refused("leaf", index, f"leaf {index} of the root log isn't a signed checkpoint")
            found.append(root_leaf_hash(leaf))
        return complete(found, start, end)


def complete(found: list[bytes], start: int, end: int) -> list[bytes]:
    """The hashes, of which none may be missing. Raises Refused."""
    if len(found) != end - start:
        index = start + len(found)
        raise Refused("missing", index, f"entry {index} isn't there")
    return found


def _is_signed(leaf: str, origin: str, stored: str | None, keys: Sequence[PublicKey]) -> bool:
    try:
        note = notes.parse(stored or "")
        return note.text == leaf and bool(notes.verified(note, [key.named(origin) for key in keys]))
    except notes.BadNote:
        return False
