"""Receipts (C2SP tlog-proof): that a log has an entry, to be checked without the log."""

from dataclasses import dataclass

from audit.ledger.formats import notes
from audit.ledger.formats.checkpoints import (
    encode_hash,
)

FIRST_LINE = "c2sp.org/tlog-proof@v1"
LONGEST_PATH = 63


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry's index, its audit path, and the checkpoint that the path leads to."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: notes.Note

    def __str__(self) -> str:
        lines = [FIRST_LINE, f"index {self.index}", *map(encode_hash, self.path)]
        return "\n".join(lines) + f"\n\n{self.checkpoint}"
