"""Tables as CSV files that a spreadsheet opens without running anything in them."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

# A spreadsheet takes a cell that begins like this for a formula (OWASP: CSV injection).
FORMULA_STARTS = frozenset("=+-@\t\r\n")
# Excel, also the versions on a practice's older computers, takes a file without this mark for the computer's
# own code page, and shows "’" as three signs. Other readers of UTF-8 skip it.
MARK = "\ufeff"


def safe_cell(value: Any) -> str:
    """A value as a cell: text that could be a formula gets an apostrophe before it; numbers stay numbers.

    Moments are written in UK time, as 2026-11-09 21:40.
    """
    if value is None or value == "":
        return ""
    if type(value) is str and value[0].isalnum() and value.isascii():
        return value  # as nearly every cell: no spreadsheet runs what begins with a letter or a digit
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if could_be_formula(text) else text


def could_be_formula(text: str) -> bool:
    """Whether a spreadsheet might run it: by its first sign, or by the first that can be seen.

    Some spreadsheets drop blanks and invisible signs in front, and read wide or small forms as plain ones.
    """
    if text and text[0] in FORMULA_STARTS:
        return True
    seen = next((sign for sign in text if unicodedata.category(sign)[0] not in "ZC"), "")
    return unicodedata.normalize("NFKC", seen) in FORMULA_STARTS


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The file line by line, so that a long export never stands whole in memory."""
    yield MARK + _line(header)
    for row in rows:
        yield _line(row)


def _line(row: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([safe_cell(cell) for cell in row])
    return buffer.getvalue()


def download(filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """An answer that saves the table as a file. Its name must hold no personal data."""
    response = StreamingHttpResponse(lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "no-store"
    return response
