"""The rows of a report, practice by practice in the order of time, and their typed columns."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.desk import columns
from audit.desk.reports.asked import Asked
from audit.desk.reports.identities import Identity
from audit.desk.telling import Line, lines_of
from audit.ledger.api import Found, streamed
from practices.models import Practice

#: Told after each batch: how many entries were read.
Tell = Callable[[int], None]
#: Given a practice and what entries are about: whom they are about.
Whom = Callable[[Practice, Collection[str]], Mapping[str, Identity]]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row: an item of an entry, or the entry as a whole, of one practice."""

    practice: Practice
    line: Line
    whom: Identity | None = None


Value = Callable[[ReportRow], Any]


def _of_line(value: columns.Value) -> Value:
    return lambda row: value(row.line)


def _of_whom(part: str) -> Value:
    return lambda row: getattr(row.whom, part, None)


#: Heading, value: text, a number, a day, a moment, yes or no, or nothing.
PLAIN: tuple[tuple[str, Value], ...] = (
    ("Practice", lambda row: row.practice.ods_code),
    ("Name of the practice", lambda row: row.practice.name),
    *((heading, _of_line(value)) for heading, value in columns.COLUMNS),
)
WITH_IDENTITIES = (
    *PLAIN,
    ("Whom it is about (as the requester says)", _of_whom("name")),
    ("Date of birth (as the requester says)", _of_whom("date_of_birth")),
    ("NHS number (as the requester says)", _of_whom("nhs_number")),
)


def columns_of(asked: Asked) -> tuple[tuple[str, Value], ...]:
    """The columns of a report."""
    return WITH_IDENTITIES if asked.identities else PLAIN


def header_of(asked: Asked) -> list[str]:
    """The headings of a report."""
    return [heading for heading, _ in columns_of(asked)]


def rows_of(asked: Asked, *, whom: Whom | None = None, tell: Tell | None = None) -> Iterator[ReportRow]:
    """All rows, one batch of entries in memory. `whom`: for a report with identities."""
    done = 0
    for practice, span in asked.spans():
        for batch in streamed(span):
            named = whom(practice, {_about(found) for found in batch}) if whom else {}
            for found in batch:
                for line in lines_of(found):
                    yield ReportRow(practice, line, named.get(_about(found)))
            done += len(batch)
            if tell is not None:
                tell(done)


def _about(found: Found) -> str:
    return found.entry.about if found.entry else ""
