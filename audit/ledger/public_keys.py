"""The public keys that checkpoints are signed with: a file that the application reads and never writes.

A line a key, the newest last: base64 of 32 bytes, the instant from which it signs, and for one that was
retired the instant until which it did. Lines that begin with # are for people.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from audit.ledger.entry import instant
from audit.ledger.errors import BadKey
from audit.ledger.formats.notes import KEY_BYTES, VerifierKey, verifier_key


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key, and from when until when it signs. `until` is None for the one in use."""

    public: bytes
    since: datetime
    until: datetime | None = None

    def named(self, origin: str) -> VerifierKey:
        """The key as a log's: every log signs under its own origin."""
        return VerifierKey(origin, self.public)

    def __str__(self) -> str:
        until = "" if self.until is None else f" {instant(self.until)}"
        return f"{base64.b64encode(self.public).decode()} {instant(self.since)}{until}"


def public_keys() -> list[PublicKey]:
    """All keys that ever signed, the newest last; none where there is no file. Raises BadKey."""
    path = Path(settings.LEDGER_PUBLIC_KEYS_FILE)
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return []
    return [
        _public_key(number, line.split())
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.startswith("#")
    ]


def verifier_keys(origin: str) -> list[VerifierKey]:
    """The keys of a log, for checking its notes. Raises BadKey."""
    return [key.named(origin) for key in public_keys()]


def witness_keys() -> list[VerifierKey]:
    """The witnesses whose cosignatures count. Raises BadNote where LEDGER_WITNESSES names no key."""
    return [verifier_key(witness.partition("@")[0]) for witness in settings.LEDGER_WITNESSES]


def _public_key(number: int, parts: list[str]) -> PublicKey:
    try:
        key = base64.b64decode(parts[0], validate=True)
        times = [datetime.fromisoformat(part) for part in parts[1:]]
    except (binascii.Error, ValueError):
        key, times = b"", []
    if len(key) != KEY_BYTES or len(times) not in (1, 2) or any(time.tzinfo is None for time in times):
        raise BadKey(f"line {number} of LEDGER_PUBLIC_KEYS_FILE isn't a key and one or two instants")
    return PublicKey(key, *times)
