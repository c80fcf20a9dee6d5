"""The forms that a report's file can have, by the code that an export keeps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from audit.desk.reports.asked import Asked
from audit.desk.reports.formats import csv_file, entries, json_lines, pdf, xlsx
from audit.desk.reports.rows import ReportRow
from audit.desk.reports.sinks import Sink


@dataclass(frozen=True, slots=True)
class Format:
    """How people call it, what it ends in, and what writes it.

    `most`: rows, where it has a limit. `names`: whether it can say whom requests are about.
    """

    label: str
    hint: str
    suffix: str
    content_type: str
    write: Callable[[Asked, Iterable[ReportRow], Sink], int]
    most: int | None = None
    names: bool = True


FORMATS: dict[str, Format] = {
    "xlsx": Format(
        "Excel workbook (XLSX)",
        "Dates and numbers as such, with a sheet of totals and one of notes.",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx.write,
    ),
    "csv": Format("CSV", "For any spreadsheet.", "csv", "text/csv; charset=utf-8", csv_file.write),
    "jsonl": Format(
        "JSON Lines", "For programs: one row a line.", "jsonl", "application/jsonl", json_lines.write
    ),
    "entries": Format(
        "Ledger entries (JSON Lines)",
        "As they were recorded, for programs that verify. Never with names.",
        "entries.jsonl",
        "application/jsonl",
        entries.write,
        names=False,
    ),
    "pdf": Format(
        "PDF, accessible",
        f"For reading and printing. Up to {pdf.MOST_ROWS:,} rows.",
        "pdf",
        "application/pdf",
        pdf.write,
        pdf.MOST_ROWS,
    ),
}
