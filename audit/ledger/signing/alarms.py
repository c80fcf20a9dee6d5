"""Freezing a tree: remembered by the signer, told in the database and in the log of the process."""

import logging
import uuid
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from audit.ledger.entry import instant
from audit.ledger.signing.refusing import Refused
from audit.ledger.signing.state import Frozen, Memory, State

logger = logging.getLogger("desk.ledger")
_ALARM = """
    INSERT INTO ledger_alarm (alarm_id, origin, log, code, leaf_index, message, raised_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (origin) DO NOTHING
"""


def freeze(memory: Memory, state: State, refused: Refused) -> State:
    """Sign this tree no more, whatever happens to this process or to the database. What is remembered now.

    The memory first: a restart goes on refusing and tells again.
    """
    newest = memory.read(state.origin) or state  # it may have signed once more before it refused
    frozen = Frozen(refused.code, refused.leaf_index, refused.message, instant(timezone.now()))
    state = replace(newest, frozen=frozen)
    memory.write(state)
    logger.error("The log %s is signed no more: %s: %s", state.origin, refused.code, refused.message)
    tell(state)
    return state


def tell(state: State) -> None:
    """Say in the database, once, why a frozen tree is signed no more."""
    if (frozen := state.frozen) is None:
        return
    what = (state.origin, state.log, frozen.code, frozen.leaf_index, frozen.message)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_ALARM, (uuid.uuid4(), *what, datetime.fromisoformat(frozen.at)))
