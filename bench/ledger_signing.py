"""The signer at work: what appends cost beside it, and how long an entry waits to be integrated.

The signer is a process of its own, as in the service. Each writer writes to a practice's log of its own; all
of them in one log is told too, where the order of the entries makes each wait for the one before.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg2 import sql

from audit.ledger import entry
from audit.ledger.api import record, registered_events
from audit.ledger.signing.loop import ALIVE, EVERY
from bench.databases import PROJECT, Databases
from bench.ledger_peers import delayed
from bench.measuring import Row, at_least, at_most, percentile95, rate
from tests.support.databases import as_owner

WRITERS = (1, 4, 16)
ROUNDS = 5  # in turn, so that a busy moment meets all
#: What a commit costs besides, and what share of the bare rate an append reaches then.
COMMITS = {"": 0.65, "a commit of 2 ms": 0.95}
BARE, OWN, ONE = "a bare INSERT", "an append, a log for each writer", "an append, all in one log"
PER_SECOND = 5_000  # entries, for the lag
TOGETHER = 50  # entries a transaction, for the lag
LOGS = 4
LOOK = 0.01  # seconds between looks at how far the trees are
PATIENCE = 30.0  # seconds
# The same text beside the same columns, under as many keys, without a log's order.
TABLE = """
    CREATE TABLE bench_bare (
        log text NOT NULL, number bigint GENERATED ALWAYS AS IDENTITY, event_id uuid NOT NULL,
        event text NOT NULL, actor text NOT NULL, about text NOT NULL, at timestamptz NOT NULL,
        entry text NOT NULL, PRIMARY KEY (log, number), UNIQUE (log, event_id));
    CREATE INDEX ON bench_bare (log, about, number);
    CREATE INDEX ON bench_bare (log, actor, number);
    CREATE INDEX ON bench_bare (log, at);
"""
INSERT = """
    INSERT INTO bench_bare (log, event_id, event, actor, about, at, entry)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
ACTOR, FACTS = "system:bench", {"state": "triage", "route": "letter", "items": ["D01", "D03"]}

_own = threading.local()


def measure(
    *, quick: bool, progress: Callable[[str], None], databases: Databases, lasting: float = 0
) -> Iterator[Row]:
    """Appends a second beside the signer, of a bare INSERT's, and passes until one is integrated."""
    lasting = lasting or (0.6 if quick else 3.0)
    event = next(iter(registered_events())).name
    for commit, goal in COMMITS.items():
        databases.fresh()
        with as_owner() as owner:
            owner.execute(TABLE)
            app = sql.Identifier(settings.APP_DATABASE_ROLE)
            owner.execute(sql.SQL("GRANT SELECT, INSERT ON bench_bare TO {}").format(app))
        if commit and not delayed(databases.name):
            progress("the commit isn't delayed: that takes PostgreSQL's superuser")
            continue
        with a_running_signer(databases):
            yield from _appends(event, lasting, progress, f", {commit}" if commit else "", goal)
    databases.fresh()
    with a_running_signer(databases):
        yield from _lag(event, 4 * lasting, progress)


def _appends(
    event: str, lasting: float, progress: Callable[[str], None], when: str, goal: float
) -> Iterator[Row]:
    together = uuid.uuid4()
    kinds: dict[str, Callable[[], None]] = {
        BARE: lambda: _inserted(event),
        OWN: lambda: _appended(event, _practice()),
        ONE: lambda: _appended(event, together),
    }
    for writers in WRITERS:
        who = f"{writers} writer{'s' * (writers > 1)}{when}"
        progress(f"appending beside the signer, {who}")
        rounds = [
            {kind: rate(work, threads=writers, for_seconds=lasting / ROUNDS) for kind, work in kinds.items()}
            for _ in range(ROUNDS)
        ]
        found = {kind: statistics.median(each[kind] for each in rounds) for kind in kinds}
        for kind, speed in found.items():
            yield Row(f"{kind}, {who}", speed, "per second")
        yield at_least(f"{OWN}, {who}: of {BARE}", found[OWN] / found[BARE], goal, "ratio")
        yield Row(f"{ONE}, {who}: of {BARE}", found[ONE] / found[BARE], "ratio")


def _lag(event: str, lasting: float, progress: Callable[[str], None]) -> Iterator[Row]:
    """Between an entry's commit and the moment when its log's tree has it."""
    progress(f"{PER_SECOND:,} entries a second, until the trees have them")
    committed: list[tuple[str, int, float]] = []  # log, size, when
    pause = LOGS * TOGETHER / PER_SECOND
    threads = [
        threading.Thread(target=_write, args=(texts, pause, committed))
        for texts in [_texts(event, max(1, int(lasting / pause))) for _ in range(LOGS)]
    ]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    reached: list[tuple[str, int, float]] = []
    wanted: dict[str, int] = {}
    while any(thread.is_alive() for thread in threads) or not _there(wanted, reached):
        reached += _integrated()
        wanted = {log: size for log, size, _ in committed}
        if time.monotonic() - started > lasting + PATIENCE:
            raise RuntimeError("The signer didn't integrate what was written")
        time.sleep(LOOK)
    ended = max(when for _, _, when in committed)
    waited = [
        min(seen for of, size, seen in reached if of == log and size >= end) - when
        for log, end, when in committed
    ]
    yield Row(
        "entries written a second, for the lag", len(committed) * TOGETHER / (ended - started), "per second"
    )
    yield Row("from commit to integrated: median", statistics.median(waited) / EVERY, "passes")
    slow = percentile95(waited) / EVERY
    yield at_most("from commit to integrated: 95th percentile", slow, 1.25, "passes")


@contextmanager
def a_running_signer(databases: Databases) -> Iterator[None]:
    """`manage.py run_ledger` on the copy of this process, with a key and a memory of its own."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        files = {
            "LEDGER_SIGNING_KEY_FILE": str(here / "signing-key.pem"),
            "LEDGER_PUBLIC_KEYS_FILE": str(here / "public-keys"),
            "LEDGER_STATE_DIR": str(here / "signed"),
            "LEDGER_WITNESSES": "",
        }
        address = {"DATABASE_URL": databases.address(databases.name), "REDIS_URL": settings.REDIS_URL}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_ledger"], cwd=PROJECT, env={**os.environ, **files, **address}
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not (here / "signed" / ALIVE).exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("The signer didn't start")
                time.sleep(LOOK)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def _practice() -> uuid.UUID:
    """This thread's."""
    if not hasattr(_own, "practice"):
        _own.practice = uuid.uuid4()
    practice: uuid.UUID = _own.practice
    return practice


def _inserted(event: str) -> None:
    practice, event_id, about, at = _practice(), uuid.uuid4(), f"request:{uuid.uuid4()}", timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        text = "x" * 450  # as long as the entry
        cursor.execute(INSERT, [f"practice/{practice}", event_id, event, ACTOR, about, at, text])


def _appended(event: str, practice: uuid.UUID) -> None:
    about = f"request:{uuid.uuid4()}"
    with transaction.atomic():
        record(event, actor=ACTOR, practice=practice, about=about, facts=FACTS)


def _texts(event: str, transactions: int) -> list[list[str]]:
    """Entries of a log of its own, made beforehand: what is measured is the signer."""
    practice = uuid.uuid4()
    usual: dict[str, Any] = {
        "prefix": settings.LEDGER_ORIGIN, "practice": practice, "event": event, "actor": ACTOR,
        "about": f"request:{uuid.uuid4()}", "at": timezone.now(), "facts": FACTS, "private": None,
    }  # fmt: skip
    return [
        [entry.build(event_id=uuid.uuid4(), **usual) for _ in range(TOGETHER)] for _ in range(transactions)
    ]


def _write(texts: list[list[str]], pause: float, committed: list[tuple[str, int, float]]) -> None:
    """Each list in a transaction of its own, at an even pace."""
    log, began = entry.parse(texts[0][0]).log, time.monotonic()
    try:
        for turn, together in enumerate(texts):
            time.sleep(max(0.0, began + turn * pause - time.monotonic()))
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO ledger_event (entry) SELECT unnest(%s)", [together])
            committed.append((log, (turn + 1) * TOGETHER, time.monotonic()))
    finally:
        connection.close()


def _integrated() -> list[tuple[str, int, float]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT log, size FROM ledger_tree")
        now = time.monotonic()
        return [(log, size, now) for log, size in cursor.fetchall()]


def _there(wanted: dict[str, int], reached: list[tuple[str, int, float]]) -> bool:
    last = {log: size for log, size, _ in reached}
    return bool(wanted) and all(last.get(log, 0) >= size for log, size in wanted.items())
