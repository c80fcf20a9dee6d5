"""The report as JSON Lines: a row a line under the headings of the other forms; the last one has the totals.

Days and moments are ISO 8601, moments with their zone.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from audit.desk.reports.asked import Asked
from audit.desk.reports.rows import ReportRow, columns_of
from audit.desk.reports.sinks import Sink
from audit.desk.reports.totals import Totals


def write(asked: Asked, rows: Iterable[ReportRow], sink: Sink) -> int:
    """Write the file; returns how many rows it has, without the last line."""
    columns, totals = columns_of(asked), Totals()
    for row in totals.counted(rows):
        sink.write(_line({heading: value(row) for heading, value in columns}))
    tables = {name: dict(totals.in_order(name)) for name in totals.tables}
    sink.write(_line({"end": True, "rows": totals.rows, "totals": tables}))
    return totals.rows


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a {type(value).__name__} has no place in the report")
