"""What an export is made of, also where something was taken out or changed since: nothing is hidden."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from audit.desk.verifiable.contents import prepared
from audit.ledger.api import log_name, newest_checkpoint, root_proofs
from audit.ledger.exporting import AT_ONCE, known_only, texts_of
from audit.ledger.formats import notes
from audit.ledger.formats.notes import COSIGNATURE, VerifierKey
from audit.ledger.signing import successors
from audit.ledger.signing.rotating import begin_rotation, end_rotation
from tests.support.exports import exported, fill, keys_in, verified
from tests.support.queries import counted
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)
PRACTICE = uuid.UUID("33333333-3333-4333-8333-333333333333")
LOG = log_name(PRACTICE)
FOREIGN = Ed25519PrivateKey.from_private_bytes(b"f" * 32)


def signed_log(signer: TestSigner, owner: Any, many: int) -> None:
    fill(owner, PRACTICE, many)
    signer.sign()


def said_of(tmp_path: Path) -> Any:
    return verified(exported(PRACTICE, tmp_path / uuid.uuid4().hex))


def test_texts_come_in_short_ranges_in_order(signer: TestSigner, owner: Any) -> None:
    many = AT_ONCE * 2 + 3
    fill(owner, PRACTICE, many)
    with counted() as asked:
        numbers = [text.split(b'"number":')[1].split(b"}")[0] for text in texts_of(LOG, many)]
    assert numbers == [str(number).encode() for number in range(many)]
    assert len(asked) <= 3
    assert len(list(texts_of(LOG, 10))) == 10
    assert list(texts_of(LOG, 0)) == []


@pytest.mark.parametrize("gone", [0, 255, 256, 299])
def test_the_entries_end_where_one_is_missing(
    signer: TestSigner, unguarded: Any, tmp_path: Path, gone: int
) -> None:
    signed_log(signer, unguarded, 300)
    unguarded.execute("DELETE FROM ledger_event WHERE leaf_index = %s", [gone])
    assert len(list(texts_of(LOG, 300))) == gone
    said = said_of(tmp_path)
    assert said.code == 1
    assert "is missing" in said


@pytest.mark.parametrize(
    "change",
    [
        "replace(entry, 'test.happened', 'test.vanished')",
        "replace(entry, 'test.happened', 'test\\u002ehappened')",
        "entry || chr(9)",
        "entry || chr(10)",
    ],
    ids=["word", "backslash", "tab", "line"],
)
def test_a_changed_entry_is_exported_as_it_is(
    signer: TestSigner, unguarded: Any, tmp_path: Path, change: str
) -> None:
    signed_log(signer, unguarded, 300)
    unguarded.execute(f"UPDATE ledger_event SET entry = {change} WHERE leaf_index = 7")
    assert len(list(texts_of(LOG, 300))) == 300
    said = said_of(tmp_path)
    assert said.code == 1
    assert "The entries 0 to 299 aren't those that were signed" in said


def test_a_practice_whose_log_the_root_log_does_not_know_has_no_proof(
    signer: TestSigner, unguarded: Any, tmp_path: Path
) -> None:
    signed_log(signer, unguarded, 3)
    unguarded.execute("DELETE FROM ledger_root_leaf")
    said = said_of(tmp_path)
    assert said.code == 0
    assert "the export has no proof of it" in said
    unguarded.execute("DELETE FROM ledger_checkpoint WHERE origin LIKE '%%/root'")
    assert said_of(tmp_path).code == 0
    unguarded.execute("DELETE FROM ledger_node WHERE origin LIKE '%%/root'")
    unguarded.execute("DELETE FROM ledger_tree WHERE origin LIKE '%%/root'")
    assert said_of(tmp_path).code == 0


def test_a_root_log_with_a_gap_gives_no_proof(signer: TestSigner, unguarded: Any, tmp_path: Path) -> None:
    signed_log(signer, unguarded, 3)
    fill(unguarded, uuid.uuid4(), 1)
    signer.sign()
    signed_log(signer, unguarded, 3)
    unguarded.execute("DELETE FROM ledger_root_leaf WHERE leaf_index = 1")
    newest = newest_checkpoint(LOG)
    assert newest
    assert root_proofs(newest) == {}


def test_lines_of_witnesses_whose_key_is_not_known_stay_out(
    signer: TestSigner, unguarded: Any, tmp_path: Path
) -> None:
    """A witness that was named once and is no more: nobody could check its line."""
    signed_log(signer, unguarded, 3)
    newest = newest_checkpoint("root")
    assert newest
    line = notes.cosign(newest.note.text, FOREIGN, "former.example", 1_760_000_000)
    unguarded.execute(
        "INSERT INTO ledger_cosignature VALUES (%s, %s, 'former.example', %s, now())",
        [newest.origin, newest.size, str(line)],
    )
    again = newest_checkpoint("root")
    assert again
    assert line in again.note.signatures
    assert line not in known_only(again.note, again.origin).signatures
    assert "former.example" not in exported(PRACTICE, tmp_path / "x").joinpath("keys.txt").read_text()
    assert said_of(tmp_path).code == 0


def test_after_a_freeze_both_trees_are_in_the_export(
    signer: TestSigner, unguarded: Any, tmp_path: Path
) -> None:
    signed_log(signer, unguarded, 3)
    changed = "replace(entry, 'test.happened', 'test.happens')"
    unguarded.execute(
        f"UPDATE ledger_event SET entry = {changed},"
        f" leaf_hash = sha256('\\x00'::bytea || convert_to({changed}, 'UTF8')) WHERE leaf_index = 1"
    )
    signer.restart()
    signed_log(signer, unguarded, 1)
    assert said_of(tmp_path).code == 1
    successors.begin_successor(signer.memory, LOG, reason="tampering")
    signer.restart()
    signer.sign()
    folder = exported(PRACTICE, tmp_path / "after")
    assert f"/{LOG}/successor/2\n" in (folder / "checkpoint").read_text()
    assert [key.split("+")[0].endswith("successor/2") for key in keys_in(folder)] == [False, True, False]
    said = verified(folder)
    assert said.code == 0, said.lines
    assert "All 2 checkpoints" in said


def test_both_keys_of_a_change_are_in_the_export(signer: TestSigner, owner: Any, tmp_path: Path) -> None:
    signed_log(signer, owner, 3)
    begin_rotation(timezone.now())
    signed_log(signer, owner, 3)
    end_rotation(timezone.now())
    signed_log(signer, owner, 3)
    folder = exported(PRACTICE, tmp_path / "x")
    assert len(keys_in(folder)) == 4
    assert "# In use since" in (folder / "keys.txt").read_text()
    assert ", until " in (folder / "keys.txt").read_text()
    said = verified(folder)
    assert said.code == 0, said.lines
    assert "All 3 checkpoints" in said


def test_the_queries_of_an_export_are_few_before_it_is_sent(signer: TestSigner, owner: Any) -> None:
    signed_log(signer, owner, 300)
    with counted() as asked:
        prepared("A practice", LOG)
    assert len(asked) <= 14


def test_a_witnesses_key_is_among_the_keys(
    signer: TestSigner, owner: Any, settings: Any, tmp_path: Path
) -> None:
    signed_log(signer, owner, 3)
    key = VerifierKey("witness.example", notes.public_bytes(FOREIGN), COSIGNATURE)
    settings.LEDGER_WITNESSES = [f"{key}@https://witness.example"]
    folder = exported(PRACTICE, tmp_path / "x")
    assert f"# Of a witness\n{key}\n" in (folder / "keys.txt").read_text()
