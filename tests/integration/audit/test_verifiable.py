"""An honest export passes, alone and against what was kept elsewhere; anything else is named."""

import json
import random
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import _cffi_backend
import cryptography
import pymerkle
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.ledger.api import log_name, newest_checkpoint, receipt_for
from audit.ledger.formats import merkle, notes
from audit.ledger.formats.checkpoints import parse_checkpoint
from audit.ledger.formats.notes import COSIGNATURE, VerifierKey
from tests.support.exports import exported, files_in, fill, keys_in, verified
from tests.support.peers import go_says, in_base64, needs_go, sigstore_accepts
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)
PRACTICE = uuid.UUID("33333333-3333-4333-8333-333333333333")
LOG = log_name(PRACTICE)
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS = VerifierKey("witness.example", notes.public_bytes(WITNESS_KEY), COSIGNATURE)
PARTS = ("checkpoint", "entries.jsonl", "root/", "tile/")


@pytest.fixture
def witnessed(settings: Any) -> None:
    settings.LEDGER_WITNESSES = [f"{WITNESS}@https://witness.example/"]


def cosign(owner: Any) -> None:
    """A witness's line under the root log's newest checkpoint."""
    newest = newest_checkpoint("root")
    assert newest
    line = notes.cosign(newest.note.text, WITNESS_KEY, WITNESS.name, 1_760_000_000)
    owner.execute(
        "INSERT INTO ledger_cosignature VALUES (%s, %s, %s, %s, to_timestamp(1760000000))",
        [newest.origin, newest.size, WITNESS.name, str(line)],
    )


@pytest.fixture
def export(signer: TestSigner, owner: Any, settings: Any, tmp_path: Path) -> Path:
    """Seven hundred entries in four checkpoints, the last of which the witness has not seen."""
    settings.LEDGER_WITNESSES = [f"{WITNESS}@https://witness.example/"]
    for many in (1, 255, 44):
        fill(owner, PRACTICE, many)
        signer.sign()
    cosign(owner)
    fill(owner, PRACTICE, 400)
    signer.sign()
    return exported(PRACTICE, tmp_path / "export")


def test_an_honest_export_passes(export: Path) -> None:
    said = verified(export)
    assert said.code == 0, said.lines
    assert "All 4 checkpoints carry a good signature" in said.under("Proved")
    assert f"All 700 entries of {origin_prefix()}/{LOG} are those that were signed" in said.under("Proved")
    assert f"The root log {origin_prefix()}/root has" in said.under("Proved")
    assert (
        f"witness.example, whom only the export names, saw {origin_prefix()}/root on 09 October 2025" in said
    )
    assert "That the public keys are the log's" in said.under("Not proved")
    assert "That everyone was shown the same log" in said.under("Not proved")
    assert "entries after the first 700" in said.under("Not proved")
    assert said.under("WRONG") == ""
    assert "All that could be checked agrees." in said


def origin_prefix() -> str:
    newest = newest_checkpoint(LOG)
    assert newest
    return newest.origin.removesuffix(f"/{LOG}")


def test_what_is_kept_elsewhere_leaves_less_open(export: Path, tmp_path: Path) -> None:
    log_key = next(key for key in keys_in(export) if LOG in key)
    old = (export / "checkpoints.txt").read_text().split("\n\n")
    kept = tmp_path / "mailed"
    kept.write_text("\n\n".join(old[2:4]) + "\n")
    said = verified(export, "--key", log_key, "--witness", WITNESS, "--checkpoint", kept)
    assert said.code == 0, said.lines
    assert f"The checkpoint of {origin_prefix()}/{LOG} in {kept} is one of those signed here" in said
    assert "That the public keys" not in said
    assert "That everyone" not in said
    assert "witness.example, whom you named, saw " in said


def test_it_holds_what_the_readme_says(export: Path) -> None:
    readme = (export / "README.txt").read_text()
    for named in ("checkpoint", "checkpoints.txt", "entries.jsonl", "keys.txt", "verify.py", "root", "tile"):
        assert (export / named).exists(), named
        assert named in readme
    assert "Larkmoor Road Surgery" in readme
    assert "Entries     700" in readme
    assert max(map(len, readme.splitlines())) <= 110
    assert (export / "entries.jsonl").read_bytes().count(b"\n") == 700
    names = {path.relative_to(export).as_posix() for path in files_in(export, ["tile/"])}
    assert names == {
        *("tile/entries/000", "tile/entries/001", "tile/entries/002.p/188"),
        *("tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2"),
    }
    assert [path.name for path in files_in(export, ["root/"])] == ["300.tlog-proof", "700.tlog-proof"]


def test_the_program_runs_alone_where_nothing_of_ours_can_be_seen(export: Path, tmp_path: Path) -> None:
    """Isolated, with `cryptography` and what it needs as the only packages."""
    alone = tmp_path / "alone"
    alone.mkdir()
    packages = Path(cryptography.__file__).parent.parent
    for package in ("cryptography", "cffi", Path(_cffi_backend.__file__).name):
        if (packages / package).exists():
            (alone / package).symlink_to(packages / package)
    run = f"import sys, runpy; sys.path.append({str(alone)!r}); sys.argv = ['verify.py', *sys.argv[1:]]; "
    run += f"runpy.run_path({str(export / 'verify.py')!r}, run_name='__main__')"
    python = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    for words, code in (([str(export)], 0), ([], 0), ([str(tmp_path / "nothing")], 2)):
        ended = subprocess.run(
            [python, "-I", "-S", "-c", run, *words], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        assert "audit" not in ended.stderr
    (export / "checkpoint").write_text("")
    ended = subprocess.run([python, "-I", "-S", "-c", run], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "THIS IS NOT WHAT WAS SIGNED" in ended.stdout


@pytest.mark.timeout(300)
def test_a_thousand_turned_bits_are_each_detected(export: Path) -> None:
    """In entries, tiles, checkpoints and proofs, each as likely as its part of the kinds."""
    bits = random.Random(6962)  # noqa: S311 - the same bits in every run
    groups = [files_in(export, [part]) for part in PARTS]
    assert all(groups)
    missed = []
    for number in range(1000):
        path = bits.choice(groups[number % len(groups)])
        data = path.read_bytes()
        bit = bits.randrange(len(data) * 8)
        turned = bytearray(data)
        turned[bit // 8] ^= 1 << bit % 8
        path.write_bytes(turned)
        if verified(export).code != 1:
            missed.append((path.name, bit))
        path.write_bytes(data)
    assert missed == []
    assert verified(export).code == 0  # and nothing else was wrong all the while


@needs_go
def test_gos_packages_accept_the_export_and_no_turned_bit(export: Path) -> None:
    checkpoint = parse_checkpoint(notes.parse((export / "checkpoint").read_text()).text)
    tiles = {"check": "tiles", "folder": str(export), "size": checkpoint.size}
    tiles["root"] = in_base64([checkpoint.root])[0]
    log_key, root_key, *_ = keys_in(export)
    note = {"check": "note", "note": (export / "checkpoint").read_text(), "keys": [log_key]}
    proof = (export / "root" / "300.tlog-proof").read_text().partition("\n\n")[2]
    root = {"check": "note", "note": proof, "keys": [root_key, str(WITNESS)]}
    assert go_says([tiles, note, root]) == ["", "", ""]
    for path in files_in(export, ["tile/"]):
        data = path.read_bytes()
        path.write_bytes(bytes([*data[:-1], data[-1] ^ 4]))
        assert go_says([tiles]) != [""], path.name
        path.write_bytes(data)
    assert go_says([tiles]) == [""]


def test_sigstore_and_pymerkle_accept_the_export_and_no_turned_bit(export: Path) -> None:
    note = (export / "checkpoint").read_text()
    checkpoint = parse_checkpoint(notes.parse(note).text)
    entries = (export / "entries.jsonl").read_bytes().split(b"\n")[:-1]
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    assert tree.get_root() == checkpoint.root
    key = notes.verifier_key(keys_in(export)[0])
    for index in (0, 255, 256, 511, 699):
        event_id = uuid.UUID(json.loads(entries[index])["event_id"])
        receipt = receipt_for(LOG, event_id)
        assert receipt
        said: dict[str, Any] = {
            "entry": entries[index], "index": receipt.index, "size": checkpoint.size, "root": checkpoint.root,
            "path": receipt.path, "note": str(receipt.checkpoint), "key": key,
        }  # fmt: skip
        assert sigstore_accepts(**said)
        assert not sigstore_accepts(**{**said, "entry": entries[index][:-1] + b"|"})
        theirs = tree.prove_inclusion(index + 1, 700)
        assert theirs.path[1:] == list(receipt.path)
        pymerkle.verify_inclusion(merkle.leaf_hash(entries[index]), checkpoint.root, theirs)
