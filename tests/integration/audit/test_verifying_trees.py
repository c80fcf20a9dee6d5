"""Verification of trees and of the root log: each kind of finding, and comparing with what was kept."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from audit.ledger import verifying_root
from audit.ledger.api import (
    ROOT_LOG,
    Progress,
    alarms,
    newest_checkpoint,
    newest_checkpoints,
    verify_log,
)
from audit.ledger.formats import notes
from audit.ledger.instants import EARLIEST, LATEST
from audit.ledger.models import Alarm, Cosignature, RootLeaf, StoredCheckpoint, Tree, TreeNode
from tests.factories.ledger import recorded
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)


def verified(log: str) -> Progress:
    *_, last = verify_log(log)
    return last


def found(log: str) -> list[tuple[int | None, str]]:
    return [(finding.leaf_index, finding.code) for finding in verified(log).findings]


@pytest.fixture
def tamper(signer: TestSigner, unguarded: Any) -> Callable[..., None]:
    """A site's log with checkpoints at 1, 2 and 3, a root log of three leaves, and who owns the tables."""
    for _ in range(3):
        recorded()
        signer.sign()
    assert (found("site"), found(ROOT_LOG)) == ([], [])
    unguarded.execute("ALTER TABLE ledger_root_leaf DROP CONSTRAINT ledger_root_leaf_checkpoint")
    unguarded.execute("ALTER TABLE ledger_cosignature DROP CONSTRAINT ledger_cosignature_checkpoint")
    return lambda statement, *values: unguarded.execute(statement, values or None)


#: On the site's tree.
OF_A_TREE = {
    "UPDATE ledger_checkpoint SET root_hash = sha256('x') WHERE origin LIKE '%site' AND size = 2":
        [(None, "checkpoint")],
    "UPDATE ledger_checkpoint SET note = 'x' WHERE origin LIKE '%site' AND size = 2": [(None, "signature")],
    "UPDATE ledger_checkpoint SET note = replace(note, chr(10) || '2' || chr(10), chr(10) || '3' || chr(10))"
    " WHERE origin LIKE '%site' AND size = 2": [(None, "signature")],
    "UPDATE ledger_checkpoint SET note = regexp_replace(note, '(— [^ ]+ )....', '\\1AAAA')"
    " WHERE origin LIKE '%site' AND size = 2": [(None, "signature")],
    "UPDATE ledger_checkpoint SET size = 9 WHERE origin LIKE '%site' AND size = 3": [(3, "truncated")],
    "UPDATE ledger_tree SET root_hash = sha256('x') WHERE log = 'site'": [(None, "tree")],
    "UPDATE ledger_tree SET size = 4 WHERE log = 'site'": [(3, "tree")],
    "INSERT INTO ledger_node SELECT origin, 8, 0, sha256('x') FROM ledger_tree WHERE log = 'site'":
        [(None, "node")],
}  # fmt: skip


@pytest.mark.parametrize("number", range(len(OF_A_TREE)))
def test_what_is_wrong_with_a_tree_is_named(tamper: Callable[..., None], number: int) -> None:
    statement, expected = list(OF_A_TREE.items())[number]
    tamper(statement)
    assert found("site") == expected


#: On the root log.
OF_THE_ROOT = {
    "DELETE FROM ledger_root_leaf WHERE leaf_index = 1": [(1, "missing")],
    "UPDATE ledger_root_leaf SET leaf = replace(leaf, 'site', 'sitf') WHERE leaf_index = 1":
        [(1, "leaf"), (1, "tree"), (None, "tree")],
    "UPDATE ledger_root_leaf SET leaf = regexp_replace(leaf, '[^\n]+\n$', '') WHERE leaf_index = 1":
        [(1, "leaf"), (1, "tree"), (None, "tree")],
    "DELETE FROM ledger_checkpoint WHERE origin LIKE '%site' AND size = 2": [(1, "leaf")],
    "DELETE FROM ledger_root_leaf WHERE leaf_index = 2": [(2, "truncated"), (2, "tree")],
    "DELETE FROM ledger_event; DELETE FROM ledger_head": [(None, "vanished")],
    "INSERT INTO ledger_tree SELECT origin || '/successor/2', log, 2, 0, sha256(''), now()"
    " FROM ledger_tree WHERE log = 'root'": [(None, "successor")],
}  # fmt: skip


@pytest.mark.parametrize("number", range(len(OF_THE_ROOT)))
def test_what_is_wrong_with_the_root_log_is_named(tamper: Callable[..., None], number: int) -> None:
    statement, expected = list(OF_THE_ROOT.items())[number]
    tamper(statement)
    assert found(ROOT_LOG) == expected


@pytest.mark.parametrize("gap", [0, 1])
def test_a_long_root_log_is_read_in_ranges_and_none_is_computed_beyond_a_gap(
    tamper: Callable[..., None], monkeypatch: pytest.MonkeyPatch, gap: int
) -> None:
    monkeypatch.setattr(verifying_root, "RANGE", 1)
    assert [progress.checked for progress in verify_log(ROOT_LOG)] == [1, 2, 3, 3]
    tamper("DELETE FROM ledger_root_leaf WHERE leaf_index = %s", gap)
    assert found(ROOT_LOG) == [(gap, "missing")]
    assert verified(ROOT_LOG).signed_to == gap


def test_without_public_keys_no_signature_is_checked(tamper: Callable[..., None]) -> None:
    Path(settings.LEDGER_PUBLIC_KEYS_FILE).unlink()
    last = verified("site")
    assert (last.findings, last.signatures, last.checkpoints) == ([], False, 3)
    tamper("UPDATE ledger_event SET leaf_index = leaf_index + 3 WHERE leaf_index < 2")
    tamper("UPDATE ledger_event SET leaf_index = 4 - leaf_index WHERE leaf_index > 2")
    assert (0, "tree") in found("site")


@pytest.mark.parametrize(
    ("statement", "sound"),
    [
        ("SELECT", True),
        ("UPDATE ledger_cosignature SET size = 2", False),
        ("UPDATE ledger_cosignature SET line = 'x'", False),
        ("UPDATE ledger_cosignature SET cosigned_at = cosigned_at + interval '1 second'", False),
        ("UPDATE ledger_checkpoint SET note = 'x' WHERE origin LIKE '%root' AND size = 3", False),
        ("DELETE FROM ledger_checkpoint WHERE origin LIKE '%root' AND size = 3", False),
        ("UPDATE ledger_cosignature SET witness = 'somebody.else', size = 2", True),
        ("UPDATE ledger_cosignature SET witness = 'somebody.else', line = 'x'", False),
        ("UPDATE ledger_cosignature SET origin = replace(origin, 'root', 'site')", True),
        ("UPDATE ledger_cosignature SET origin = replace(origin, 'root', 'site'), line = 'x'", False),
    ],
)
def test_what_a_known_witness_said_is_checked(
    tamper: Callable[..., None], settings: Settings, statement: str, sound: bool
) -> None:
    key, at = Ed25519PrivateKey.generate(), 1_793_000_000
    verifier = notes.VerifierKey("witness.example/one", notes.public_bytes(key), notes.COSIGNATURE)
    settings.LEDGER_WITNESSES = [f"{verifier}@https://witness.example"]
    row = StoredCheckpoint.objects.get(origin__endswith="/root", size=3)
    line = notes.cosign(notes.parse(row.note).text, key, verifier.name, at)
    tamper(
        "INSERT INTO ledger_cosignature VALUES (%s, 3, %s, %s, %s)",
        row.origin, verifier.name, str(line), datetime.fromtimestamp(at, UTC),
    )  # fmt: skip
    tamper(statement)
    assert ("cosignature" in {code for _, code in found(ROOT_LOG)}) is not sound


def command(*words: str) -> str:
    out = io.StringIO()
    call_command("verify_ledger", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_compares_with_checkpoints_that_were_kept(
    tamper: Callable[..., None], tmp_path: Path
) -> None:
    kept = [tmp_path / log for log in ("site", ROOT_LOG)]
    for file in kept:
        file.write_text(str(newest_checkpoint(file.name).note))  # type: ignore[union-attr]
    said = command("--against", str(kept[0]), "--against", str(kept[1]))
    assert "root: 3 of 3 entries" in said
    assert "3 checkpoints agree, the last over 3 entries" in said
    assert "Checked: the signature of every checkpoint" in said
    assert "Checked: that each checkpoint that was kept elsewhere is of the same entries." in said
    assert "Not checked" not in said

    tamper("DELETE FROM ledger_checkpoint; DELETE FROM ledger_root_leaf; DELETE FROM ledger_tree")
    tamper("DELETE FROM ledger_event WHERE leaf_index = 2; UPDATE ledger_head SET size = 2")
    assert "Everything that was checked agrees." in command("site")
    tamper(
        "INSERT INTO ledger_tree VALUES ('disclosure-desk.localhost/site', 'site', 1, 2, sha256('x'), now())"
    )
    out = io.StringIO()
    with pytest.raises(CommandError, match="3 findings"):
        call_command("verify_ledger", "site", against=[str(each) for each in kept], stdout=out, stderr=out)
    assert "site, entry 3: truncated: 3 entries were signed; fewer are here" in out.getvalue()
    assert "root, the whole log: vanished" in out.getvalue()


def test_a_file_that_is_no_checkpoint_is_named(tamper: Callable[..., None], tmp_path: Path) -> None:
    for content in (b"nothing", b"\xff\xfe", None):
        if content is None:
            (tmp_path / "kept").unlink()
        else:
            (tmp_path / "kept").write_bytes(content)
        with pytest.raises(CommandError, match="kept isn't a checkpoint that can be read"):
            command("site", "--against", str(tmp_path / "kept"))


def test_rows_name_themselves(tamper: Callable[..., None]) -> None:
    origin = "disclosure-desk.localhost/site"
    assert str(Tree.objects.get(log="site")) == f"{origin}: 3"
    assert str(StoredCheckpoint.objects.get(origin=origin, size=2)) == f"{origin} 2"
    assert str(RootLeaf.objects.get(leaf_index=1)) == "disclosure-desk.localhost/root 1"
    assert str(TreeNode(origin=origin, level=8, node_index=4)) == f"{origin} 8 4"
    assert str(Cosignature(origin=origin, size=2, witness="w.example")) == f"{origin} 2 w.example"
    assert str(Alarm(origin=origin, code="split")) == f"{origin}: split"


#: Single rows that the application's role may insert, the log that they are in, and what is found then.
INSERTED = {
    "a hash far away": (
        "INSERT INTO ledger_node SELECT origin, 8, 9223372036854775807, sha256('x') FROM ledger_tree"
        " WHERE log = 'site'",
        "site", [(None, "node")],
    ),
    "a hash far up": (
        "INSERT INTO ledger_node SELECT origin, 32760, 9223372036854775807, sha256('x') FROM ledger_tree"
        " WHERE log = 'site'",
        "site", [(None, "node")],
    ),
    "a leaf of the root log far away": (
        "INSERT INTO ledger_root_leaf SELECT origin, 9223372036854775807, origin, size, 'x'"
        " FROM ledger_checkpoint WHERE origin LIKE '%/root' AND size = 3",
        ROOT_LOG, [(3, "missing"), (2**63 - 1, "leaf"), (None, "vanished")],
    ),
    "a checkpoint far away": (
        "INSERT INTO ledger_checkpoint SELECT origin, 9223372036854775807, root_hash, note, 'infinity'"
        " FROM ledger_checkpoint WHERE origin LIKE '%/site' AND size = 3",
        "site", [(3, "truncated")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(INSERTED))
def test_a_row_that_anybody_may_put_in_neither_ends_nor_hangs_a_verification(
    tamper: Callable[..., None], what: str
) -> None:
    statement, log, expected = INSERTED[what]
    tamper(statement)
    assert found(log) == expected


@pytest.mark.parametrize("time", ["infinity", "-infinity", "20000-01-01", "0044-03-15 BC"])
def test_a_time_that_is_no_date_here_ends_no_verification(tamper: Callable[..., None], time: str) -> None:
    tamper("INSERT INTO ledger_alarm VALUES (gen_random_uuid(), 'x', 'site', 'split', NULL, 'why', %s)", time)
    for column in ("tree SET integrated_at", "checkpoint SET signed_at"):
        tamper(f"UPDATE ledger_{column} = %s", time)
    assert (found("site"), found(ROOT_LOG)) == ([], [])
    signed = newest_checkpoint("site")
    assert signed
    times = {signed.signed_at, newest_checkpoints(["site"])["site"].signed_at, alarms()[0].raised_at}
    assert times == {LATEST if time in ("infinity", "20000-01-01") else EARLIEST}
