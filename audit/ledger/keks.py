"""The key-encryption keys of `LEDGER_KEKS`: the first wraps, all of them unwrap."""

import base64
import binascii
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings

from audit.ledger.errors import BadKey, UnknownKek

KEY_BYTES = 32
_ID_PREFIX = b"disclosure-desk/kek/v1\n"


@dataclass(frozen=True, slots=True)
class Kek:
    """A 256-bit key that only wraps other keys. Its id can be published: the key is random."""

    kek_id: str
    key: bytes = field(repr=False)


def current_kek() -> Kek:
    """The key that new wrappings use: the first of `LEDGER_KEKS`. Raises BadKey."""
    return _keks(tuple(settings.LEDGER_KEKS))[0]


def kek_by_id(kek_id: str) -> Kek:
    """The key with this id. Raises UnknownKek when `LEDGER_KEKS` doesn't hold it."""
    for kek in _keks(tuple(settings.LEDGER_KEKS)):
        if kek.kek_id == kek_id:
            return kek
    raise UnknownKek(f"LEDGER_KEKS holds no key with the id {kek_id}")


@lru_cache(maxsize=8)
def _keks(encoded: tuple[str, ...]) -> tuple[Kek, ...]:
    if not encoded:
        raise BadKey("LEDGER_KEKS is empty: the ledger needs a key to encrypt with")
    return tuple(_kek(number, text) for number, text in enumerate(encoded, start=1))


def _kek(number: int, text: str) -> Kek:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadKey(f"key {number} of LEDGER_KEKS isn't base64") from None
    if len(key) != KEY_BYTES:
        raise BadKey(f"key {number} of LEDGER_KEKS has {len(key)} bytes, not {KEY_BYTES}")
    return Kek(hashlib.sha256(_ID_PREFIX + key).hexdigest()[:16], key)
