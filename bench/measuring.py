"""How benchmarks measure, and what they report."""

import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

from django.db import connection

PATIENCE = 60.0  # seconds
WARM_UP = 3  # rounds that don't count: connections, plans, caches


@dataclass(frozen=True)
class Row:
    """One figure. `goal` is what it should be, in words, or "" for a figure that is only told."""

    name: str
    value: float
    unit: str
    goal: str = ""
    holds: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """The row for `--json`: name, value (rounded), goal, holds (null without a goal) and unit."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "goal": self.goal,
            "holds": self.holds,
            "unit": self.unit,
        }


class Rate:
    """Tells how far a long piece of work is, how fast it goes and how long it will take."""

    def __init__(self, total: int, unit: str, progress: Callable[[str], None]) -> None:
        self.total, self.unit, self.progress = total, unit, progress
        self.started = time.monotonic()

    def reached(self, done: int) -> None:
        """Tell that so many are done."""
        speed = done / max(time.monotonic() - self.started, 0.001)
        left = (self.total - done) / speed
        self.progress(
            f"{done:,} of {self.total:,} {self.unit}, {speed:,.0f} a second, {left:.0f} seconds left"
        )


def at_most(name: str, value: float, limit: float, unit: str) -> Row:
    """A figure that should not pass a limit."""
    return Row(name, value, unit, f"<= {limit:g}", value <= limit)


def at_least(name: str, value: float, limit: float, unit: str) -> Row:
    """A figure that should reach a limit."""
    return Row(name, value, unit, f">= {limit:g}", value >= limit)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentile95(taken: list[float]) -> float:
    """The value that 95 of 100 don't pass."""
    ordered = sorted(taken)
    return ordered[max(0, math.ceil(len(ordered) * 0.95) - 1)]


def alternately(works: Mapping[str, Callable[[], object]], *, times: int) -> dict[str, list[float]]:
    """Milliseconds of each piece of work, after a warm-up.

    In turn, there and back, so that a busy moment meets them all and none always follows the same other.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    names = list(works)
    for turn in range(times + WARM_UP):
        for name in names if turn % 2 else names[::-1]:
            found = seconds(works[name]) * 1000
            if turn >= WARM_UP:
                taken[name].append(found)
    return taken


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
        except BaseException:
            together.abort()  # the others must not wait for one that failed
            raise
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(repeat) for _ in range(threads)]
        return sum(each.result() for each in running) / for_seconds
