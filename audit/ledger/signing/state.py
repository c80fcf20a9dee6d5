"""The signer's own memory: for each tree the last size and root that it signed, in a file of its own.

It is written before a checkpoint can be seen by anybody, so that no crash makes the signer forget one.
It lies outside the database: who rewrites the tables can't make it forget either.
"""

import fcntl
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from audit.ledger.errors import BadMemory
from audit.ledger.formats.checkpoints import Checkpoint, decode_hash, encode_hash
from audit.ledger.formats.merkle import Frontier
from audit.ledger.formats.notes import BadNote
from audit.ledger.signing import files

ENDING = ".json"
_SUCCESSOR = re.compile(r"(?P<first>.+)/successor/(?P<era>[2-9]|[1-9][0-9]+)")


@dataclass(frozen=True, slots=True)
class Frozen:
    """Why a tree is signed no more. `at` is an instant in UTC, as entries write it."""

    code: str
    leaf_index: int | None
    message: str
    at: str


@dataclass(frozen=True, slots=True)
class State:
    """What was last signed of a tree, and whether it ever will be again. Nothing yet: the empty tree."""

    origin: str
    log: str
    signed: Frontier = field(default_factory=Frontier)
    frozen: Frozen | None = None

    @property
    def size(self) -> int:
        """How many leaves were signed."""
        return self.signed.size

    @property
    def checkpoint(self) -> Checkpoint:
        """What was signed."""
        return Checkpoint(self.origin, self.signed.size, self.signed.root())

    @property
    def era(self) -> int:
        """1 for a log's first tree, then its successors'."""
        found = _SUCCESSOR.fullmatch(self.origin)
        return int(found["era"]) if found else 1


class Memory:
    """The folder of the states. Everything but `held` is used while it is held."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else reads or writes meanwhile: a pass and a command never overlap."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def origins(self) -> set[str]:
        """The trees that are known."""
        return {_origin(path) for path in self.folder.glob(f"*{ENDING}")}

    def read(self, origin: str) -> State | None:
        """What is known of a tree; None for nothing. Raises BadMemory where the file is damaged."""
        return self.load(origin) if self._path(origin).exists() else None

    def load(self, origin: str) -> State:
        """What is known of one of origins(). Raises BadMemory where the file is damaged."""
        path = self._path(origin)
        try:
            said = json.loads(path.read_text())
            signed = Frontier(said["size"], [decode_hash(peak) for peak in said["peaks"]])
            frozen = said["frozen"] and Frozen(**said["frozen"])
            state = State(said["origin"], said["log"], signed, frozen)
            sound = state.origin == origin and decode_hash(said["root"]) == signed.root()
        except (BadNote, KeyError, TypeError, ValueError):
            sound = False
        if not sound:
            raise BadMemory(f"{path.name} in LEDGER_STATE_DIR is damaged")
        return state

    def write(self, state: State) -> None:
        """Remember; it is on the disk when this returns."""
        frozen = state.frozen and {
            "code": state.frozen.code,
            "leaf_index": state.frozen.leaf_index,
            "message": state.frozen.message,
            "at": state.frozen.at,
        }
        said = {
            "origin": state.origin,
            "log": state.log,
            "size": state.size,
            "root": encode_hash(state.checkpoint.root),
            "peaks": [encode_hash(peak) for peak in state.signed.peaks],
            "frozen": frozen,
        }
        files.write(self._path(state.origin), json.dumps(said, indent=1))

    def _path(self, origin: str) -> Path:
        # No origin holds a plus, so that the name says all of it.
        return self.folder / f"{origin.replace('/', '+')}{ENDING}"


def _origin(path: Path) -> str:
    return path.name.removesuffix(ENDING).replace("+", "/")
