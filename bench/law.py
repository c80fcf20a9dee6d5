"""Reading the law files, beside a plain TOML parser on the same files; and the pre-check of a request."""

import datetime as dt
import statistics
import tomllib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bench.measuring import Row, at_most, seconds
from requests_app.law import catalogue
from requests_app.law.loader import DATA, load
from requests_app.law.precheck import precheck
from requests_app.law.precheck.question import Agreement, Paper, Question
from requests_app.law.stored import content_of, restore
from requests_app.law.vocabulary import InstrumentKind

if TYPE_CHECKING:
    from bench.databases import Databases

SAYS = "loading the law files beside tomllib on the same files; the pre-check of a request"
LOADING, CHECKING = 100.0, 5.0  # ms
DAY = dt.date(2026, 11, 21)


def measure(
    *,
    quick: bool,
    progress: Callable[[str], None],
    path: str,
    databases: "Databases",
    rounds: int | None = None,
) -> Iterator[Row]:
    """Milliseconds, medians of the rounds. No database is asked; `path` and `databases` are not used."""
    times = rounds or (15 if quick else 60)
    law, text = catalogue(), content_of(catalogue())
    progress(f"loading, {times} rounds")
    parsed, loaded = _medians(times, _parse, lambda: load(DATA))
    restored = _median(times, lambda: restore(law.version, text))
    progress(f"pre-check, {times * 10} rounds")
    plain = _median(times * 10, lambda: precheck(PLAIN))
    heaviest = heaviest_question()
    heavy = _median(times * 10, lambda: precheck(heaviest))
    yield Row("tomllib on the same files", parsed, "ms")
    yield at_most("loading the catalogue", loaded, LOADING, "ms")
    yield Row("loading, times tomllib", loaded / parsed, "ratio")
    yield Row("a stored version made again", restored, "ms")
    yield at_most("pre-check of a police form for two items", plain, CHECKING, "ms")
    yield at_most("pre-check with every law claimed and every item asked", heavy, CHECKING, "ms")


PLAIN = Question(requester_kind="police", received=DAY, claims=("PO-01",), items=("D06", "D08"), offence=True)


def heaviest_question() -> Question:
    """More than anybody asks: every law, item, prohibition, an order, and an agreement that is over."""
    law = catalogue()
    return Question(
        requester_kind="home_office",
        received=DAY,
        claims=tuple(law.claimable),
        law_words=True,
        agreement=Agreement(name="An agreement", status="Withdrawn", in_force=False, joined=False),
        items=tuple(law.items),
        own_words=("X99",),
        paper=Paper(kind=InstrumentKind.COURT_ORDER, dated=DAY, names_practice=False),
        flags=tuple(law.prohibitions),
        minor=True,
        deceased=True,
    )


def _parse() -> None:
    for file in sorted(DATA.glob("*.toml")):
        with file.open("rb") as handle:
            tomllib.load(handle)


def _medians(times: int, first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Both in turn, so that a busy moment meets both."""
    found = [(seconds(first), seconds(second)) for _ in range(times)]
    one, other = zip(*found, strict=True)
    return statistics.median(one) * 1000, statistics.median(other) * 1000


def _median(times: int, work: Callable[[], object]) -> float:
    return statistics.median(seconds(work) for _ in range(times)) * 1000
