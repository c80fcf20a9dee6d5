"""The single-file verifier: what it proves, what it says it can't, and that it names what is wrong."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.ledger.formats import merkle, notes
from audit.verifier import verify
from tests.support.exports import Said, verified
from tests.support.made_exports import (
    ORIGIN,
    ROOT,
    SEEN_AT,
    WITNESS,
    WITNESS_KEY,
    Made,
    entry,
    key_of,
    signed,
)

ENTRIES = [entry(number) for number in range(300)]
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)


def said_of(made: Made, folder: Path, *words: Any) -> Said:
    return verified(made.write(folder), *words)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 300])
def test_honest_exports_of_any_size_pass(size: int, tmp_path: Path) -> None:
    said = said_of(Made(ENTRIES[:size], [1] if size > 1 else []), tmp_path)
    assert said.code == 0, said.lines
    assert f"All {size} entries of {ORIGIN} are those that were signed, in order" in said


def test_an_empty_log_passes(tmp_path: Path) -> None:
    said = said_of(Made([]), tmp_path)
    assert said.code == 0, said.lines
    assert "All 0 entries" in said


def test_tiles_above_tiles_are_checked(tmp_path: Path) -> None:
    """65,536 entries and some: two levels above the leaves' own, one of them in a full tile."""
    made = Made([b'{"origin":"x",%s' % ENTRIES[at % 300][1:] for at in range(65_800)], [0, 7, 65_536, 65_537])
    folder = made.write(tmp_path)
    assert (folder / "tile/1/000").stat().st_size == 8192
    assert (folder / "tile/2/000.p/1").stat().st_size == 32
    assert verified(folder).code == 0
    for name in ("tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"):
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        said = verified(folder)
        (folder / name).write_bytes(data)
        assert said.code == 1
        assert f"{name} isn't the tile over the entries" in said


def test_a_changed_entry_is_named(tmp_path: Path) -> None:
    """With its line and its bundle, but not with the hash of it."""
    folder = Made(ENTRIES, [100, 200]).write(tmp_path)
    for path in (folder / "entries.jsonl", folder / "tile/entries/000"):
        path.write_bytes(path.read_bytes().replace(b'{"n":120}', b'{"n":129}'))
    said = verified(folder)
    assert said.code == 1
    assert "Entry 120 isn't the one whose hash is in tile/0/000." in said.under("WRONG")
    assert "The entries 100 to 199 aren't those that were signed." in said.under("WRONG")
    assert "THIS IS NOT WHAT WAS SIGNED" in said
    assert "those that were signed, in order" not in said


def test_an_entry_changed_with_all_hashes_is_found_by_the_checkpoints(tmp_path: Path) -> None:
    honest = Made(ENTRIES, [100, 200])
    made = Made([*ENTRIES[:120], entry(129), *ENTRIES[121:]])
    made.files["checkpoint"] = honest.notes()[-1].encode()
    made.files["checkpoints.txt"] = "\n".join(honest.notes()).encode()
    made.files["root/300.tlog-proof"] = str(honest.proof()).encode()
    said = said_of(made, tmp_path)
    assert said.code == 1
    assert "The entries 100 to 199 aren't those that were signed." in said
    assert "isn't the one whose hash" not in said


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("keys.txt", "keys.txt is missing"),
        ("checkpoint", "checkpoint is missing"),
        ("checkpoints.txt", "checkpoints.txt is missing"),
        ("entries.jsonl", "entries.jsonl is missing"),
        ("tile/0/000", "tile/0/000 is missing"),
        ("tile/1/000.p/1", "tile/1/000.p/1 is missing"),
        ("tile/entries/001.p/44", "tile/entries/001.p/44 is missing"),
    ],
)
def test_a_missing_file_is_named(name: str, told: str, tmp_path: Path) -> None:
    folder = Made(ENTRIES).write(tmp_path)
    (folder / name).unlink()
    said = verified(folder)
    assert said.code == 1
    assert told in said
    assert "Anything beyond this" in said.under("Not proved")


def with_note(note: str) -> dict[str, bytes]:
    return {"checkpoint": note.encode()}


NOTE = Made(ENTRIES).notes()[-1]
TEXT = notes.parse(NOTE).text


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (with_note(""), "it isn't a signed checkpoint"),
        (with_note(NOTE[:-1]), "it isn't a signed checkpoint"),
        (with_note(NOTE.replace("300\n", "0300\n")), "a number isn't one"),
        (with_note(NOTE.replace("300\n", "299\n")), "the signature of desk.example/site is false"),
        (with_note(NOTE.replace(" desk", " dust")), "isn't a signature by one of the keys"),
        (with_note(NOTE.replace("\u2014", "-")), "isn't a signature by one of the keys"),
        (with_note(NOTE[:-2] + "\n"), "isn't base64"),
        (with_note(str(signed(ORIGIN, [], OTHER_KEY))), "isn't a signature by one of the keys"),
        ({"checkpoint": b"\xff"}, "checkpoint isn't text"),
        (
            with_note(f"{TEXT}\n{notes.cosign(TEXT, WITNESS_KEY, WITNESS.name, SEEN_AT)}"),
            "no key of its log signed it",
        ),
        (
            with_note(f"{NOTE}{notes.cosign(TEXT, WITNESS_KEY, WITNESS.name, 253402300800)}"),
            "a time that isn't one",
        ),
        (
            {"checkpoints.txt": Made(ENTRIES[:5]).notes()[0].encode()},
            "doesn't end with the newest checkpoint",
        ),
        ({"checkpoints.txt": f"{NOTE}\nrest".encode()}, "it isn't a signed checkpoint"),
        ({"keys.txt": b"desk.example/site+00000000+AAAA\n"}, "isn't base64"),
        ({"keys.txt": str(key_of(ORIGIN)).replace("desk", "dust").encode()}, "has another's id"),
        ({"entries.jsonl": b"".join(each + b"\n" for each in [*ENTRIES, b"x"])}, "more than the entries"),
        ({"entries.jsonl": b"\n".join(ENTRIES)}, "entries.jsonl isn't the entries from 256 on"),
        ({"tile/entries/000": b"\x00"}, "ends in the middle of an entry"),
        ({"tile/entries/000": b"\x00\x01x"}, "has 1 entries, not 256: entry 1 is missing"),
        ({"tile/0/000": b""}, "Entry 0 isn't the one whose hash is in tile/0/000"),
        ({"root/12.tlog-proof": b"x"}, "root/12.tlog-proof isn't a proof for one of the checkpoints"),
        ({"root/300.tlog-proof": b"x"}, "root/300.tlog-proof isn't a proof"),
        (
            {"root/300.tlog-proof": str(Made(ENTRIES).proof()).replace("index 1", "index 0").encode()},
            "the log desk.example/root doesn't have this there",
        ),
        (
            {"root/300.tlog-proof": str(Made(ENTRIES).proof()).replace("index 1", "index 2").encode()},
            "of another form",
        ),
        (
            {"root/300.tlog-proof": str(Made(ENTRIES).proof()).replace("index 1", "index 3").encode()},
            "of another form",
        ),
    ],
    ids=range(25),
)
def test_what_is_wrong_is_said(files: dict[str, bytes], told: str, tmp_path: Path) -> None:
    said = said_of(Made(ENTRIES, files=files), tmp_path)
    assert said.code == 1
    assert told in said.under("WRONG"), said.lines


def test_more_than_can_be_read_is_counted(tmp_path: Path) -> None:
    said = said_of(Made(ENTRIES, files={"tile/0/000": bytes(8192)}), tmp_path)
    assert "and 237 more" in said


def test_entries_of_another_log_are_named(tmp_path: Path) -> None:
    said = said_of(Made([*ENTRIES[:9], ENTRIES[9].replace(b"site", b"root"), *ENTRIES[10:]]), tmp_path)
    assert said.code == 1
    assert "Entry 9 doesn't say that it is of desk.example/site." in said


def test_a_successor_covers_entries_that_keep_their_origin(tmp_path: Path) -> None:
    made = Made(ENTRIES, origin=f"{ORIGIN}/successor/2")
    older = [str(signed(ORIGIN, [merkle.leaf_hash(b"lost")] * 9)), *made.notes()]
    made.files["checkpoints.txt"] = "\n".join(older).encode()
    keys = [key_of(ORIGIN), key_of(made.origin), key_of(ROOT), WITNESS]
    made.files["keys.txt"] = "".join(f"{key}\n" for key in keys).encode()
    said = said_of(made, tmp_path)
    assert said.code == 0, said.lines
    assert "All 2 checkpoints carry a good signature" in said


@pytest.mark.parametrize("what", ["nothing", "no-zip", "bad-key"])
def test_what_is_no_export_is_no_verdict(what: str, tmp_path: Path) -> None:
    (tmp_path / "no-zip").write_text("no zip")
    folder = Made(ENTRIES[:1]).write(tmp_path / "bad-key")
    words = ["--key", "nonsense"] if folder.name == what else []
    said = verified(tmp_path / what, *words)
    assert said.code == 2
    assert said.lines[0].startswith("Can't begin:")
    assert len(said.lines) == 1


def test_a_damaged_zip_is_wrong(tmp_path: Path) -> None:
    folder = Made(ENTRIES).write(tmp_path / "export")
    archive = Path(shutil.make_archive(str(tmp_path / "export"), "zip", folder))
    assert verified(archive).code == 0
    data = archive.read_bytes()
    at = data.index(b"entries.jsonl") + 100
    archive.write_bytes(data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :])
    assert verified(archive).code == 1


def test_it_shares_no_code_with_the_program() -> None:
    source = Path(verify.__file__).read_text()
    assert "import audit" not in source
    assert "from audit" not in source
    assert "django" not in source
