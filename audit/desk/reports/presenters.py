"""Reports and their files as rows of pages."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from audit.desk.columns import fact
from audit.desk.models import Export
from audit.desk.reports.exports import is_there
from audit.desk.reports.files import FORMATS
from audit.desk.reports.rows import ReportRow
from audit.desk.reports.totals import Totals
from audit.desk.words import in_words
from kit.dates import clock_time, count, date_time, short_date
from kit.tables import Cell, Column
from practices.models import Practice

_REFERENCE, _KIND, _OUTCOME = fact("reference"), fact("requester_kind"), fact("outcome")
#: Why a file was not made, by the kind of error; others are mistakes of ours.
FAILURES = {
    "NotPossible": "A PDF takes fewer rows than this report has. Choose fewer days, or another form.",
    "NotAllowed": "Your right to this report ended before it was made.",
}
WAITS = "It begins when the files and verifications before it are done."
OURS = "Something went wrong. Try again; if it fails again, tell those who run the service."


def columns(*, several: bool) -> list[Column]:
    """The headings of the page's rows."""
    texts = ["Recorded", "Request", "What happened", "Who asked", "Item", "Outcome", "Lawful basis"]
    return [Column(text) for text in (*texts, *(["Practice"] if several else []))]


def rows(found: Sequence[ReportRow], *, several: bool) -> list[list[Any]]:
    """Rows of the page."""
    return [_row(row, several=several) for row in found]


def _row(row: ReportRow, *, several: bool) -> list[Any]:
    line = row.line
    cells: list[Any] = [
        f"{short_date(line.found.at)}, {clock_time(line.found.at)}",
        _REFERENCE(line),
        Cell(line.what, hint="" if line.found.intact else "Changed since it was recorded: verify the ledger"),
        _KIND(line),
        Cell(in_words("item", line.item), hint=line.result),
        _OUTCOME(line),
        in_words("article6", line.of_item("article6")),
    ]
    return [*cells, row.practice.ods_code] if several else cells


def totals(found: Totals) -> list[dict[str, Any]]:
    """Each table of totals with its sum."""
    return [
        {
            "name": name,
            "columns": [Column("Group"), Column("Rows", numeric=True)],
            "rows": [[what, f"{rows:,}"] for what, rows in (*found.in_order(name), ("All rows", found.rows))],
        }
        for name in found.tables
    ]


def scope_in_words(practices: Sequence[Practice], first: date, last: date) -> str:
    """Of what the report is."""
    whose = practices[0].name if len(practices) == 1 else count(len(practices), "practice")
    return f"{whose}, {short_date(first)} to {short_date(last)}"


def state_of(export: Export) -> tuple[str, str]:
    """How far it is, as a tag: words and colour."""
    if export.state == Export.State.FAILED:
        return "Not made", "red"
    if export.state != Export.State.DONE:
        return ("Being made", "blue") if export.state == Export.State.RUNNING else ("Waiting", "grey")
    return ("Ready", "green") if is_there(export) else ("Removed", "grey")


def progress_of(export: Export) -> str:
    """How far a file is, in words."""
    if export.state == Export.State.FAILED:
        return FAILURES.get(export.error, OURS)
    if export.state == Export.State.DONE:
        return f"{count(export.rows, 'row')}, {_size(export.size)}"
    if export.state == Export.State.WAITING:
        return f"{count(export.total, 'ledger entry', 'ledger entries')} to be read. {WAITS}"
    return f"{export.rows:,} of {count(export.total, 'ledger entry', 'ledger entries')} read"


def files(found: Sequence[Export]) -> list[list[Any]]:
    """The person's files, as rows."""
    rows = []
    for export in found:
        words, colour = state_of(export)
        names = ", with names" if export.parameters["identities"] else ""
        first, last = (date.fromisoformat(export.parameters[name]) for name in ("first", "last"))
        rows.append(
            [
                Cell(date_time(export.created_at), href=reverse("report_made", args=[export.public_id])),
                f"{FORMATS[export.parameters['format']].label}{names}",
                Cell(
                    f"{short_date(first)} to {short_date(last)}",
                    hint=count(len(export.parameters["sizes"]), "practice"),
                ),
                Cell(words, colour=colour),
            ]
        )
    return rows


def _size(size: int) -> str:
    if size < 1_000_000:
        return f"{max(1, round(size / 1000)):,} KB"
    return f"{size / 1_000_000:,.1f} MB"
