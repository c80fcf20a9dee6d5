"""The report as CSV, safe against formulas. Its last row says that it is whole."""

from collections.abc import Iterable, Iterator
from typing import Any

from audit.desk.reports.asked import Asked
from audit.desk.reports.rows import ReportRow, columns_of, header_of
from audit.desk.reports.sinks import Sink
from kit.csv import lines


def write(asked: Asked, rows: Iterable[ReportRow], sink: Sink) -> int:
    """Write the file; returns how many rows it has, without the last one."""
    counted = _Counted(asked, rows)
    for line in lines(header_of(asked), counted.cells()):
        sink.write(line.encode())
    return counted.number


class _Counted:
    def __init__(self, asked: Asked, rows: Iterable[ReportRow]) -> None:
        self.asked, self.rows, self.number = asked, rows, 0
        self.values = [value for _, value in columns_of(asked)]

    def cells(self) -> Iterator[list[Any]]:
        for row in self.rows:
            self.number += 1
            yield [value(row) for value in self.values]
        yield [f"End of the file: {self.number} rows.", *[""] * (len(self.values) - 1)]
