"""How benchmarks measure, and what they report."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from threading import Barrier
from typing import Any

from django.db import connection

PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Row:
    """One figure. `goal` is what it should be, in words, or "" for a figure that is only told."""

    name: str
    value: float
    unit: str
    goal: str = ""
    holds: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """The row for `--json`, its value rounded."""
        return asdict(self) | {"value": round(self.value, 4)}


def at_most(name: str, value: float, limit: float, unit: str) -> Row:
    """A figure that should not pass a limit."""
    return Row(name, value, unit, f"<= {limit:g}", value <= limit)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def milliseconds(work: Callable[[], object], *, times: int) -> tuple[float, float]:
    """Median and 95th percentile over so many times, after one that warms up."""
    work()
    taken = sorted(seconds(work) * 1000 for _ in range(times))
    return statistics.median(taken), taken[min(len(taken) - 1, round(len(taken) * 0.95))]


def rate(work: Callable[[], object], *, threads: int, for_seconds: float) -> float:
    """How often a second so many threads do the work together."""
    together = Barrier(threads)

    def repeat() -> int:
        try:
            work()  # a connection, caches
            together.wait(PATIENCE)
            done, until = 0, time.monotonic() + for_seconds
            while time.monotonic() < until:
                work()
                done += 1
            return done
        finally:
            together.abort()  # the others must not wait for one that failed
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(repeat) for _ in range(threads)]
        return sum(each.result() for each in running) / for_seconds
