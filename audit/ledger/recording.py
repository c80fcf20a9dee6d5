"""record(): the one way into the ledger."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.utils import timezone

from audit.ledger import entry as entries
from audit.ledger import names
from audit.ledger.errors import BadEntry, LedgerError, OutsideTransaction, TwoLogs, WrongOrigin
from audit.ledger.events import event_type
from audit.ledger.facts import Fact
from audit.ledger.keys import key_for
from audit.ledger.sealing import seal

# Raised by the append trigger, see migrations/0001_ledger.py.
_REFUSALS = {"DL001": TwoLogs, "DL002": WrongOrigin, "DL003": BadEntry}


class Recorded(NamedTuple):
    """Which entry it is. It is there once the transaction commits, and not before."""

    log: str
    event_id: uuid.UUID


def record(
    event: str,
    *,
    actor: str,
    practice: uuid.UUID | None,
    about: str,
    facts: Mapping[str, Fact],
    private: Mapping[str, object] | None = None,
    private_key_of: str | None = None,
    event_id: uuid.UUID | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Append an entry to the practice's log (without a practice, the site's) in the caller's transaction.

    Make it the transaction's last statement: the log's head row stays locked from here to the commit.
    `facts` are codes that every reader may see; `private` is encrypted under a key of `private_key_of`,
    or of what the entry is about. `event_id` is given where rows of this transaction refer to it already.

    Raises OutsideTransaction, UnknownEvent, BadEntry (outside the format), TwoLogs (this transaction
    wrote to another log) and WrongOrigin. Nothing personal is in their messages.
    """
    link: Any = connections[DEFAULT_DB_ALIAS]  # asked for once: each time costs as much as writing the entry
    if not link.in_atomic_block:
        raise OutsideTransaction(f"{event} must be recorded in the transaction of what it tells of")
    event_type(event)
    event_id = event_id or names.new_event_id()
    commitment = None
    if private is not None:
        key_of = names.checked_reference(private_key_of or about, what="private_key_of")
        commitment = _store_private(private, key_of=key_of, practice=practice, event_id=event_id)
    text = entries.build(
        prefix=settings.LEDGER_ORIGIN,
        practice=practice,
        event_id=event_id,
        event=event,
        actor=actor,
        about=about,
        at=at or timezone.now(),
        facts=facts,
        private=commitment,
    )
    # Nothing is asked back, so that it can go with the COMMIT: see docs/adr/ledger-with-the-commit.md.
    link.leave_to_commit("INSERT INTO ledger_event (entry) VALUES (%s)", [text], _refusal)
    return Recorded(names.log_name(practice), event_id)


def _store_private(
    private: Mapping[str, object], *, key_of: str, practice: uuid.UUID | None, event_id: uuid.UUID
) -> entries.Commitment:
    subject = key_for(key_of)
    log = names.log_name(practice)
    sealed, committed = seal(
        private, subject_key=subject.key, origin=f"{settings.LEDGER_ORIGIN}/{log}", event_id=event_id
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_private (log, event_id, key_id, sealed) VALUES (%s, %s, %s, %s)",
            [log, event_id, subject.key_id, sealed],
        )
    return entries.Commitment(committed, key_of)


def _refusal(error: DatabaseError) -> LedgerError | None:
    """What the append trigger's refusal means; None where the error is another one."""
    refusal = _REFUSALS.get(getattr(error.__cause__, "pgcode", None) or "")
    return refusal and refusal(error.__cause__.diag.message_primary)  # type: ignore[union-attr]  # psycopg2's
