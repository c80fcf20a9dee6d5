"""Destroying a subject's keys: the data are gone, the proofs stand, and an entry says so."""

import uuid
from collections.abc import Mapping

from django.db import OperationalError

from audit.ledger.errors import KeyInUse
from audit.ledger.facts import Fact
from audit.ledger.models import Key
from audit.ledger.own_events import KEY_DESTROYED
from audit.ledger.recording import Recorded, record


def has_live_key(key_of: str) -> bool:
    """Whether the subject has a key that isn't destroyed: then something private of it may be readable."""
    return Key.objects.filter(key_of=key_of, wrapped__isnull=False).exists()


def destroy_keys(
    key_of: str,
    *,
    actor: str,
    practice: uuid.UUID | None,
    about: str | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> Recorded:
    """Destroy every live key of the subject, and record it in the same transaction.

    What was private under them can't be read again, save from backups until those expire. Raises
    KeyInUse, having changed nothing that commits, while somebody writes under one of the keys.
    """
    live = Key.objects.filter(key_of=key_of, wrapped__isnull=False)
    key_ids = set(live.values_list("key_id", flat=True))
    recorded = record(
        KEY_DESTROYED,
        actor=actor,
        practice=practice,
        about=about or key_of,
        facts={**(facts or {}), "key_of": key_of, "keys": len(key_ids)},
    )
    # After the head, and without waiting: a writer takes its key before the head, so waiting could deadlock.
    try:
        locked = set(live.select_for_update(nowait=True).values_list("key_id", flat=True))
    except OperationalError:
        raise KeyInUse("Somebody is writing under this key: try again") from None
    if locked != key_ids:
        raise KeyInUse("The keys changed meanwhile: try again")
    live.update(wrapped=None, destroyed_log=recorded.log, destroyed_event=recorded.event_id)
    return recorded
