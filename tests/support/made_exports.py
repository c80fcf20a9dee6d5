"""Exports made in memory, without a database, for the verifier's tests: honest ones and others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.ledger.formats import merkle, notes
from audit.ledger.formats.checkpoints import Checkpoint
from audit.ledger.formats.notes import COSIGNATURE, VerifierKey
from audit.ledger.formats.receipts import Receipt
from audit.ledger.formats.tiles import tiles_over
from tests.support.trees import root_of

KEY = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
ORIGIN = "desk.example/site"
ROOT = "desk.example/root"
WITNESS = VerifierKey("witness.example", notes.public_bytes(WITNESS_KEY), COSIGNATURE)
SEEN_AT = 1_760_000_000


def entry(number: int) -> bytes:
    """An entry's text, as far as the verifier looks at it."""
    return f'{{"about":"system:x","facts":{{"n":{number}}},"origin":"{ORIGIN}","practice":null}}'.encode()


def key_of(origin: str, key: Ed25519PrivateKey = KEY) -> VerifierKey:
    """A log's public key."""
    return VerifierKey(origin, notes.public_bytes(key))


def signed(origin: str, leaves: Sequence[bytes], key: Ed25519PrivateKey = KEY) -> notes.Note:
    """The checkpoint over these leaf hashes."""
    text = str(Checkpoint(origin, len(leaves), root_of(leaves)))
    return notes.Note(text, (notes.sign(text, key, origin),))


@dataclass
class Made:
    """What an export is made of; change what should be wrong and write it."""

    entries: list[bytes]
    sizes: Sequence[int] = ()  # of checkpoints, besides the last
    origin: str = ORIGIN
    key: Ed25519PrivateKey = KEY
    files: dict[str, bytes] = field(default_factory=dict)  # instead of the usual ones

    @property
    def leaves(self) -> list[bytes]:
        """The entries' hashes."""
        return [merkle.leaf_hash(each) for each in self.entries]

    def notes(self) -> list[str]:
        """Its checkpoints."""
        leaves = self.leaves
        return [str(signed(self.origin, leaves[:size], self.key)) for size in (*self.sizes, len(leaves))]

    def proof(self) -> Receipt:
        """Of the newest checkpoint in the root log, which the witness saw."""
        others = [merkle.leaf_hash(b"another log"), merkle.leaf_hash(b"a third")]
        text = notes.parse(self.notes()[-1]).text
        leaves = [others[0], merkle.leaf_hash(text.encode()), others[1]]
        root = signed(ROOT, leaves, self.key)
        line = notes.cosign(root.text, WITNESS_KEY, WITNESS.name, SEEN_AT)
        path = merkle.inclusion_proof(
            1, 3, lambda level, at: merkle.perfect_root(leaves[at << level : (at + 1) << level])
        )
        return Receipt(1, tuple(path), root.with_signatures([line]))

    def write(self, folder: Path) -> Path:
        """The export as files."""
        checkpoints = self.notes()
        keys = [key_of(self.origin, self.key), key_of(ROOT, self.key), WITNESS]
        bundles = [self.entries[at : at + 256] for at in range(0, len(self.entries), 256)]
        files = {
            "keys.txt": "".join(f"# a key\n{key}\n" for key in keys).encode(),
            "checkpoint": checkpoints[-1].encode(),
            "checkpoints.txt": "\n".join(checkpoints).encode(),
            "entries.jsonl": b"".join(each + b"\n" for each in self.entries),
            f"root/{len(self.entries)}.tlog-proof": str(self.proof()).encode(),
            **dict(tiles_over(bundles)),
            **self.files,
        }
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder
