"""Totals that reconcile: each table counts every row of the report exactly once."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from audit.desk.reports.rows import ReportRow
from audit.desk.words import in_words

NONE_GIVEN = "None in the entry"


def _month(row: ReportRow) -> str:
    return f"{timezone.localtime(row.line.found.at):%Y-%m}"


def _fact(name: str) -> Callable[[ReportRow], str]:
    return lambda row: in_words(name, str(row.line.facts.get(name) or "")) or NONE_GIVEN


def _basis(row: ReportRow) -> str:
    return in_words("article6", row.line.of_item("article6")) or NONE_GIVEN


#: What is counted, and what a row counts as.
TABLES: dict[str, Callable[[ReportRow], str]] = {
    "What happened": lambda row: row.line.what,
    "Outcome of the request": _fact("outcome"),
    "Who asked (kind)": _fact("requester_kind"),
    "Month of recording": _month,
    "Lawful basis (UK GDPR Article 6)": _basis,
    "Practice": lambda row: f"{row.practice.ods_code} {row.practice.name}",
}


@dataclass(slots=True)
class Totals:
    """Counts of rows, table by table."""

    rows: int = 0
    tables: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in TABLES})

    def add(self, row: ReportRow) -> None:
        """Count a row, once in every table."""
        self.rows += 1
        for name, value in TABLES.items():
            self.tables[name][value(row)] += 1

    def counted(self, rows: Iterable[ReportRow]) -> Iterable[ReportRow]:
        """The same rows, counted as they pass."""
        for row in rows:
            self.add(row)
            yield row

    def in_order(self, name: str) -> list[tuple[str, int]]:
        """A table: months in their order, everything else from the most to the fewest; "None…" last."""
        found = self.tables[name].items()
        if name == "Month of recording":
            return sorted(found)
        return sorted(found, key=lambda pair: (pair[0] == NONE_GIVEN, -pair[1], pair[0]))
