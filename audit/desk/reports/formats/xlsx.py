"""The report as an Excel workbook: typed cells, frozen headings, a sheet of totals and one of notes.

Text is written as text and never read for a formula, a link or a number, so that no cell runs anything.
"""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils import timezone
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from audit.desk.reports.asked import Asked
from audit.desk.reports.notes import notes_of
from audit.desk.reports.rows import ReportRow, columns_of, header_of
from audit.desk.reports.sinks import Sink
from audit.desk.reports.totals import Totals

MOST_A_SHEET = 1_000_000  # rows: Excel takes 1,048,576
LONGEST_TEXT = 32_767  # characters, Excel's own limit for a cell
WORKING = (
    "desk-report-"  # the folder of the rows while they are gathered; exports.tidy() removes what is left
)
_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": False,
}
_WIDTHS = {"Practice": 10, "Recorded at (UK time)": 17, "SHA-256 of the entry": 66, "Event": 38}


def write(asked: Asked, rows: Iterable[ReportRow], sink: Sink) -> int:
    """Write the workbook; returns how many rows it has. Rows wait in a folder of this user alone."""
    with tempfile.TemporaryDirectory(prefix=WORKING) as folder:
        book = xlsxwriter.Workbook(sink, {**_SETTINGS, "tmpdir": folder})
        book.set_properties({"title": "Decisions and disclosures", "created": timezone.now()})
        styles = Styles(book)
        totals = Totals()
        _rows(book, styles, asked, totals.counted(rows))
        _totals(book, styles, totals)
        _notes(book, styles, asked)
        book.close()
    return totals.rows


class Styles:
    """How cells look: headings bold, days and moments as such."""

    def __init__(self, book: Any) -> None:
        self.heading: Format = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        )
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.number: Format = book.add_format({"num_format": "#,##0"})
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})

    def put(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        """Write a value by its type; what is nothing stays empty."""
        if value is None or value == "":
            return
        if isinstance(value, bool):
            sheet.write_string(row, column, "yes" if value else "no")
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.number)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, _uk(value), self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        else:
            sheet.write_string(row, column, str(value)[:LONGEST_TEXT])


def _uk(moment: datetime) -> datetime:
    """A workbook knows no zones: UK time, to the second."""
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0)


def _rows(book: Any, styles: Styles, asked: Asked, rows: Iterable[ReportRow]) -> None:
    header, values = header_of(asked), [value for _, value in columns_of(asked)]
    sheet, number, sheets = _sheet(book, styles, header, 1), 0, 1
    for row in rows:
        if number == MOST_A_SHEET:
            sheets += 1
            sheet, number = _sheet(book, styles, header, sheets), 0
        number += 1
        for column, value in enumerate(values):
            styles.put(sheet, number, column, value(row))


def _sheet(book: Any, styles: Styles, header: Sequence[str], number: int) -> Worksheet:
    more = f" ({number})" if number > 1 else ""
    sheet: Worksheet = book.add_worksheet(f"Decisions and disclosures{more}")
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate(header):
        sheet.set_column(column, column, _WIDTHS.get(heading, 20))
    for column, heading in enumerate(header):
        sheet.write_string(0, column, heading, styles.heading)
    return sheet


def _totals(book: Any, styles: Styles, totals: Totals) -> None:
    sheet: Worksheet = book.add_worksheet("Totals")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 45)
    for column, heading in enumerate(("Counted by", "What", "Rows")):
        sheet.write_string(0, column, heading, styles.heading)
    line = 0
    for name in totals.tables:
        for what, rows in (*totals.in_order(name), ("All rows", totals.rows)):
            line += 1
            for column, value in enumerate((name, what, rows)):
                styles.put(sheet, line, column, value)


def _notes(book: Any, styles: Styles, asked: Asked) -> None:
    sheet: Worksheet = book.add_worksheet("Notes")
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, "What to know when you read this", styles.heading)
    for line, note in enumerate(notes_of(asked), start=1):
        sheet.write_string(line, 0, note, styles.wrapped)
