"""Exporting entries and reports, beside psql's \\copy of the same rows, with the memory that it takes."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audit.desk.reports.asked import Asked
from audit.desk.reports.files import FORMATS
from audit.desk.reports.rows import rows_of
from audit.ledger.api import Span, lines_of, write_texts
from bench.databases import Databases
from bench.long_logs import lengthen
from bench.measuring import Row, at_least, at_most, seconds
from practices.models import Practice
from tests.support.databases import as_owner

SAYS = "entries and reports as files, beside \\copy of the same rows; the memory that each takes"
ROUNDS = 5  # in turn, so that a busy moment meets both
EVENTS = frozenset({"decision.approved"})
FIRST, LAST = datetime(2025, 12, 31, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
MEGABYTE = 1024 * 1024
COPIED, LINES, CHECKED = (
    "entries by \\copy",
    "a log's entries to be checked",
    "entries, checked while they pass",
)
GOALS = {LINES: 0.95, CHECKED: 0.75}  # of the peer's speed
REPORTS = {"csv": "the report as CSV", "jsonl": "the report as JSON Lines"}
_COPY = "\\copy (SELECT entry FROM ledger_event WHERE log = 'site' ORDER BY leaf_index) TO STDOUT"


class OfTheSite(Asked):
    """A report over the site's log, which the benchmarks make long."""

    __slots__ = ()

    def spans(self) -> list[tuple[Practice, Span]]:
        return [(practice, span(size)) for practice, size in zip(self.practices, self.sizes, strict=True)]


def span(size: int) -> Span:
    """All decisions of the log."""
    return Span("site", size, EVENTS, FIRST, LAST)


def measure(
    *, quick: bool, progress: Callable[[str], None], path: str, databases: Databases, size: int = 0
) -> Iterator[Row]:
    """Ratios to COPY, and megabytes at a tenth of the size and at the whole."""
    size = size or (20_000 if quick else 1_000_000)
    databases.fresh()
    with TemporaryDirectory() as folder, as_owner() as owner:
        file = Path(folder) / "export"
        for part in (max(size // 10, 1), size):
            progress(f"a log of {part:,} entries")
            lengthen(owner, part)
            took: dict[str, float] = {}
            for name, work in _works(part, file, databases).items():
                progress(f"{name}, {part:,} entries")
                more, took[name] = _megabytes_and_seconds(work)
                yield at_most(f"{name}, {part:,} entries: memory", more, 64, "MB more")
        yield Row(f"{COPIED}, {size:,} entries", size / took[COPIED], "entries a second")
        for name in REPORTS.values():
            yield Row(f"{name}, {size:,} entries: of \\copy", took[COPIED] / took[name], "ratio")
        progress("entries in turn with \\copy")
        yield from _in_turn(_works(size, file, databases))


def _works(size: int, file: Path, databases: Databases) -> dict[str, Callable[[], object]]:
    asked = OfTheSite((Practice(ods_code="Y99999", name="Made-up"),), date.min, date.max, (size,))

    def copied() -> None:
        with file.open("wb") as sink:
            command = ["psql", databases.address(databases.name), "-X", "-c", _COPY]
            subprocess.run(command, stdout=sink, check=True)

    def lines() -> None:
        with file.open("wb") as sink:
            for each in lines_of("site", size):
                sink.write(each)

    def texts() -> None:
        with file.open("wb") as sink:
            write_texts(span(size), sink)

    def report(form: str) -> Callable[[], object]:
        def write() -> None:
            with file.open("wb") as sink:
                FORMATS[form].write(asked, rows_of(asked), sink)

        return write

    return {
        COPIED: copied,
        LINES: lines,
        CHECKED: texts,
        **{name: report(form) for form, name in REPORTS.items()},
    }


def _in_turn(works: dict[str, Callable[[], object]]) -> Iterator[Row]:
    """How fast entries pass beside the peer: the quickest of each, since a shared machine only slows one."""
    taken: dict[str, list[float]] = {name: [] for name in (COPIED, *GOALS)}
    for turn in range(ROUNDS):
        for name in [*taken][:: 1 if turn % 2 else -1]:
            taken[name].append(seconds(works[name]))
    for name, goal in GOALS.items():
        yield at_least(f"{name}: of \\copy", min(taken[COPIED]) / min(taken[name]), goal, "ratio")


def _megabytes_and_seconds(work: Callable[[], Any]) -> tuple[float, float]:
    """How much more memory this process held at its highest while it worked, as Linux counts it; how long."""
    Path("/proc/self/clear_refs").write_text("5")  # the highest is counted anew from here
    before = _status("VmRSS")
    took = seconds(work)
    return max(0.01, (_status("VmHWM") - before) / MEGABYTE), took


def _status(name: str) -> int:
    """A figure of this process in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (found,) = (line for line in lines if line.startswith(name))
    return int(found.split()[1]) * 1024
