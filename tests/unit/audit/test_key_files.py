"""The signing key's file and the published keys: what is made, changed, and refused."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pytest_django import Settings

from audit.ledger.errors import BadKey
from audit.ledger.formats.notes import public_bytes
from audit.ledger.public_keys import public_keys, verifier_keys
from audit.ledger.signing.key_files import (
    Ed25519PrivateKey,
    add_key,
    make_key,
    retire_key,
    signing_and_public,
    signing_keys,
)

DAY = [datetime(2026, 11, day, tzinfo=UTC) for day in range(1, 8)]


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder for both files."""
    settings.LEDGER_SIGNING_KEY_FILE = str(tmp_path / "own" / "key.pem")
    settings.LEDGER_PUBLIC_KEYS_FILE = str(tmp_path / "published" / "keys")
    return tmp_path


def test_a_key_is_made_once_for_the_signer_alone_and_published_for_everybody(folder: Path) -> None:
    assert make_key(DAY[0])
    (key,) = signing_keys()
    assert not make_key(DAY[1])
    assert [public_bytes(each) for each in signing_keys()] == [public_bytes(key)]
    (published,) = public_keys()
    assert (published.public, published.since, published.until) == (public_bytes(key), DAY[0], None)
    assert verifier_keys("desk.example/site")[0].public == public_bytes(key)
    assert stat.S_IMODE((folder / "own" / "key.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "published" / "keys").stat().st_mode) == 0o644
    assert b"PRIVATE" not in (folder / "published" / "keys").read_bytes()
    assert [path.name for path in folder.glob("*/*.new")] == []


def test_a_key_whose_publication_was_cut_short_is_published_by_the_next_call(folder: Path) -> None:
    make_key(DAY[0])
    (folder / "published" / "keys").unlink()
    with pytest.raises(BadKey, match="no signing key is in LEDGER_PUBLIC_KEYS_FILE"):
        signing_and_public()
    assert not make_key(DAY[1])
    assert [key.since for key in public_keys()] == [DAY[1]]
    assert len(signing_and_public()) == 1


def test_during_a_change_both_sign_and_afterwards_the_new_one_alone(folder: Path) -> None:
    make_key(DAY[0])
    (old,) = signing_keys()
    fresh = Ed25519PrivateKey.generate()
    add_key(fresh, DAY[1])
    both = [public_bytes(old), public_bytes(fresh)]
    assert [public_bytes(key) for key in signing_and_public()] == both
    retire_key(DAY[2])
    assert [public_bytes(key) for key in signing_and_public()] == both[1:]
    assert [(key.public, key.since, key.until) for key in public_keys()] == [
        (both[0], DAY[0], DAY[2]),
        (both[1], DAY[1], None),
    ]


def test_a_change_s_end_that_was_cut_short_is_made_up_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_key(DAY[0])
    add_key(Ed25519PrivateKey.generate(), DAY[1])
    with monkeypatch.context() as patch:
        patch.setattr("audit.ledger.signing.key_files._write", _killed)
        with pytest.raises(InterruptedError):
            retire_key(DAY[2])
    assert len(signing_and_public()) == 1, "What is published as retired signs no more"
    retire_key(DAY[3])
    assert len(signing_keys()) == 1
    assert public_keys()[0].until == DAY[2]


def _killed(*_: object) -> None:
    raise InterruptedError


def test_one_change_at_a_time(folder: Path) -> None:
    make_key(DAY[0])
    with pytest.raises(BadKey, match="no change of keys is under way"):
        retire_key(DAY[1])
    add_key(Ed25519PrivateKey.generate(), DAY[1])
    with pytest.raises(BadKey, match="a change of keys is under way already"):
        add_key(Ed25519PrivateKey.generate(), DAY[2])
    assert len(signing_keys()) == 2


def test_without_a_key_it_says_how_to_make_one(folder: Path, settings: Settings) -> None:
    with pytest.raises(BadKey, match="make_ledger_key makes one"):
        signing_keys()
    settings.LEDGER_SIGNING_KEY_FILE = ""
    with pytest.raises(BadKey, match="LEDGER_SIGNING_KEY_FILE is not set"):
        signing_keys()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_could_read_or_write_is_not_used(folder: Path, mode: int) -> None:
    make_key(DAY[0])
    (folder / "own" / "key.pem").chmod(mode)
    with pytest.raises(BadKey, match="open to others"):
        signing_keys()


def test_only_ed25519_keys_are_used(folder: Path) -> None:
    make_key(DAY[0])
    file = folder / "own" / "key.pem"
    other = ec.generate_private_key(ec.SECP256R1())
    file.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(BadKey, match="isn't Ed25519"):
        signing_keys()
    file.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    with pytest.raises(BadKey, match="something that isn't a key"):
        signing_keys()
