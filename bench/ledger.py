"""Appending to the ledger: a changed row with its entry, beside the same without it and a bare INSERT."""

import statistics
import uuid
from collections.abc import Callable, Iterator
from itertools import count
from threading import local
from typing import Any

from django.db import connection, transaction

from audit.ledger.api import record, registered_events
from bench import ledger_growth, ledger_peers, ledger_signing, ledger_verifying
from bench.databases import Databases
from bench.measuring import Row, rate

SAYS = "appending with 1, 4, 16 writers, beside others that keep a history; long logs; verifying; proofs"
PARTS = (ledger_signing, ledger_peers, ledger_growth, ledger_verifying)
WRITERS = (1, 4, 16)
ROUNDS = 3  # in turn, so that a busy moment meets them all
INSERT = "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, now())"
UPDATE = "UPDATE django_session SET session_data = %s WHERE session_key = %s"
LENGTH = 600  # characters, as an entry has

_own = local()  # each writer changes a row of its own: what is measured is the log, not a lock on a row


def measure(
    *,
    quick: bool,
    progress: Callable[[str], None],
    path: str,
    databases: Databases,
) -> Iterator[Row]:
    """All that the ledger costs, part by part."""
    for part in (appends, *(module.measure for module in PARTS)):
        yield from part(quick=quick, progress=progress, databases=databases)


def appends(
    *, quick: bool, progress: Callable[[str], None], databases: Databases, lasting: float | None = None
) -> Iterator[Row]:
    """Transactions a second of each kind, and what share of the peers' rates an append reaches."""
    lasting = lasting or (0.3 if quick else 2.0)
    databases.fresh()
    event = next(iter(registered_events())).name
    kinds: dict[str, Callable[[], None]] = {
        "bare INSERT": _inserted,
        "a changed row": _changed,
        "a changed row with its entry, all in one log": _with_entry(event, uuid.uuid4()),
        "a changed row with its entry, a log each": _with_entry(event, None),
    }
    for writers in WRITERS:
        progress(f"{writers} writers")
        rounds = [
            {
                words: rate(work, threads=writers, for_seconds=lasting / ROUNDS)
                for words, work in kinds.items()
            }
            for _ in range(ROUNDS)
        ]
        found = {words: statistics.median(each[words] for each in rounds) for words in kinds}
        who = f"{writers} writer{'s' * (writers > 1)}"
        for words, speed in found.items():
            yield Row(f"{words}, {who}", speed, "per second")
        bare, without, *appended = found
        for words in appended:
            yield Row(f"{words}, {who}: of the same without", found[words] / found[without], "ratio")
            yield Row(f"{words}, {who}: of a bare INSERT", found[words] / found[bare], "ratio")


def _inserted() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [uuid.uuid4().hex, "x" * LENGTH])


def _own_row() -> str:
    """The key of this thread's row, made at first."""
    if not hasattr(_own, "key"):
        _own.key, _own.turns = uuid.uuid4().hex, count()
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [_own.key, "x"])
    key: str = _own.key
    return key


def _change(cursor: Any) -> None:
    cursor.execute(UPDATE, [f"x{next(_own.turns)}", _own.key])


def _changed() -> None:
    _own_row()
    with transaction.atomic(), connection.cursor() as cursor:
        _change(cursor)


def _with_entry(event: str, practice: uuid.UUID | None) -> Callable[[], None]:
    """An append to one practice's log, or each time to another's."""

    def append() -> None:
        _own_row()
        with transaction.atomic():
            with connection.cursor() as cursor:
                _change(cursor)
            about = f"request:{uuid.uuid4()}"
            log_of = practice or uuid.uuid4()
            record(event, actor="system:bench", practice=log_of, about=about, facts={"state": "triage"})

    return append
