"""An export's file at rest: parts under a key of its own, which is wrapped by the first of `LEDGER_KEKS`.

AES-256-GCM. Each part is bound to its export, its number, and whether it is the last, so that no part can be
changed, moved, left out or cut off without notice.
"""

import secrets
from collections.abc import Iterator
from itertools import chain

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from audit.desk import jobs
from audit.desk.models import Export, ExportPart
from audit.ledger.api import BadKey
from audit.ledger.keks import KEY_BYTES, current_kek, kek_by_id
from audit.ledger.sealing import unwrap, wrap
from kit.errors import DeskError

PART = 256 * 1024  # bytes
NONCE_BYTES = 12


class Damaged(DeskError):
    """The stored file isn't what was made."""

    status = 500
    title = "The file is damaged"


class SealingSink:
    """Takes a file's bytes and stores them sealed, part by part, as long as this worker holds the job."""

    def __init__(self, export: Export) -> None:
        self.export, self.size, self._number = export, 0, 0
        self._key = secrets.token_bytes(KEY_BYTES)
        self._waiting = bytearray()
        kek = current_kek()
        wrapped = wrap(self._key, kek=kek, key_id=export.public_id, key_of=_key_of(export))
        with transaction.atomic(durable=True):
            jobs.holds(export)
            ExportPart.objects.filter(export=export).delete()  # what an earlier attempt left
            jobs.alive(export, kek_id=kek.kek_id, wrapped_key=wrapped, rows=0)

    def write(self, data: bytes, /) -> int:
        """Take them all. Raises ClaimLost."""
        self._waiting += data
        self.size += len(data)
        while len(self._waiting) > PART:  # never the last: that one says so
            self._store(bytes(self._waiting[:PART]), last=False)
            del self._waiting[:PART]
        return len(data)

    def flush(self) -> None:
        """Parts are stored when they are full."""

    def close(self) -> None:
        """Store the last part. Raises ClaimLost."""
        self._store(bytes(self._waiting), last=True)

    def _store(self, part: bytes, *, last: bool) -> None:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + AESGCM(self._key).encrypt(nonce, part, _context(self.export, self._number, last))
        with transaction.atomic(durable=True):
            jobs.holds(self.export)
            ExportPart.objects.create(export=self.export, number=self._number, sealed=sealed)
            jobs.alive(self.export)
        self._number += 1


def opened(export: Export) -> Iterator[bytes]:
    """The file's bytes, part by part. Raises Damaged at once where a part is missing or the first is changed.

    Of the others each is checked before it is given: the file breaks off where one was changed.
    """
    key, numbers = _key(export), list(export.parts.values_list("number", flat=True))
    if numbers != list(range(len(numbers))) or not numbers:
        raise Damaged("A part of the stored file is missing.")
    first = _part(export, key, 0, last=len(numbers) == 1)
    return chain([first], (_part(export, key, number, last=number == numbers[-1]) for number in numbers[1:]))


def _key(export: Export) -> bytes:
    try:
        return unwrap(
            bytes(export.wrapped_key or b""),
            kek=kek_by_id(export.kek_id),
            key_id=export.public_id,
            key_of=_key_of(export),
        )
    except BadKey:
        raise Damaged("The stored file was changed.") from None


def _part(export: Export, key: bytes, number: int, *, last: bool) -> bytes:
    sealed = bytes(export.parts.get(number=number).sealed)
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _context(export, number, last))
    except InvalidTag:
        raise Damaged("The stored file was changed.") from None


def _key_of(export: Export) -> str:
    return f"export:{export.public_id}"


def _context(export: Export, number: int, last: bool) -> bytes:
    return (
        f"disclosure-desk/export-part/v1\n{export.public_id}\n{number}\n{'last' if last else 'more'}".encode()
    )
