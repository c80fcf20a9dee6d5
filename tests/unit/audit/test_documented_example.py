"""The example in docs/ledger.md, which outsiders implement, opens and agrees without our code."""

import hashlib
import hmac
import json
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit.ledger import entry

DOCUMENT = (Path(__file__).parents[3] / "docs" / "ledger.md").read_text()


@pytest.fixture
def text() -> str:
    found = re.search(r"^```\n(\{.*\})\n```$", DOCUMENT, re.MULTILINE)
    assert found is not None
    return found[1]


def value(name: str) -> str:
    found = re.search(rf"^\| {re.escape(name)} \| `(.*)` \|$", DOCUMENT, re.MULTILINE)
    assert found is not None, name
    return found[1]


def test_the_entry_is_one_and_has_the_leaf_hash(text: str) -> None:
    assert hashlib.sha256(b"\x00" + text.encode()).hexdigest() == value("leaf hash")
    assert entry.parse(text).log == "practice/33333333-3333-4333-8333-333333333333"
    assert entry.leaf_hash(text).hex() == value("leaf hash")


def test_the_private_part_opens_and_is_the_one_committed_to(text: str) -> None:
    said = json.loads(text)
    kek, wrapped, sealed = b"k" * 32, bytes.fromhex(value("wrapped")), bytes.fromhex(value("sealed"))
    context = f"disclosure-desk/key/v1\n55555555-5555-4555-8555-555555555555\n{said['private']['key_of']}"
    subject_key = AESGCM(kek).decrypt(wrapped[:12], wrapped[12:], context.encode())
    assert subject_key == b"s" * 32
    context = f"disclosure-desk/private/v1\n{said['origin']}\n{said['event_id']}"
    plaintext = AESGCM(subject_key).decrypt(sealed[:12], sealed[12:], context.encode())
    assert plaintext == b"e" * 32 + value("*P*").encode()
    assert said["private"]["hmac_sha256"] == hmac.new(b"e" * 32, plaintext[32:], hashlib.sha256).hexdigest()
    kek_id = hashlib.sha256(b"disclosure-desk/kek/v1\n" + kek).hexdigest()[:16]
    assert value("key-encryption key's id") == kek_id
