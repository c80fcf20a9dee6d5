"""The signing key in its file, and the public keys in theirs.

While keys are being changed the first file holds two keys, the older first, and both sign: whoever knows
either of the public keys can check what is signed meanwhile.
"""

import re
import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from audit.ledger.errors import BadKey
from audit.ledger.formats.notes import public_bytes
from audit.ledger.public_keys import PublicKey, public_keys
from audit.ledger.signing import files

_BLOCK = re.compile(rb"-----BEGIN PRIVATE KEY-----.*?-----END PRIVATE KEY-----\n?", re.DOTALL)
_HEADING = """\
# The public keys of the ledger's signatures. A line a key: the key in base64, since when it signs, and for
# a retired one until when it did. Keep every line: what a retired key signed is still checked with it.
"""


def signing_keys() -> list[Ed25519PrivateKey]:
    """The keys that sign, the older first. Raises BadKey, also where others could read the file."""
    path = key_file()
    try:
        mode, data = path.stat().st_mode, path.read_bytes()
    except FileNotFoundError:
        raise BadKey(
            "there is no signing key at LEDGER_SIGNING_KEY_FILE: manage.py make_ledger_key makes one"
        ) from None
    if stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadKey("LEDGER_SIGNING_KEY_FILE is open to others: chmod 600")
    return [_private_key(block) for block in _BLOCK.findall(data)]


def signing_and_public() -> list[Ed25519PrivateKey]:
    """The signing keys, each of which is among the published ones: nobody could check another's signature.

    Raises BadKey.
    """
    published = {key.public for key in public_keys() if key.until is None}
    keys = [key for key in signing_keys() if public_bytes(key) in published]
    if not keys:
        raise BadKey("no signing key is in LEDGER_PUBLIC_KEYS_FILE: manage.py make_ledger_key publishes it")
    return keys


def make_key(now: datetime) -> bool:
    """Make and publish a signing key, where there is none; whether one was made. Raises BadKey.

    The private key is there first. Killed in between, publishing is made up for by the next call.
    """
    made = not key_file().exists()
    if made:
        _write([Ed25519PrivateKey.generate()])
    publish(now)
    return made


def only_key() -> Ed25519PrivateKey:
    """The key that signs. Raises BadKey while keys are being changed."""
    keys = signing_keys()
    if len(keys) != 1:
        raise BadKey("a change of keys is under way already: end it first")
    return keys[0]


def oldest_of_two() -> Ed25519PrivateKey:
    """The older of the keys that sign while keys are being changed. Raises BadKey at other times."""
    keys = signing_keys()
    if len(keys) != 2:
        raise BadKey("no change of keys is under way")
    return keys[0]


def add_key(fresh: Ed25519PrivateKey, now: datetime) -> None:
    """Begin a change of keys: a second key signs beside the first. Raises BadKey."""
    _write([only_key(), fresh])
    publish(now)


def retire_key(now: datetime) -> None:
    """End the change: the older key signs no more and is destroyed. Raises BadKey.

    It is published as retired before it goes. Killed in between, the same call ends what it began.
    """
    old = public_bytes(oldest_of_two())
    _publish([replace(key, until=key.until or now) if key.public == old else key for key in public_keys()])
    _write(signing_keys()[1:])


def publish(now: datetime) -> None:
    """Add what signs to the published keys, where it is missing. Raises BadKey."""
    known = public_keys()
    missing = {public_bytes(key) for key in signing_keys()} - {key.public for key in known}
    if missing:
        _publish([*known, *(PublicKey(public, now) for public in sorted(missing))])


def key_file() -> Path:
    """Where the signing key lies. Raises BadKey where the settings don't say."""
    if not settings.LEDGER_SIGNING_KEY_FILE:
        raise BadKey("LEDGER_SIGNING_KEY_FILE is not set")
    return Path(settings.LEDGER_SIGNING_KEY_FILE)


def _private_key(block: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(block, None)
    except ValueError:
        raise BadKey("LEDGER_SIGNING_KEY_FILE holds something that isn't a key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey("LEDGER_SIGNING_KEY_FILE holds a key that isn't Ed25519")
    return key


def _write(keys: list[Ed25519PrivateKey]) -> None:
    blocks = [key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) for key in keys]
    files.write(key_file(), b"".join(blocks).decode("ascii"))


def _publish(keys: list[PublicKey]) -> None:
    lines = "".join(f"{key}\n" for key in keys)
    files.write(Path(settings.LEDGER_PUBLIC_KEYS_FILE), _HEADING + lines, mode=files.EVERYBODYS)
