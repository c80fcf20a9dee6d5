"""The report as an accessible PDF (PDF/UA-1): tagged headings and tables, a title, the language.

Its table has the columns that fit a page; every column is in the other forms. It is typeset as a whole, so
that it takes a limited number of rows.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from audit.desk.reports.asked import Asked
from audit.desk.reports.notes import notes_of
from audit.desk.reports.rows import ReportRow, Value, columns_of
from audit.desk.reports.sinks import Sink
from audit.desk.reports.totals import Totals
from kit.dates import long_date, short_date
from kit.errors import NotPossible
from kit.pdf import typeset

MOST_ROWS = 2_000
SOURCE = Path(__file__).with_name("report.typ")
TITLE = "Decisions and disclosures"
#: The columns that a page has room for, and how wide each is beside the others.
SHOWN = {
    "Practice": 2,
    "Recorded at (UK time)": 3,
    "Request": 4,
    "What happened": 3,
    "Who asked (kind)": 3,
    "Item": 4,
    "What became of it": 3,
    "Outcome of the request": 4,
    "Lawful basis (UK GDPR Article 6)": 3,
    "Entry": 2,
    "Whom it is about (as the requester says)": 4,
    "Date of birth (as the requester says)": 3,
    "NHS number (as the requester says)": 3,
}


def write(asked: Asked, rows: Iterable[ReportRow], sink: Sink) -> int:
    """Write the file; returns how many rows it has. Raises NotPossible beyond MOST_ROWS."""
    columns = [(heading, value) for heading, value in columns_of(asked) if heading in SHOWN]
    totals = Totals()
    told = [_cells(row, columns, totals.rows) for row in totals.counted(rows)]
    period = f"Recorded from {long_date(asked.first)} to {long_date(asked.last)}, UK days, both included."
    data = {
        "title": TITLE,
        "author": "Disclosure Desk",
        "period": period,
        "notes": notes_of(asked)[1:],
        "totals": [
            {
                "name": name,
                "rows": [
                    [what, f"{rows:,}"] for what, rows in (*totals.in_order(name), ("All rows", totals.rows))
                ],
            }
            for name in totals.tables
        ],
        "header": [heading for heading, _ in columns],
        "widths": [SHOWN[heading] for heading, _ in columns],
        "rows": told,
    }
    sink.write(typeset(SOURCE, data))
    return totals.rows


def _cells(row: ReportRow, columns: list[tuple[str, Value]], number: int) -> list[str]:
    if number > MOST_ROWS:
        raise NotPossible(f"A PDF takes at most {MOST_ROWS:,} rows. Choose fewer days, or another form.")
    return [_plain(value(row)) for _, value in columns]


def _plain(value: Any) -> str:
    for kind, words in _WORDS:
        if isinstance(value, kind):
            return words(value)
    return "" if value is None else str(value)


_WORDS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (datetime, lambda value: f"{short_date(value)}, {timezone.localtime(value):%H:%M}"),
    (date, short_date),
)
