"""The file of public keys, and the witnesses of the settings: what is read, and what stops the start."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from audit.ledger.checks import check_settings
from audit.ledger.errors import BadKey
from audit.ledger.formats.notes import COSIGNATURE, VerifierKey
from audit.ledger.public_keys import PublicKey, public_keys, verifier_keys, witness_keys

SINCE, UNTIL = datetime(2026, 11, 1, 9, tzinfo=UTC), datetime(2026, 11, 8, tzinfo=UTC)
OLD, NEW = PublicKey(b"o" * 32, SINCE, UNTIL), PublicKey(b"n" * 32, UNTIL)


@pytest.fixture
def file(tmp_path: Path, settings: Settings) -> Path:
    """The file, which isn't there yet."""
    settings.LEDGER_PUBLIC_KEYS_FILE = str(tmp_path / "keys")
    return tmp_path / "keys"


def test_keys_are_read_as_they_are_written(file: Path) -> None:
    assert public_keys() == []
    file.write_text(f"# for people\n\n{OLD}\n{NEW}\n")
    assert public_keys() == [OLD, NEW]
    assert str(OLD) == f"{base64.b64encode(OLD.public).decode()} 2026-11-01T09:00:00.000000Z" + (
        " 2026-11-08T00:00:00.000000Z"
    )
    assert verifier_keys("desk.example/site") == [
        VerifierKey("desk.example/site", key.public) for key in (OLD, NEW)
    ]
    assert check_settings(None) == []


@pytest.mark.parametrize(
    "line",
    [
        "not!base64 2026-11-01T09:00:00Z",
        f"{base64.b64encode(b'x' * 31).decode()} 2026-11-01T09:00:00Z",
        str(NEW).split()[0],
        f"{str(NEW).split()[0]} yesterday",
        f"{str(NEW).split()[0]} 2026-11-01T09:00:00",
        f"{OLD} 2026-11-09T00:00:00Z",
    ],
)
def test_a_line_that_is_no_key_is_named_and_stops_the_start(file: Path, line: str) -> None:
    file.write_text(f"{OLD}\n{line}\n")
    with pytest.raises(BadKey, match="line 2 of LEDGER_PUBLIC_KEYS_FILE isn't a key"):
        public_keys()
    assert [found.id for found in check_settings(None)] == ["ledger.E004"]


def test_witnesses_are_their_keys_whatever_their_addresses(file: Path, settings: Settings) -> None:
    key = VerifierKey("witness.example/one", b"w" * 32, COSIGNATURE)
    settings.LEDGER_WITNESSES = [f"{key}@https://witness.example/one"]
    assert witness_keys() == [key]
    assert check_settings(None) == []
    settings.LEDGER_WITNESSES = ["https://witness.example/one"]
    assert [found.id for found in check_settings(None)] == ["ledger.E003"]
