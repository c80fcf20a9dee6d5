"""A changed row with its ledger entry, beside the same row kept by other libraries and by nobody."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2
from psycopg2 import sql

from bench.databases import Databases
from bench.measuring import Row, at_most
from config.environment import Environment
from tests.support.databases import EVERYWHERE, as_owner

NONE, OURS, NEAREST = "no history", "the ledger", "django-pghistory with context"
NARROW = "narrow, "  # three columns, not read before: told beside, so that nobody takes the one for the other
#: What a commit costs besides: "as it is", or at least two milliseconds, as on a disk across a network.
COMMITS = {"": 1.35, "a commit of 2 ms": 1.08}
DELAY = ("commit_delay = 2000", "commit_siblings = 0")  # microseconds


def measure(
    *, quick: bool, progress: Callable[[str], None], databases: Databases, times: int = 0
) -> Iterator[Row]:
    """Milliseconds a transaction of each kind, and how much the ledger adds to one without a history."""
    times = times or (30 if quick else 400)
    name = f"{databases.template.removesuffix('template')}peers"
    for commit, goal in COMMITS.items():
        with as_owner(EVERYWHERE) as cursor:
            databases._drop(cursor, name)
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        if commit and not delayed(name):
            progress(
                "the commit isn't delayed: that takes PostgreSQL's superuser, which the service is not given"
            )
            continue
        progress(f"a row's history kept in five ways{commit and ', ' + commit}")
        yield from _rows(_measured(name, times), f", {commit}" if commit else "", goal)


def _rows(found: dict[str, float], when: str, goal: float) -> Iterator[Row]:
    for kind, taken in found.items():
        yield Row(f"a changed row, {kind}{when}", taken, "ms")
    ours = found[OURS] / found[NONE]
    yield at_most(f"a changed row with its entry: times one without history{when}", ours, goal, "ratio")
    for kind, taken in found.items():
        if kind not in (NONE, OURS) and not kind.startswith(NARROW):
            ratio = found[OURS] / taken
            row = f"a changed row with its entry: of {kind}{when}"
            yield at_most(row, ratio, 1.0, "ratio") if kind == NEAREST else Row(row, ratio, "ratio")
    narrow = found[NARROW + OURS]
    for kind, words in ((NONE, "times one without history"), (NEAREST, f"of {NEAREST}")):
        yield Row(f"a narrow row with its entry: {words}{when}", narrow / found[NARROW + kind], "ratio")


def _measured(name: str, times: int) -> dict[str, float]:
    """In a process of its own: another application than the service."""
    asked = subprocess.run(
        [sys.executable, "-m", "bench.peers.run", str(times)],
        env={**os.environ, "PEERS_DATABASE": name},
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise RuntimeError(f"The peers' process failed: {asked.stderr[-2000:]}")
    found: dict[str, float] = json.loads(asked.stdout)
    return found


def delayed(name: str) -> bool:
    """Make every commit in that database wait, where the local services' superuser lets us in."""
    address: dict[str, Any] = Environment().database("MIGRATION_DATABASE_URL")
    try:
        link = psycopg2.connect(host=address["HOST"] or None, port=address["PORT"] or None, user="postgres",
                                dbname=EVERYWHERE)  # fmt: skip
    except psycopg2.OperationalError:
        return False
    link.autocommit = True
    with closing(link), link.cursor() as cursor:
        for setting in DELAY:
            cursor.execute(sql.SQL("ALTER DATABASE {} SET {}").format(sql.Identifier(name), sql.SQL(setting)))
    return True
