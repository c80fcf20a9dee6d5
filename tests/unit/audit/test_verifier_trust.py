"""What the verifier makes of keys, checkpoints and receipts that somebody has from elsewhere."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.ledger.formats import merkle, notes
from audit.ledger.formats.receipts import Receipt
from tests.support.exports import Said, verified
from tests.support.made_exports import (
    ORIGIN,
    ROOT,
    SEEN_AT,
    WITNESS,
    Made,
    entry,
    key_of,
    signed,
)

ENTRIES = [entry(number) for number in range(300)]
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
NOTE = Made(ENTRIES).notes()[-1]


def said_of(made: Made, folder: Path, *words: Any) -> Said:
    return verified(made.write(folder), *words)


def test_only_a_key_from_elsewhere_proves_whose_log_it_is(tmp_path: Path) -> None:
    forged = Made(ENTRIES, key=OTHER_KEY).write(tmp_path)
    assert verified(forged).code == 0  # it is sound in itself
    assert "came with the export" in verified(forged).under("Not proved")
    said = verified(forged, "--key", key_of(ORIGIN))
    assert said.code == 1
    assert "checkpoint: no key of its log signed it" in said
    honest = Made(ENTRIES).write(tmp_path / "honest")
    assert verified(honest, "--key", key_of(ORIGIN), "--key", key_of(ROOT)).code == 0
    assert "came with the export" not in verified(honest, "--key", key_of(ORIGIN))


def test_without_a_proof_the_root_log_is_open(tmp_path: Path) -> None:
    folder = Made(ENTRIES).write(tmp_path)
    (folder / "root" / "300.tlog-proof").unlink()
    (folder / "root").rmdir()
    said = verified(folder)
    assert said.code == 0
    assert "the export has no proof of it" in said.under("Not proved")


def kept_note(size: int, leaves: list[bytes] | None = None, origin: str = ORIGIN) -> str:
    return str(signed(origin, (leaves or [merkle.leaf_hash(each) for each in ENTRIES])[:size]))


@pytest.mark.parametrize(
    ("note", "code", "told"),
    [
        (kept_note(120), 0, "is one of those signed here"),
        (kept_note(300), 0, "is one of those signed here"),
        (kept_note(120, [bytes(32)] * 300), 1, "The entries 0 to 119 aren't those that were signed"),
        (kept_note(300, [bytes(32)] * 300), 1, "two different trees of 300 entries were signed"),
        (kept_note(301, [bytes(32)] * 301), 1, "301 entries were signed, and these are 300"),
        (str(Made(ENTRIES).proof().checkpoint), 0, "is one of those signed here"),
        (kept_note(3, [bytes(32)] * 3, ROOT), 1, "two different trees of 3 entries"),
        (kept_note(2, origin=ROOT), 0, "nothing to compare it with"),
        (str(signed(ORIGIN, [], OTHER_KEY)), 1, "no key of its log signed it"),
        ("nonsense", 1, "there is no checkpoint in it"),
    ],
    ids=[
        "older",
        "same",
        "changed",
        "split",
        "larger",
        "root",
        "root-split",
        "root-other",
        "stranger",
        "none",
    ],
)
def test_a_checkpoint_from_elsewhere_is_compared(note: str, code: int, told: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(note)
    said = said_of(Made(ENTRIES), tmp_path / "export", "--checkpoint", kept)
    assert said.code == code, said.lines
    assert told in said


def test_the_text_of_a_mail_is_searched_for_checkpoints(tmp_path: Path) -> None:
    """Also one that was quoted, by a program that ends lines in its own way."""
    other = str(signed("desk.example/other", [bytes(32)]))  # of another log, whose key isn't known here
    mail = f"Dear Wren,\n\nthe ledgers:\n\n{other}\n{kept_note(120)}\nKeep it.\n"
    (tmp_path / "mail").write_bytes("".join(f"> {line}\r\n" for line in mail.split("\n")).encode())
    said = said_of(Made(ENTRIES), tmp_path / "export", "--checkpoint", tmp_path / "mail")
    assert said.code == 0, said.lines
    assert f"The checkpoint of {ORIGIN} in" in said
    assert "nothing to compare" not in said


def test_a_kept_checkpoint_may_have_lines_of_others(tmp_path: Path) -> None:
    note = notes.parse(kept_note(120))
    stranger = notes.cosign(note.text, OTHER_KEY, "another.example", SEEN_AT)
    (tmp_path / "kept").write_text(str(note.with_signatures([stranger])))
    assert said_of(Made(ENTRIES), tmp_path / "export", "--checkpoint", tmp_path / "kept").code == 0


def test_a_kept_checkpoint_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    assert said_of(Made(ENTRIES), tmp_path / "export", "--checkpoint", tmp_path / "none").code == 1


def receipt_of(index: int) -> Receipt:
    leaves = Made(ENTRIES).leaves
    path = merkle.inclusion_proof(
        index, 300, lambda level, at: merkle.perfect_root(leaves[at << level : (at + 1) << level])
    )
    return Receipt(index, tuple(path), notes.parse(NOTE))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"], ids=["plain", "line", "windows"])
def test_a_receipt_is_checked_by_itself(end: bytes, tmp_path: Path) -> None:
    """Editors put an end to the last line; no entry has one."""
    (tmp_path / "r").write_text(str(receipt_of(120)))
    (tmp_path / "e").write_bytes(ENTRIES[120] + end)
    words = ["--receipt", tmp_path / "r", "--entry", tmp_path / "e", "--key", key_of(ORIGIN)]
    said = verified(tmp_path, *words)
    assert said.code == 0, said.lines
    assert "The log desk.example/site has this entry, number 120 of its 300." in said
    assert "those that were signed" not in said


@pytest.mark.parametrize(
    ("entry_at", "key", "told"),
    [
        (121, key_of(ORIGIN), "doesn't have this there"),
        (120, key_of(ORIGIN, OTHER_KEY), "no key of its log signed it"),
        (120, key_of(ROOT), "no key of its log signed it"),
        (120, WITNESS, "no key of its log signed it"),
    ],
    ids=["entry", "key", "name", "witness"],
)
def test_a_receipt_of_something_else_is_refused(entry_at: int, key: Any, told: str, tmp_path: Path) -> None:
    (tmp_path / "r").write_text(str(receipt_of(120)))
    (tmp_path / "e").write_bytes(ENTRIES[entry_at])
    said = verified(tmp_path, "--receipt", tmp_path / "r", "--entry", tmp_path / "e", "--key", key)
    assert said.code == 1
    assert told in said


def test_a_receipt_needs_entry_and_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--key", "x"], ["--entry", "x"], []):
        with pytest.raises(SystemExit) as ended:
            verified(tmp_path, "--receipt", "r", *words)
        assert ended.value.code == 2
        assert "--entry and --key" in capsys.readouterr().err
