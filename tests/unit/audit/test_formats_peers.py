"""Programs that nobody here wrote accept our notes, checkpoints and proofs, and refuse a turned bit."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pymerkle
import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.ledger import canonical
from audit.ledger.formats import merkle, notes
from audit.ledger.formats.checkpoints import Checkpoint
from audit.ledger.formats.notes import COSIGNATURE, VerifierKey
from tests.support.peers import go_says, in_base64, needs_go, sigstore_accepts
from tests.support.trees import root_of

ENTRIES = [f'{{"n":{number}}}'.encode() for number in range(700)]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
SIZES = (1, 2, 3, 7, 8, 255, 256, 257, 511, 513, 700)
KEY = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
LOG = VerifierKey("desk.example/practice/33333333-3333-4333-8333-333333333333", notes.public_bytes(KEY))
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS = VerifierKey("witness.example/w1", notes.public_bytes(WITNESS_KEY), COSIGNATURE)


def node_at(level: int, index: int) -> bytes:
    return merkle.perfect_root(LEAVES[index << level : (index + 1) << level])


def signed(size: int) -> notes.Note:
    text = str(Checkpoint(LOG.name, size, root_of(LEAVES[:size])))
    return notes.Note(
        text,
        (notes.sign(text, KEY, LOG.name), notes.cosign(text, WITNESS_KEY, WITNESS.name, 1_750_000_000)),
    )


def turned(data: bytes, bit: int) -> bytes:
    number = int.from_bytes(data, "big") ^ (1 << bit % (len(data) * 8))
    return number.to_bytes(len(data), "big")


@pytest.fixture
def bits() -> random.Random:
    return random.Random(962)  # noqa: S311 - the same bits in every run


def note_tasks(note: str) -> list[dict[str, Any]]:
    return [{"check": "note", "note": note, "keys": keys} for keys in ([str(LOG)], [str(LOG), str(WITNESS)])]


@needs_go
def test_go_opens_our_notes_with_log_and_witness() -> None:
    tasks = [task for size in SIZES for task in note_tasks(str(signed(size)))]
    assert go_says(tasks) == [""] * len(tasks)


@needs_go
def test_go_refuses_a_note_with_a_turned_bit(bits: random.Random) -> None:
    data = str(signed(513)).encode()
    tasks = []
    for _ in range(300):
        changed = turned(data, bits.randrange(len(data) * 8)).decode(errors="surrogateescape")
        if changed.isprintable() or changed.replace("\n", "").isprintable():
            tasks += note_tasks(changed)[1:]
    assert len(tasks) > 200
    assert "" not in go_says(tasks)


@needs_go
def test_go_and_we_refuse_the_same_other_notes() -> None:
    """Where signatures are good but the rest is odd, neither may be the laxer."""
    note = signed(3)
    for odd in (note.text, note.text.rstrip("\n"), note.text + "\n", f"{note}\n", str(note)[:-1]):
        assert go_says(note_tasks(odd)[:1]) != [""]
        with pytest.raises(notes.BadNote):
            notes.parse(odd)


def proofs() -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    for size in SIZES:
        root = in_base64([root_of(LEAVES[:size])])[0]
        for index in {0, 1, size // 2, size - 1} & set(range(size)):
            task = {"check": "inclusion", "size": size, "root": root, "index": index}
            task |= {"leaf": in_base64([LEAVES[index]])[0]}
            yield task, merkle.inclusion_proof(index, size, node_at)
        for old in SIZES[: SIZES.index(size)]:
            task = {"check": "consistency", "size": size, "root": root, "old": old}
            task |= {"oldRoot": in_base64([root_of(LEAVES[:old])])[0]}
            yield task, merkle.consistency_proof(old, size, node_at)


@needs_go
def test_go_accepts_our_proofs_and_no_turned_bit(bits: random.Random) -> None:
    honest, forged = [], []
    for task, path in proofs():
        honest.append({**task, "proof": in_base64(path)})
        for at in range(len(path)):
            other = [*path[:at], turned(path[at], bits.randrange(256)), *path[at + 1 :]]
            forged.append({**task, "proof": in_base64(other)})
        forged.append({**task, "proof": in_base64([*path, bytes(32)])})
    assert go_says(honest) == [""] * len(honest)
    assert "" not in go_says(forged)
    assert len(forged) > 500


@pytest.mark.parametrize("size", SIZES)
def test_sigstore_accepts_our_checkpoint_and_inclusion_and_no_turned_bit(
    size: int, bits: random.Random
) -> None:
    index = size // 2
    path = merkle.inclusion_proof(index, size, node_at)
    text = str(signed(size))
    said: dict[str, Any] = {
        "entry": ENTRIES[index], "index": index, "size": size, "root": root_of(LEAVES[:size]),
        "path": path, "note": text, "key": LOG,
    }  # fmt: skip
    assert sigstore_accepts(**said)
    assert not sigstore_accepts(**{**said, "entry": turned(ENTRIES[index], bits.randrange(60))})
    assert not sigstore_accepts(**{**said, "root": turned(said["root"], bits.randrange(256))})
    assert not sigstore_accepts(**{**said, "note": str(signed(size % 700 + 1))})
    assert not sigstore_accepts(**{**said, "note": text.replace("\n", "1\n", 1)})
    assert not sigstore_accepts(**{**said, "key": VerifierKey(LOG.name, WITNESS.public)})
    for at in range(len(path)):
        other = [*path[:at], turned(path[at], bits.randrange(256)), *path[at + 1 :]]
        assert not sigstore_accepts(**{**said, "path": other})


def test_pymerkles_tree_is_ours_with_every_proof() -> None:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for number, entry in enumerate(ENTRIES[:300], start=1):
        tree.append_entry(entry)
        assert tree.get_root() == root_of(LEAVES[:number])
    for index in (0, 1, 128, 255, 256, 298, 299):
        path = merkle.inclusion_proof(index, 300, node_at)
        theirs = tree.prove_inclusion(index + 1, 300)
        assert theirs.path == [LEAVES[index], *path]
        pymerkle.verify_inclusion(LEAVES[index], root_of(LEAVES[:300]), theirs)
        theirs.path[-1] = turned(theirs.path[-1], index)
        with pytest.raises(pymerkle.InvalidProof):
            pymerkle.verify_inclusion(LEAVES[index], root_of(LEAVES[:300]), theirs)


@pytest.mark.parametrize(("old", "new"), [(1, 300), (3, 7), (128, 300), (255, 256), (257, 299), (6, 8)])
def test_pymerkle_proves_growth_between_our_roots(old: int, new: int) -> None:
    """Its proofs of growth are of another form than RFC 6962's, but they connect the roots that we sign."""
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in ENTRIES[:new]:
        tree.append_entry(entry)
    roots = root_of(LEAVES[:old]), root_of(LEAVES[:new])
    proof = tree.prove_consistency(old, new)
    pymerkle.verify_consistency(*roots, proof)
    for forged in ((turned(roots[0], 9), roots[1]), (roots[0], turned(roots[1], 9))):
        with pytest.raises(pymerkle.InvalidProof):
            pymerkle.verify_consistency(*forged, proof)


# Canonical form: the package rfc8785 writes, and these say that it is what the profile promises.
keys = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=9)
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=9)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner), max_leaves=20
)


@settings(max_examples=300)
@given(values)
def test_canonical_form_is_that_of_rfc_8785(value: Any) -> None:
    written = canonical.dump(value)
    assert written == rfc8785.dumps(value)
    # Within the profile, Python's own writer gives the same: keys are ASCII, there are no floats.
    assert written == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert canonical.load(written) == value
