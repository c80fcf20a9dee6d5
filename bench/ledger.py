"""Appending to the ledger: a row with its entry beside the same row without, by 1, 4 and 16 writers."""

import uuid
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from audit.ledger.api import record, registered_events
from bench.measuring import Row, rate

SAYS = "appends to the ledger beside the same transaction without it, and beside a bare INSERT"
PLAIN = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, now())"
LENGTH = 600  # characters, as an entry has


def measure(
    *, quick: bool, progress: Callable[[str], None], path: str, fresh: Callable[[str], None]
) -> Iterator[Row]:
    """Transactions a second, and what share of the bare INSERT's rate an append reaches."""
    event = next(iter(registered_events())).name
    for writers in (1, 4, 16):
        progress(f"{writers} writers")
        lasting = 0.5 if quick else 3.0
        bare = rate(_changed_row, threads=writers, for_seconds=lasting)
        with_entry = rate(_with_entry(event, uuid.uuid4()), threads=writers, for_seconds=lasting)
        spread = rate(_with_entry(event, None), threads=writers, for_seconds=lasting)
        yield Row(f"bare INSERT, {writers} writers", bare, "per second")
        yield Row(f"with a ledger entry in one log, {writers} writers", with_entry, "per second")
        yield Row(f"with a ledger entry, a log each, {writers} writers", spread, "per second")
        yield Row(f"share of the bare rate, one log, {writers} writers", with_entry / bare, "ratio")
        yield Row(f"share of the bare rate, a log each, {writers} writers", spread / bare, "ratio")


def _changed_row() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN, [uuid.uuid4().hex, "x" * LENGTH])


def _with_entry(event: str, practice: uuid.UUID | None) -> Callable[[], None]:
    """An append to one practice's log, or each time to another's."""

    def append() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(PLAIN, [uuid.uuid4().hex, "x"])
            about = f"request:{uuid.uuid4()}"
            log_of = practice or uuid.uuid4()
            record(event, actor="system:bench", practice=log_of, about=about, facts={"state": "triage"})

    return append
