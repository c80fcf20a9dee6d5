"""A sweep over a million open requests of which ten thousand are due, beside the bare SQL for the same rows.

Beside it three times: finding the clocks that are due, finding who hears of them, and all of it with writing
(a reminder for each, the clock moved on). The peer is one statement, written by hand for the one rule that
the rows have; the sweep knows every rule, deputies, conflicts, restriction and each practice's working days,
and goes in batches so that nobody waits for it. Both in turn, on the same rows.
"""

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import reminder_rows as rows
from bench.databases import Databases
from bench.measuring import Row, at_most, seconds
from bench.reminder_rows import Plan
from requests_app.reminders import sweep
from requests_app.selectors.hearers import hearers_of
from tests.support.databases import as_owner

SAYS = "a sweep over 1,000,000 open requests of which 10,000 are due, beside the bare SQL for the same rows"
AT_MOST, MEMORY = 1.5, 64  # times; megabytes
# Statements of a batch, with the one that begins it.
STATEMENTS = 14


@dataclass(frozen=True)
class Size:
    """The data sets from the smallest to the largest, and how often each is swept."""

    plans: tuple[Plan, ...]
    times: int


FULL = Size((Plan(10_000, 10_000, 1_000), Plan(100_000, 10_000, 1_000), Plan(1_000_000, 10_000, 1_000)), 7)
QUICK = Size((Plan(2_000, 1_000, 100), Plan(20_000, 1_000, 100)), 5)


def measure(
    *,
    quick: bool,
    progress: Callable[[str], None],
    path: str,
    databases: Databases,
    size: Size | None = None,
) -> Iterator[Row]:
    """Milliseconds of each at each size, the ratios, how it grows, statements a batch, and memory."""
    size = size or (QUICK if quick else FULL)
    swept: list[float] = []
    for plan in size.plans:
        name = databases.filled(str(plan), partial(_fill, plan, progress))
        with databases.at(name), as_owner(name) as owner:
            progress(f"{plan.requests:,} requests, {size.times} times each")
            found = _compared(plan, owner, size.times)
            swept.append(found["the sweep"])
            yield from _rows_of(plan, found, judged=plan == size.plans[-1])
            if plan == size.plans[-1]:
                yield from _costs(plan, owner)
    growth = size.plans[-1].requests / size.plans[0].requests
    yield at_most(
        f"the sweep: growth with {growth:,.0f} times the requests, as many due",
        swept[-1] / swept[0],
        1.5,
        "ratio",
    )


def _fill(plan: Plan, progress: Callable[[str], None], owner: Any) -> None:
    rows.make(plan, owner, progress)


def _compared(plan: Plan, owner: Any, times: int) -> dict[str, float]:
    """The median of each, in milliseconds, one after the other in turn."""
    taken: dict[str, list[float]] = {name: [] for name in WORKS}
    for turn in range(times + 1):
        for name in list(WORKS) if turn % 2 else list(WORKS)[::-1]:
            rows.put_back(owner, plan)
            found = seconds(WORKS[name]) * 1000
            if turn:  # the first warms up
                taken[name].append(found)
    return {name: median(values) for name, values in taken.items()}


def _rows_of(plan: Plan, found: dict[str, float], *, judged: bool) -> Iterator[Row]:
    """Milliseconds and ratios; the largest size has the goals, the others show how it grows."""
    of = f"{plan.requests:,} requests, {plan.due:,} due"
    for name, value in found.items():
        yield Row(f"{name}, {of}", value, "ms")
    for ours, bare in (("finding the clocks", FINDS), ("the sweep", WRITES)):
        name, value = f"{ours}: times the {bare}, {of}", found[ours] / found[bare]
        yield at_most(name, value, AT_MOST, "ratio") if judged else Row(name, value, "ratio")
    told = found["finding who hears"] / found[HEARS]
    yield Row(f"finding who hears: times the {HEARS}, {of}", told, "ratio")


def _costs(plan: Plan, owner: Any) -> Iterator[Row]:
    """How many hear, as both count them; statements of a small and a large batch; and the most memory.

    Raises ValueError where both don't find the same.
    """
    rows.put_back(owner, plan)
    bare = len(_found())
    ours = sweep.sweep().reminders
    if ours != bare:
        raise ValueError(f"the sweep reminded {ours} people, the bare SQL found {bare}")
    yield Row("reminders written", ours, "rows")
    for batch in (10, 1_000):
        rows.put_back(owner, plan)
        with CaptureQueriesContext(connection) as asked:
            sweep.sweep(batch=batch, most=1)
        yield at_most(f"statements of a batch of {batch:,}", len(asked), STATEMENTS, "statements")
    for share in (10, 1):
        rows.put_back(owner, plan)
        tracemalloc.start()
        sweep.sweep(most=max(1, plan.due // sweep.BATCH // share))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        part = "a tenth" if share == 10 else "all"
        yield at_most(f"memory of a sweep over {part} of what is due", most / 2**20, MEMORY, "MB")


def _finding() -> None:
    """As the sweep does it, locks included, in one batch and without writing."""
    with transaction.atomic():
        sweep.find(timezone.now(), 10**6)


def _hearing() -> None:
    """And who hears of each."""
    at = timezone.now()
    with transaction.atomic():
        steps = sweep.steps_of(sweep.find(at, 10**6), at)
        hearers_of([sweep.heard(step) for step in steps], on=timezone.localdate(at))


def _found() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(rows.FOUND, {"now": timezone.now(), "today": timezone.localdate()})
        return list(cursor.fetchall())


def _due() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(rows.DUE, {"now": timezone.now()})
        return list(cursor.fetchall())


def _written() -> None:
    given = {"now": timezone.now(), "today": timezone.localdate(), "next": rows.days_later(1)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(rows.WRITTEN, given)


FINDS, HEARS, WRITES = (
    "bare SQL that finds the clocks",
    "bare SQL that finds who hears",
    "bare SQL that finds and writes",
)
WORKS: dict[str, Callable[[], object]] = {
    FINDS: _due,
    "finding the clocks": _finding,
    HEARS: _found,
    "finding who hears": _hearing,
    WRITES: _written,
    "the sweep": sweep.sweep,
}
