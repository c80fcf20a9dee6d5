"""Appending to a log of ten million entries, beside the same to an empty one."""

import statistics
import uuid
from collections.abc import Callable, Iterator

from django.db import transaction

from audit.ledger.api import record, registered_events
from bench.databases import Databases
from bench.long_logs import lengthen
from bench.measuring import Row, at_least, rate

ROUNDS = 5


def measure(
    *, quick: bool, progress: Callable[[str], None], databases: Databases, size: int = 0, lasting: float = 0.0
) -> Iterator[Row]:
    """Entries a second, each in a transaction of its own, into the short log and into the long one."""
    size, lasting = size or (20_000 if quick else 10_000_000), lasting or (0.3 if quick else 2.0)
    event = next(iter(registered_events())).name
    databases.fresh()
    long = databases.filled(f"a log of {size}", lambda owner: lengthen(owner, size, progress=progress))
    progress("appending to both in turn")
    append = _append(event)
    rounds: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        empty = rate(append, threads=1, for_seconds=lasting)
        with databases.at(long):
            rounds.append((empty, rate(append, threads=1, for_seconds=lasting)))
    short, grown = (statistics.median(each) for each in zip(*rounds, strict=True))
    yield Row("appending to an empty log", short, "per second")
    yield Row(f"appending to a log of {size:,} entries", grown, "per second")
    yield at_least("appending to the long log: share of the speed", grown / short, 0.9, "ratio")


def _append(event: str) -> Callable[[], None]:
    actor = f"person:{uuid.uuid4()}"

    def append() -> None:
        with transaction.atomic():
            record(event, actor=actor, practice=None, about=f"request:{uuid.uuid4()}", facts={"round": 1})

    return append
