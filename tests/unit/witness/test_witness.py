"""The witness cosigns growth and nothing else, remembers it, and one caller's race can't undo another's."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from audit.ledger.formats import merkle, notes
from audit.ledger.formats.checkpoints import Checkpoint, encode_hash
from audit.ledger.formats.notes import BadNote, VerifierKey, verifier_key
from tests.support.sources import ROOT
from tests.support.trees import root_of
from tests.support.witnesses import Serving, serving
from witness import cosigning
from witness.cosigning import Memory, Seen, grew, log_key
from witness.witness import main

ORIGIN = "desk.example/root"
KEY = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
LOG = VerifierKey(ORIGIN, notes.public_bytes(KEY))
LEAVES = [merkle.leaf_hash(bytes([number % 256, number // 256])) for number in range(600)]
OTHERS = [merkle.leaf_hash(b"other"), *LEAVES[1:]]


def note_of(
    size: int, leaves: list[bytes] = LEAVES, key: Ed25519PrivateKey = KEY, origin: str = ORIGIN
) -> str:
    text = str(Checkpoint(origin, size, root_of(leaves[:size])))
    return str(notes.Note(text, (notes.sign(text, key, origin),)))


def proof_of(old: int, new: int, leaves: list[bytes] = LEAVES) -> list[bytes]:
    return merkle.consistency_proof(
        old, new, lambda level, index: merkle.perfect_root(leaves[index << level : (index + 1) << level])
    )


def body(old: int, new: int, *, leaves: list[bytes] = LEAVES, proof: list[bytes] | None = None) -> str:
    lines = [encode_hash(each) for each in (proof_of(old, new, leaves) if proof is None else proof)]
    return "".join(f"{line}\n" for line in [f"old {old}", *lines]) + "\n" + note_of(new, leaves)


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Serving]:
    with serving(tmp_path / "w", [str(LOG)]) as found:
        yield found


def cosigned(witness: Serving, answer: tuple[int, str, str], size: int, leaves: list[bytes] = LEAVES) -> bool:
    status, _, line = answer
    text = notes.parse(note_of(size, leaves)).text
    return status == 200 and notes.is_good(notes.signature_line(line[:-1]), text, witness.key)


def test_growth_is_cosigned_step_by_step(witness: Serving) -> None:
    for old, new in ((0, 1), (1, 2), (2, 7), (7, 8), (8, 256), (256, 257), (257, 600), (600, 600)):
        assert cosigned(witness, witness.add(body(old, new)), new), (old, new)


def test_a_first_checkpoint_may_be_of_any_size_even_none(witness: Serving) -> None:
    assert cosigned(witness, witness.add(body(0, 0)), 0)
    assert cosigned(witness, witness.add(body(0, 300)), 300)


def test_what_it_cosigned_can_be_looked_up(witness: Serving) -> None:
    path = f"/last-checkpoint?origin={ORIGIN.replace('/', '%2F')}"
    assert witness.asks("GET", path)[0] == 404
    witness.add(body(0, 3))
    status, _, text = witness.asks("GET", path)
    assert (status, text) == (200, note_of(3))
    assert witness.asks("GET", "/last-checkpoint?origin=elsewhere")[0] == 404
    assert witness.asks("GET", "/")[0] == 404
    assert witness.asks("POST", "/elsewhere", b"x")[0] == 404


def test_another_old_size_is_a_conflict_that_tells_the_size(witness: Serving) -> None:
    witness.add(body(0, 5))
    for old in (0, 3):
        assert witness.add(body(old, 7)) == (409, "text/x.tlog.size", "5\n")
    assert cosigned(witness, witness.add(body(5, 7)), 7)


def test_a_rollback_is_refused(witness: Serving) -> None:
    witness.add(body(0, 7))
    assert witness.add(body(0, 5))[0] == 409
    assert witness.add(body(5, 5))[0] == 409
    assert witness.add(body(7, 5, proof=[]))[0] == 400
    assert cosigned(witness, witness.add(body(7, 8)), 8)


def test_a_split_view_is_refused(witness: Serving) -> None:
    witness.add(body(0, 7))
    assert witness.add(body(7, 7, leaves=OTHERS)) == (409, "text/x.tlog.size", "7\n")
    assert witness.add(body(7, 9, leaves=OTHERS))[0] == 422
    assert witness.add(body(7, 9, leaves=OTHERS, proof=proof_of(7, 9)))[0] == 422
    assert witness.add(body(7, 9, proof=proof_of(6, 9)))[0] == 422
    assert witness.add(body(7, 9, proof=[]))[0] == 422
    assert witness.add(body(7, 7, proof=[bytes(32)]))[0] == 422
    assert cosigned(witness, witness.add(body(7, 9)), 9)


def test_a_first_checkpoint_takes_no_proof(witness: Serving) -> None:
    assert witness.add(body(0, 7, proof=[bytes(32)]))[0] == 422
    assert witness.add(body(0, 0).replace(encode_hash(merkle.EMPTY_ROOT), encode_hash(bytes(32))))[0] == 403


@pytest.mark.parametrize("end", [b"", b"extension\n"], ids=["plain", "extension"])
def test_only_the_logs_own_keys_count(witness: Serving, end: bytes) -> None:
    text = str(Checkpoint(ORIGIN, 1, LEAVES[0])) + end.decode()
    good = notes.sign(text, KEY, ORIGIN)
    lines = {
        "own": (good, 200),
        "stranger": (notes.sign(text, OTHER_KEY, ORIGIN), 403),
        "forged": (notes.Signature(ORIGIN, LOG.key_id, bytes(64)), 403),
        "name": (notes.Signature("other", LOG.key_id, good.signature), 403),
    }
    for what, (line, status) in reversed(lines.items()):
        assert witness.add(f"old 0\n\n{notes.Note(text, (line,))}")[0] == status, what
    # A stranger's line beside a good one is passed over.
    both = notes.Note(text, (lines["stranger"][0], good))
    assert witness.add(f"old 1\n\n{both}")[0] == 200


def test_an_unknown_log_is_not_found(witness: Serving) -> None:
    assert witness.add("old 0\n\n" + note_of(1, origin="desk.example/other"))[0] == 404


@pytest.mark.parametrize(
    "sent",
    ["", "old 0", "old 00\n\n{note}", "old\n\n{note}", "old -1\n\n{note}", "new 0\n\n{note}", "old 0\n{note}",
     "old 0\nAAAB\n{note}", "old 0\n!\n\n{note}", "old 0\n\n{text}", "old 0\n\n\n\n{note}x",
     "old 9223372036854775808\n\n{note}", "old 0\n\no\n1\nAAAA\n\n— o AAAA\n", "old 0\n\no\n1\n\n— o AAAA\n",
     "old 0\n" + "A" * 43 + "=\n" * 64 + "\n\n{note}", "old 1\n" + "A" * 42 + "B=\n\n{note}"],
    ids=range(16),
)  # fmt: skip
def test_other_bodies_are_bad_requests(witness: Serving, sent: str) -> None:
    note = note_of(1)
    assert witness.add(sent.replace("{note}", note).replace("{text}", note.partition("\n\n")[0]))[0] == 400


def test_a_body_without_end_or_text_is_a_bad_request(witness: Serving) -> None:
    assert witness.asks("POST", "/add-checkpoint", b"\xff\xfe")[0] == 400
    for length in ("1000001", "-1", "many"):
        assert witness.asks("POST", "/add-checkpoint", b"x", {"Content-Length": length})[0] == 400
    long = "old 0\n" + f"{encode_hash(bytes(32))}\n" * 64 + "\n" + note_of(1)
    assert witness.add(long)[0] == 400


def test_it_remembers_after_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path / "w", [str(LOG)]) as first:
        first.add(body(0, 300))
        key = first.key
    with serving(tmp_path / "w", [str(LOG)]) as again:
        assert again.key == key
        assert again.add(body(0, 300, leaves=OTHERS))[0] == 409
        assert cosigned(again, again.add(body(300, 301)), 301)
    assert (tmp_path / "w" / "key").stat().st_mode & 0o777 == 0o600


def test_a_damaged_memory_cosigns_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "w", [str(LOG)]) as witness:
        witness.add(body(0, 3))
        (file,) = (tmp_path / "w" / "state").glob("*.json")
        said = json.loads(file.read_text())
        for damaged in ("", "{}", json.dumps({**said, "origin": "other"})):
            file.write_text(damaged)
            assert witness.add(body(0, 3))[0] == 500
            assert witness.asks("GET", f"/last-checkpoint?origin={ORIGIN}")[0] == 500


def test_nothing_is_cosigned_that_is_not_remembered(
    witness: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(cosigning.os, "fsync", full)
    assert witness.add(body(0, 3))[0] == 500
    monkeypatch.undo()
    assert cosigned(witness, witness.add(body(0, 2, leaves=OTHERS)), 2, OTHERS)


def test_of_many_callers_at_once_one_wins(witness: Serving) -> None:
    """Each wants another growth from the same size; only one may have it, whatever the order."""
    witness.add(body(0, 10))
    answers: list[int] = []
    together = threading.Barrier(8)

    def call(new: int) -> None:
        together.wait()
        answers.append(witness.add(body(10, new, leaves=LEAVES))[0])

    threads = [threading.Thread(target=call, args=(20 + number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, *[409] * 7]


def test_one_memory_has_one_process(tmp_path: Path) -> None:
    with serving(tmp_path / "w", [str(LOG)]), pytest.raises(BlockingIOError):
        Memory(tmp_path / "w" / "state")


@given(st.integers(0, 600), st.integers(0, 600), st.integers(0, 10**6))
def test_it_judges_growth_as_the_log_does(one: int, other: int, bit: int) -> None:
    old, new = sorted((one, other))
    seen = [Seen(ORIGIN, size, root_of(LEAVES[:size]), "") for size in (old, new)]
    path = proof_of(old, new)
    assert grew(*seen, path)
    assert not grew(*seen, [*path, bytes(32)])
    if path:
        at = bit % len(path)
        turned = int.from_bytes(path[at], "big") ^ (1 << bit % 256)
        assert not grew(*seen, [*path[:at], turned.to_bytes(32, "big"), *path[at + 1 :]])
        assert not grew(*seen, path[:-1])


@pytest.mark.parametrize("text", ["", "a", f"{LOG}x", str(LOG).replace("root", "toor"), f"x+{LOG}"])
def test_other_keys_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
        log_key(text)


def test_a_witnesses_key_is_no_logs_key() -> None:
    with pytest.raises(ValueError, match="a log's key"):
        log_key(str(VerifierKey(ORIGIN, LOG.public, notes.COSIGNATURE)))


def test_it_runs_as_a_program_of_its_own(tmp_path: Path) -> None:
    """Copied elsewhere, isolated from everything of ours."""
    there = tmp_path / "copied-desk"  # whose coverage counts as the project's
    shutil.copytree(ROOT / "witness", there / "witness", ignore=shutil.ignore_patterns("__pycache__"))
    run = [sys.executable, "-m", "witness.witness"]
    made = [*run, "make-key", "--key", "key", "witness.example/w2"]
    subprocess.run(made, cwd=there, check=True)
    assert subprocess.run(made, cwd=there, check=False, capture_output=True).returncode != 0
    words = ["run", "--key", "key", "--state", "state", "--log", str(LOG), "--port", "0"]
    program = subprocess.Popen([*run, *words], cwd=there, stderr=subprocess.PIPE, text=True)
    try:
        assert program.stderr
        said = program.stderr.readline().split()
        assert verifier_key(said[3]).name == "witness.example/w2"
    finally:
        program.kill()
        program.wait()
        program.stderr.close()


def test_a_name_without_form_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["make-key", "--key", str(tmp_path / "key"), "no name"])
    assert "no space" in capsys.readouterr().err
    assert main(["make-key", "--key", str(tmp_path / "key"), "name"]) == 0


def test_the_witness_refuses_what_no_note_is() -> None:
    with pytest.raises(BadNote):
        notes.parse(body(0, 1)[:-1])
