"""Checkpoints (C2SP tlog-checkpoint): a log's origin, size and root, as the text of a signed note."""

import base64
import re
from dataclasses import dataclass

from audit.ledger.formats.merkle import HASH_BYTES
from audit.ledger.formats.notes import BadNote

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree's head."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        """The three lines. We write no extension lines: witnesses don't vouch for them."""
        return f"{self.origin}\n{self.size}\n{encode_hash(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """What the text of a note says as a checkpoint. Raises BadNote, also for extension lines."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise BadNote("a checkpoint has three lines: origin, size and root")
    return Checkpoint(lines[0], parse_number(lines[1]), decode_hash(lines[2]))


def parse_number(text: str) -> int:
    """A decimal number below 2^63 without leading zeroes. Raises BadNote."""
    if not _NUMBER.fullmatch(text) or int(text) > LARGEST:
        raise BadNote("not a decimal number")
    return int(text)


def encode_hash(hashed: bytes) -> str:
    """A hash in base64."""
    return base64.b64encode(hashed).decode("ascii")


def decode_hash(text: str) -> bytes:
    """The 32 bytes of a hash in base64, which has one form only. Raises BadNote."""
    try:
        hashed = base64.b64decode(text, validate=True)
    except ValueError:
        raise BadNote("not a hash in base64") from None
    if len(hashed) != HASH_BYTES or encode_hash(hashed) != text:
        raise BadNote("not a hash in base64")
    return hashed
