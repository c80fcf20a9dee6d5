"""What the tests of the download share: the file of a period as its reader gets it."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from audit.desk import report
from audit.desk.columns import HEADER
from kit.csv import MARK, lines
from practices.models import Practice

Row = dict[str, str]


def period_of(practice: Practice, first: date | None = None, last: date | None = None) -> report.Period:
    """This year until now, unless told."""
    today = timezone.localdate()
    return report.present_period(practice, first or today.replace(month=1, day=1), last or today)


def rows_of(practice: Practice, first: date | None = None, last: date | None = None) -> list[Row]:
    """The rows of the file, without its last one."""
    period = period_of(practice, first, last)
    return read("".join(lines(HEADER, report.rows(period, report.span_of(practice, period)))))


def read(text: str) -> list[Row]:
    """A file's rows by heading, once it is seen to be whole."""
    assert text.startswith(MARK)
    *found, end = csv.DictReader(io.StringIO(text.removeprefix(MARK), newline=""))
    assert end["What happened"].startswith(f"End of the file: {len(found)} rows.")
    return found


def body(response: Any) -> str:
    """A streamed answer's text."""
    return b"".join(response.streaming_content).decode()


def picked(rows: Iterable[Row], *headings: str) -> list[tuple[str, ...]]:
    """These columns of each row."""
    return [tuple(row[heading] for heading in headings) for row in rows]
