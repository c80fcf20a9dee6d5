"""A table of entries by code, with the editions that a code had over time."""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from requests_app.law.base import Dated, Entry
from requests_app.law.reader import Row
from requests_app.law.vocabulary import Answer

AnyEntry = TypeVar("AnyEntry", bound=Entry)


class Table(Mapping[str, AnyEntry], Generic[AnyEntry]):
    """Read-only: code to entry, in the order of the files. A code gives its newest edition."""

    def __init__(self, editions: Mapping[str, tuple[AnyEntry, ...]]) -> None:
        self._editions = dict(editions)

    def __getitem__(self, code: str) -> AnyEntry:
        return self._editions[code][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._editions)

    def __len__(self) -> int:
        return len(self._editions)

    def editions(self, code: str) -> tuple[AnyEntry, ...]:
        """Every edition of the code, the oldest first. Raises KeyError for an unknown code."""
        return self._editions[code]

    def on(self, code: str, day: dt.date) -> AnyEntry:
        """The edition in force on `day`; where none is known to be, the newest, which then says so itself."""
        for entry in self._editions[code]:
            if isinstance(entry, Dated) and entry.in_force_on(day) is Answer.YES:
                return entry
        return self[code]


def arrange(built: list[tuple[AnyEntry, Row]]) -> Table[AnyEntry]:
    """The table of these entries. Raises LawDataError for a code given twice, or whose editions overlap."""
    by_code: dict[str, list[tuple[AnyEntry, Row]]] = {}
    for entry, row in built:
        by_code.setdefault(entry.code, []).append((entry, row))
    return Table({code: _in_order(editions) for code, editions in by_code.items()})


def _in_order(editions: list[tuple[AnyEntry, Row]]) -> tuple[AnyEntry, ...]:
    editions.sort(key=lambda edition: _begin(edition[0]))
    for (earlier, first), (later, row) in itertools.pairwise(editions):
        if not (isinstance(earlier, Dated) and isinstance(later, Dated) and _bounded(earlier, later)):
            raise row.error(
                f"{later.code} is given twice (also in {first.file}, line {first.line})",
                "Give one of them another code, or both their days in force.",
                key="code",
            )
        if _end(earlier) >= _begin(later):
            raise row.error(
                f"{later.code} overlaps in time with its edition in {first.file}, line {first.line}",
                "End one edition the day before the next begins.",
                key="in_force_from",
            )
    return tuple(entry for entry, _ in editions)


def _bounded(earlier: Dated, later: Dated) -> bool:
    """Whether the two say by their days which is the older."""
    return earlier.in_force_to is not None or later.in_force_from is not None


def _begin(entry: Entry) -> dt.date:
    return (isinstance(entry, Dated) and entry.in_force_from) or dt.date.min


def _end(entry: Dated) -> dt.date:
    return entry.in_force_to or dt.date.max
