"""Encrypting the private part of an entry, committing to it, and wrapping the key of its subject.

Two layers with different lives: the commitment stays in the entry for ever and says nothing without its
key; that key lies inside the encrypted blob, so that destroying the subject's key destroys both.
"""

import hmac
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from audit.ledger import canonical
from audit.ledger.errors import BadEntry, BadKey, ForgedPrivatePart
from audit.ledger.keks import KEY_BYTES, Kek

NONCE_BYTES = 12
LARGEST_PRIVATE = 1_000_000  # bytes of canonical JSON: far beyond any reason that a person writes


def seal(
    private: Mapping[str, object], *, subject_key: bytes, origin: str, event_id: uuid.UUID
) -> tuple[bytes, str]:
    """The sealed private part, and the hex HMAC-SHA256 that its entry commits to. Raises BadEntry."""
    data = canonical.dump(private, where="private")
    if len(data) > LARGEST_PRIVATE:
        raise BadEntry(f"the private part has {len(data)} bytes, more than {LARGEST_PRIVATE}")
    event_key = secrets.token_bytes(KEY_BYTES)
    sealed = _encrypt(subject_key, event_key + data, _private_context(origin, event_id))
    return sealed, commitment(event_key, data)


def unseal(
    sealed: bytes, *, subject_key: bytes, origin: str, event_id: uuid.UUID, committed: str
) -> dict[str, Any]:
    """The private part, proved against what its entry committed to. Raises ForgedPrivatePart."""
    try:
        plaintext = _decrypt(subject_key, sealed, _private_context(origin, event_id))
    except InvalidTag:
        raise ForgedPrivatePart("the private part doesn't decrypt under its subject's key") from None
    event_key, data = plaintext[:KEY_BYTES], plaintext[KEY_BYTES:]
    if not hmac.compare_digest(commitment(event_key, data), committed):
        raise ForgedPrivatePart("the private part isn't the one that its entry committed to")
    try:
        private = canonical.load(data)
    except BadEntry:
        private = None
    if not isinstance(private, dict):
        raise ForgedPrivatePart("the private part isn't an object in canonical JSON")
    return private


def commitment(event_key: bytes, data: bytes) -> str:
    """The hex HMAC-SHA256 of canonical private bytes under an event's own 32-byte key."""
    return hmac.digest(event_key, data, "sha256").hex()


def wrap(subject_key: bytes, *, kek: Kek, key_id: uuid.UUID, key_of: str) -> bytes:
    """A subject's key, encrypted under a key-encryption key and bound to its row."""
    return _encrypt(kek.key, subject_key, _key_context(key_id, key_of))


def unwrap(wrapped: bytes, *, kek: Kek, key_id: uuid.UUID, key_of: str) -> bytes:
    """A subject's key again. Raises BadKey when the row was changed or belongs to another."""
    try:
        return _decrypt(kek.key, wrapped, _key_context(key_id, key_of))
    except InvalidTag:
        raise BadKey(f"the key {key_id} doesn't open under {kek.kek_id}") from None


def _private_context(origin: str, event_id: uuid.UUID) -> bytes:
    return f"disclosure-desk/private/v1\n{origin}\n{event_id}".encode()


def _key_context(key_id: uuid.UUID, key_of: str) -> bytes:
    return f"disclosure-desk/key/v1\n{key_id}\n{key_of}".encode()


def _encrypt(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)  # random: far fewer than 2^32 messages a key
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context)


def _decrypt(key: bytes, sealed: bytes, context: bytes) -> bytes:
    if len(sealed) < NONCE_BYTES:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
