"""Checkpoints and receipts: their texts, and what they prove."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.ledger.formats import merkle, notes, receipts
from audit.ledger.formats.checkpoints import Checkpoint, parse_checkpoint, parse_number
from audit.ledger.formats.notes import BadNote, VerifierKey
from tests.support.receipts import check_receipt, parse_receipt
from tests.support.trees import root_of

# The example of C2SP tlog-checkpoint.
EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""
ORIGIN = "desk.example/site"
KEY = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
LOG = VerifierKey(ORIGIN, notes.public_bytes(KEY))
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS = VerifierKey("witness.example", notes.public_bytes(WITNESS_KEY), notes.COSIGNATURE)
LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(11)]


def node_at(level: int, index: int) -> bytes:
    return merkle.perfect_root(LEAVES[index << level : (index + 1) << level])


def signed(text: str) -> notes.Note:
    return notes.Note(text, (notes.sign(text, KEY, ORIGIN),))


def a_receipt(index: int = 4, **given: object) -> receipts.Receipt:
    note = signed(str(Checkpoint(ORIGIN, len(LEAVES), root_of(LEAVES))))
    path = tuple(merkle.inclusion_proof(index, len(LEAVES), node_at))
    return replace(receipts.Receipt(index, path, note), **given)  # type: ignore[arg-type]


def test_the_example_of_the_text() -> None:
    note = notes.parse(EXAMPLE)
    checkpoint = parse_checkpoint(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert str(checkpoint) == note.text
    assert str(note) == EXAMPLE
    assert note.signatures[0].name == checkpoint.origin


@given(st.text("abc./", min_size=1), st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert parse_checkpoint(str(checkpoint)) == checkpoint


ROOT = EXAMPLE.split("\n")[2]


@pytest.mark.parametrize(
    "text",
    ["", "o\n", f"o\n1\n{ROOT}", f"o\n1\n{ROOT}\nmore\n", f"\n1\n{ROOT}\n", f"o\n01\n{ROOT}\n",
     f"o\n-1\n{ROOT}\n", f"o\n+1\n{ROOT}\n", f"o\n{2**63}\n{ROOT}\n", f"o\n٣\n{ROOT}\n",
     f"o\n\n{ROOT}\n", f"o\n1 \n{ROOT}\n", "o\n1\nAAAA\n", f"o\n1\n{ROOT[:-2]}J=\n",
     f"o\n1\n{ROOT[:-1]}\n", f"o\n1\né{ROOT}\n"],
)  # fmt: skip
def test_other_texts_are_no_checkpoints(text: str) -> None:
    with pytest.raises(BadNote):
        parse_checkpoint(text)


def test_the_largest_number() -> None:
    assert parse_number("9223372036854775807") == 2**63 - 1
    with pytest.raises(BadNote):
        parse_number("9223372036854775808")


@pytest.mark.parametrize("index", range(len(LEAVES)))
def test_a_receipt_proves_its_entry_and_no_other(index: int) -> None:
    receipt = parse_receipt(str(a_receipt(index)))
    assert receipt == a_receipt(index)
    checkpoint, by = check_receipt(receipt, LEAVES[index], [LOG])
    assert (checkpoint.size, by) == (len(LEAVES), [LOG])
    with pytest.raises(BadNote, match="path"):
        check_receipt(receipt, LEAVES[index - 1], [LOG])
    with pytest.raises(BadNote, match="path"):
        check_receipt(replace(receipt, index=(index + 1) % len(LEAVES)), LEAVES[index], [LOG])


def test_the_only_entry_needs_no_path() -> None:
    note = signed(str(Checkpoint(ORIGIN, 1, LEAVES[0])))
    text = str(receipts.Receipt(0, (), note))
    assert text.startswith("c2sp.org/tlog-proof@v1\nindex 0\n\ndesk.example/site\n1\n")
    assert check_receipt(parse_receipt(text), LEAVES[0], [LOG])[0].size == 1


def test_a_receipt_says_which_witnesses_saw_it() -> None:
    receipt = a_receipt()
    line = notes.cosign(receipt.checkpoint.text, WITNESS_KEY, WITNESS.name, 1_700_000_000)
    seen = replace(receipt, checkpoint=receipt.checkpoint.with_signatures([line]))
    assert check_receipt(seen, LEAVES[4], [LOG, WITNESS])[1] == [LOG, WITNESS]
    assert check_receipt(seen, LEAVES[4], [LOG])[1] == [LOG]
    with pytest.raises(BadNote, match="of the log"):
        check_receipt(seen, LEAVES[4], [WITNESS])


def test_another_logs_key_vouches_for_nothing() -> None:
    other = replace(LOG, name="desk.example/other")
    with pytest.raises(BadNote, match="of the log"):
        check_receipt(a_receipt(), LEAVES[4], [other])
    text = a_receipt().checkpoint.text
    foreign = notes.Note(text, (notes.sign(text, KEY, other.name),))
    with pytest.raises(BadNote, match="of the log"):
        check_receipt(a_receipt(checkpoint=foreign), LEAVES[4], [other])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("index 4", "extra YWdl\nindex 4"),
        ("index 4", "index 04"),
        ("index 4", "index four"),
        ("index 4\n", ""),
        ("index 4", "index  4"),
        ("\n\ndesk", "\ndesk"),
        ("index 4\n", "index 4\nAAAA\n"),
        ("index 4\n", "index 4\n" + f"{ROOT}\n" * 64),
    ],
    ids=["version", "extra", "zero", "word", "no-index", "space", "no-gap", "hash", "long"],
)
def test_other_texts_are_no_receipts(old: str, new: str) -> None:
    text = str(a_receipt())
    assert old in text
    with pytest.raises(BadNote):
        parse_receipt(text.replace(old, new, 1))


@pytest.mark.parametrize("text", ["", "c2sp.org/tlog-proof@v1\n\nx", "c2sp.org/tlog-proof@v1"])
def test_the_start_of_a_receipt_is_none(text: str) -> None:
    with pytest.raises(BadNote):
        parse_receipt(text)


@given(st.integers(0, 10**6))
def test_no_bit_of_a_receipt_can_be_turned(place: int) -> None:
    data = bytearray(str(a_receipt()).encode())
    at = place % (len(data) * 8)
    data[at // 8] ^= 1 << at % 8
    with pytest.raises(ValueError):  # noqa: PT011 - BadNote, or bytes that aren't UTF-8
        check_receipt(parse_receipt(data.decode()), LEAVES[4], [LOG])
