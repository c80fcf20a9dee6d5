"""Signed notes and cosignatures: the texts of C2SP and of Go's package, and every way to be wrong."""

import base64
import struct
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.ledger.formats import notes
from audit.ledger.formats.notes import COSIGNATURE, BadNote, Note, VerifierKey, verifier_key

# The example of C2SP signed-note, and the one that Go's package documents, with its key.
QUASIMODO = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore \
NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""
NEUMANN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
NAME = "desk.example/site"
OURS = VerifierKey(NAME, notes.public_bytes(KEY))
WITNESS = VerifierKey("witness.example/w1", notes.public_bytes(KEY), COSIGNATURE)
TEXT = "desk.example/site\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
AT = 1_679_315_147


def a_note() -> Note:
    return Note(TEXT, (notes.sign(TEXT, KEY, NAME), notes.cosign(TEXT, KEY, WITNESS.name, AT)))


def test_the_example_of_the_text() -> None:
    note = notes.parse(QUASIMODO)
    assert note.text.endswith("\n\ned è subito sera.\n")
    assert [each.name for each in note.signatures] == ["quasimodo.example/salvatore"]
    assert str(note) == QUASIMODO


def test_the_example_of_go_verifies() -> None:
    key = verifier_key(NEUMANN_KEY)
    assert str(key) == NEUMANN_KEY
    note = notes.parse(NEUMANN)
    assert [each for each, _ in notes.verified(note, [key])] == [key]
    with pytest.raises(BadNote, match="false"):
        notes.verified(replace(note, text=note.text.replace("If", "if")), [key])


def test_what_we_sign_verifies_and_reads_back() -> None:
    note = notes.parse(str(a_note()))
    assert note == a_note()
    assert [key for key, _ in notes.verified(note, [WITNESS, OURS])] == [OURS, WITNESS]
    assert notes.cosigned_at(note.signatures[1]) == AT


def test_the_same_text_is_signed_in_the_same_bytes() -> None:
    assert str(a_note()) == str(a_note())


def test_a_cosignature_is_over_the_time_and_the_text() -> None:
    line = a_note().signatures[1]
    message = f"cosignature/v1\ntime {AT}\n{TEXT}".encode()
    KEY.public_key().verify(line.signature[8:], message)
    other = replace(line, signature=struct.pack(">Q", AT + 1) + line.signature[8:])
    assert not notes.is_good(other, TEXT, WITNESS)


@pytest.mark.parametrize("at", [2**63, 2**64 - 1])
def test_a_cosignature_of_no_time_is_none(at: int) -> None:
    line = a_note().signatures[1]
    late = replace(line, signature=struct.pack(">Q", at) + line.signature[8:])
    assert notes.cosigned_at(late) is None
    assert not notes.is_good(late, TEXT, WITNESS)
    assert notes.cosigned_at(a_note().signatures[0]) is None


def test_lines_of_unknown_keys_are_passed_over() -> None:
    note = a_note()
    stranger = replace(OURS, public=bytes(32))
    assert notes.verified(note, [stranger, replace(OURS, name="other")]) == []
    assert [key for key, _ in notes.verified(note, [stranger, OURS])] == [OURS]
    short = Note(TEXT, (replace(note.signatures[0], signature=b"short"),))
    with pytest.raises(BadNote, match="false"):
        notes.verified(short, [OURS])


def test_one_kind_of_key_does_not_stand_for_the_other() -> None:
    assert OURS.key_id != replace(OURS, kind=COSIGNATURE).key_id
    line = notes.sign(TEXT, KEY, WITNESS.name)
    assert not notes.is_good(replace(line, key_id=WITNESS.key_id), TEXT, WITNESS)


def test_signatures_are_added_once() -> None:
    note = a_note()
    first, second = note.signatures
    assert Note(TEXT, (first,)).with_signatures([second, first]) == note
    assert note.with_signatures([second]) == note


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "a\nb", "\ud800"])
def test_bad_names_are_refused(name: str) -> None:
    with pytest.raises(BadNote, match="name"):
        VerifierKey(name, bytes(32))


@pytest.mark.parametrize(("size", "kind"), [(31, 1), (33, 1), (32, 2), (32, 0)])
def test_other_keys_are_refused(size: int, kind: int) -> None:
    with pytest.raises(BadNote, match="32 bytes"):
        VerifierKey("name", bytes(size), kind)


@pytest.mark.parametrize(
    "text",
    ["", "PeterNeumann", "PeterNeumann+c74f20a3", NEUMANN_KEY[:-4], NEUMANN_KEY + "AAAA",
     NEUMANN_KEY.replace("c74f20a3", "c74f20a4"), NEUMANN_KEY.replace("Peter", "Paul"),
     NEUMANN_KEY.replace("+ARpc", "+Arpc"), NEUMANN_KEY.replace("+ARpc", "+é"), f"{NEUMANN_KEY} "],
)  # fmt: skip
def test_other_texts_are_no_keys(text: str) -> None:
    with pytest.raises(BadNote):
        verifier_key(text)


@given(st.text(st.characters(exclude_categories=("Cs", "Z", "Cc"), exclude_characters="+"), min_size=1))
def test_a_key_reads_back(name: str) -> None:
    for kind in (notes.NOTE, COSIGNATURE):
        key = VerifierKey(name, OURS.public, kind)
        assert verifier_key(str(key)) == key


LINE = str(a_note().signatures[0])


@pytest.mark.parametrize(
    "data",
    ["", "text\n", f"text\n{LINE}", f"text\n\n{LINE.strip()}", f"text\n\n{LINE}\n", f"text\n\n{LINE[1:]}",
     f"text\n\n{LINE.replace(chr(0x2014), '-')}", f"text\n\n{LINE}{LINE[2:]}", f"te\rxt\n\n{LINE}",
     f"t\0\n\n{LINE}", f"te\txt\n\n{LINE}", f"\ud800\n\n{LINE}", "text\n\n— name AAAA\n", "text\n\n— name\n",
     "text\n\n— name !\n", "text\n\n—  AAAAAAA=\n", "text\n\n— na+me AAAAAAA=\n", "text\n\n— name AAAAAAB=\n",
     "text\n\n— n AAAA AAA=\n", "x" * 1_000_001 + f"\n\n{LINE}", f"text\n\n{LINE * 101}"],
    ids=range(21),
)  # fmt: skip
def test_other_texts_are_no_notes(data: str) -> None:
    with pytest.raises(BadNote):
        notes.parse(data)


def test_a_hundred_signatures_and_an_empty_line_in_the_text_are_allowed() -> None:
    note = notes.parse(f"one\n\ntwo\n\n{LINE * 100}")
    assert note.text == "one\n\ntwo\n"
    assert len(note.signatures) == 100


def test_a_text_without_its_end_is_not_signed() -> None:
    with pytest.raises(BadNote, match="line feed"):
        notes.sign("text", KEY, NAME)


@given(st.integers(0, 10**6))
def test_no_bit_of_a_signed_note_can_be_turned(place: int) -> None:
    data = bytearray(str(a_note()).encode())
    at = place % (len(data) * 8)
    data[at // 8] ^= 1 << at % 8
    try:
        note = notes.parse(data.decode())
        found = notes.verified(note, [OURS, WITNESS])
    except ValueError:
        return
    assert len(found) < 2  # a line became a stranger's, and counts for nothing


def test_base64_has_one_form() -> None:
    encoded = base64.b64encode(bytes(5)).decode()
    assert notes.signature_line(f"— name {encoded}").signature == b"\0"
    with pytest.raises(BadNote, match="one form"):
        notes.signature_line(f"— name {encoded[:-2]}B=")


def test_messages_never_quote_what_was_given() -> None:
    with pytest.raises(BadNote) as refused:
        notes.parse("9434765919\n\nsecret\n")
    assert "secret" not in str(refused.value)
    assert "9434765919" not in str(refused.value)
