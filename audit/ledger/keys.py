"""The keys of subjects: one or more random keys for each case, person or practice, wrapped at rest.

A writer never waits for another who makes a key for the same subject, so a subject may have several
(docs/adr/ledger-keys.md): the only lock of the ledger's that lasts is the head's.
"""

import secrets
import uuid
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from audit.ledger.errors import BadKey
from audit.ledger.keks import KEY_BYTES, current_kek, kek_by_id
from audit.ledger.models import Key
from audit.ledger.sealing import unwrap, wrap

# FOR SHARE: it can't be destroyed until this transaction's private part is in. The oldest of several.
_LIVE_KEY = """
    SELECT key_id, kek_id, wrapped FROM ledger_key
    WHERE key_of = %s AND wrapped IS NOT NULL ORDER BY created_at, key_id LIMIT 1 FOR SHARE
"""
_NEW_KEY = "INSERT INTO ledger_key (key_id, key_of, kek_id, wrapped, created_at) VALUES (%s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class SubjectKey:
    """A subject's key in the clear, for this transaction only."""

    key_id: uuid.UUID
    key: bytes = field(repr=False)


def key_for(key_of: str) -> SubjectKey:
    """A live key of the subject, made when it has none. For use inside record()'s transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVE_KEY, [key_of])
        if row := cursor.fetchone():
            key_id, kek_id, wrapped = row
            return SubjectKey(
                key_id, unwrap(bytes(wrapped), kek=kek_by_id(kek_id), key_id=key_id, key_of=key_of)
            )
        made = SubjectKey(uuid.uuid4(), secrets.token_bytes(KEY_BYTES))
        kek = current_kek()
        wrapped = wrap(made.key, kek=kek, key_id=made.key_id, key_of=key_of)
        cursor.execute(_NEW_KEY, [made.key_id, key_of, kek.kek_id, wrapped, timezone.now()])
        return made


def opened(row: Key) -> bytes | None:
    """The key in the clear; None when it was destroyed. Raises BadKey, or UnknownKek for want of its KEK."""
    if row.wrapped is None:
        return None
    return unwrap(bytes(row.wrapped), kek=kek_by_id(row.kek_id), key_id=row.key_id, key_of=row.key_of)


@dataclass(slots=True)
class Rewrapped:
    """What rewrap_keys() did: how many keys it wrapped anew, and which it could not open."""

    rewrapped: int = 0
    failed: list[str] = field(default_factory=list)


def rewrap_keys() -> Rewrapped:
    """Wrap every live key under the first of `LEDGER_KEKS`, so that older ones can be retired.

    Each key commits by itself: safe to interrupt, to repeat, and to run beside writers.
    """
    done = Rewrapped()
    stale = Key.objects.filter(wrapped__isnull=False).exclude(kek_id=current_kek().kek_id)
    for key_id in stale.order_by("key_id").values_list("key_id", flat=True).iterator(chunk_size=1000):
        try:
            done.rewrapped += _rewrap(key_id)
        except BadKey as error:
            done.failed.append(str(error))
    return done


def _rewrap(key_id: uuid.UUID) -> int:
    with transaction.atomic(durable=True):
        row = Key.objects.select_for_update(no_key=True).get(key_id=key_id)
        key = opened(row)
        if key is None:
            return 0  # destroyed since it was listed
        kek = current_kek()
        wrapped = wrap(key, kek=kek, key_id=key_id, key_of=row.key_of)
        Key.objects.filter(key_id=key_id).update(kek_id=kek.kek_id, wrapped=wrapped)
        return 1
