"""Verifiers that nobody here wrote, asked about our notes, trees and exports: Go's and sigstore's."""

import base64
import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import verify_checkpoint
from sigstore._internal.trust import Keyring, RekorKeyring
from sigstore.errors import VerificationError
from sigstore_models.common import v1 as common

from audit.ledger.formats.notes import VerifierKey
from scripts import golang
from tests.support.runs import FOLDER, locked

SOURCE = Path(__file__).parent / "go_peer" / "main.go"
needs_go = pytest.mark.skipif(not golang.there(), reason=golang.MISSING)
Task = Mapping[str, Any]


def go_says(tasks: Sequence[Task]) -> list[str]:
    """Go's answer to each task: "" where it accepts, else why not. tests/support/go_peer says which."""
    ended = subprocess.run(
        [go_program()], input=json.dumps(list(tasks)).encode(), capture_output=True, check=True, timeout=60
    )
    return [str(each) for each in json.loads(ended.stdout)]


def go_program() -> Path:
    """The program, built once from the source as it is."""
    program = FOLDER / f"go-peer-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}"
    with locked(FOLDER / "go-peer.lock", fcntl.LOCK_EX):
        if not program.exists():
            words = ["go", "build", "-o", program, SOURCE]
            # Debian's sources and nothing from a network.
            only = {"GO111MODULE": "off", "GOPATH": str(golang.SOURCES), "GOTOOLCHAIN": "local"}
            only |= {"GOPROXY": "off", "GOFLAGS": "", "GOCACHE": str(FOLDER / "go-cache")}
            subprocess.run(words, env={**os.environ, **only}, check=True, capture_output=True)
    return program


def in_base64(hashes: Sequence[bytes]) -> list[str]:
    """Hashes as the Go program reads them."""
    return [base64.b64encode(each).decode() for each in hashes]


def sigstore_accepts(
    *, entry: bytes, index: int, size: int, root: bytes, path: Sequence[bytes], note: str, key: VerifierKey
) -> bool:
    """Whether sigstore-python finds the entry in the tree, and its key under the checkpoint of that tree."""
    proof = SimpleNamespace(
        log_index=index,
        tree_size=size,
        root_hash=root,
        hashes=list(path),
        checkpoint=SimpleNamespace(envelope=note),
    )
    logged: Any = SimpleNamespace(
        _inner=SimpleNamespace(
            inclusion_proof=proof, canonicalized_body=entry, log_id=SimpleNamespace(key_id=key.key_id)
        )
    )
    try:
        verify_merkle_inclusion(logged)
        verify_checkpoint(_keyring(key), logged)
    except VerificationError:
        return False
    return True


def _keyring(key: VerifierKey) -> RekorKeyring:
    der = Ed25519PublicKey.from_public_bytes(key.public).public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    public = common.PublicKey(
        raw_bytes=base64.b64encode(der), key_details=common.PublicKeyDetails.PKIX_ED25519
    )
    return RekorKeyring(Keyring([public]))
