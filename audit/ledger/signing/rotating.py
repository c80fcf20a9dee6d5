"""Changing the signing key: for a time both sign, so that whoever knows either can check."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from audit.ledger.formats.notes import public_bytes
from audit.ledger.own_events import SIGNING_KEY_ADDED, SIGNING_KEY_RETIRED
from audit.ledger.public_keys import PublicKey, public_keys
from audit.ledger.recording import record
from audit.ledger.signing.key_files import add_key, oldest_of_two, only_key, retire_key

OPERATOR = "system:command_line"


def begin_rotation(now: datetime) -> PublicKey:
    """A second key signs from now on; it, as published. Raises BadKey while a change is under way."""
    only_key()
    fresh = Ed25519PrivateKey.generate()
    with transaction.atomic(durable=True):
        _record(SIGNING_KEY_ADDED, fresh)
        add_key(fresh, now)  # before the entry commits: an entry tells of a key that is there
    return _published(fresh)


def end_rotation(now: datetime) -> PublicKey:
    """The older key signs no more; it, as published. Raises BadKey when no change is under way."""
    old = oldest_of_two()
    with transaction.atomic(durable=True):
        _record(SIGNING_KEY_RETIRED, old)
        retire_key(now)
    return _published(old)


def _record(event: str, key: Ed25519PrivateKey) -> None:
    about = "system:ledger"
    record(event, actor=OPERATOR, practice=None, about=about, facts={"public": public_bytes(key).hex()})


def _published(key: Ed25519PrivateKey) -> PublicKey:
    return next(known for known in public_keys() if known.public == public_bytes(key))
