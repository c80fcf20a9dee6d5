"""Appending to the ledger, beside a plain INSERT of the same size in a transaction of its own."""

import uuid
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from audit.ledger.api import record, registered_events
from bench.timing import Row, rate

PLAIN = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, now())"
LENGTH = 600  # characters, as an entry has


def measure() -> Iterator[Row]:
    """Appends a second, to one practice's log by one and by eight at once, and to eight logs."""
    event = next(iter(registered_events())).name
    one = uuid.uuid4()
    limits = {threads: rate(_insert, threads=threads) for threads in (1, 8)}
    yield "Plain INSERT, one at a time", limits[1], limits[1]
    yield "Plain INSERT, eight at a time", limits[8], limits[8]
    yield "Ledger append, one at a time", rate(_append(event, lambda: one)), limits[1]
    yield "Ledger append, eight to one log", rate(_append(event, lambda: one), threads=8), limits[8]
    yield "Ledger append, eight to many logs", rate(_append(event, uuid.uuid4), threads=8), limits[8]


def _insert() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN, [uuid.uuid4().hex, "x" * LENGTH])


def _append(event: str, practice: Callable[[], uuid.UUID]) -> Callable[[], None]:
    def append() -> None:
        about = f"request:{uuid.uuid4()}"
        with transaction.atomic():
            record(event, actor="system:bench", practice=practice(), about=about, facts={"state": "triage"})

    return append
