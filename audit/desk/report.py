"""Decisions and disclosures of a period, from ledger entries alone; and that somebody downloaded them.

Nothing is read from the case tables: changing them changes no report. Names, reasons and other words are in
the entries' private parts and never come here.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from audit.desk.columns import HEADER, cells
from audit.desk.events import DOWNLOADED
from audit.desk.telling import APPROVED, EMERGENCY, EVENTS, LOOKED_BACK, lines_of
from audit.desk.views_recorded import record_view
from audit.ledger.api import Entry, Found, Span, count_in, entries_about, entries_in, entry, log_name, size_of
from kit.dates import long_date
from practices.models import Person, Practice

SHOWN = 20  # downloads that the page lists


@dataclass(frozen=True, slots=True)
class Period:
    """UK days, both included; `size`: of how many of the log's entries the report is made."""

    first: date
    last: date
    size: int


def quarter_of(day: date) -> date:
    """The first day of a day's calendar quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def span_of(practice: Practice, period: Period) -> Span:
    """The entries of a period. A day begins and ends at midnight in the UK, also in summer."""
    return Span(
        log=log_name(practice.public_id),
        size=period.size,
        events=EVENTS,
        since=midnight(period.first),
        before=midnight(period.last + timedelta(days=1)),
    )


def download(practice: Practice, period: Period, *, by: Person) -> Iterator[list[Any]]:
    """The rows of the file, once the download is in the ledger: it is committed when this returns.

    Its entry says the days and how many entries the log had, so that the same rows can be made again.
    """
    span = span_of(practice, period)
    record_view(
        DOWNLOADED,
        actor=by.opaque,
        practice=practice.public_id,
        about=f"practice:{practice.public_id}",
        facts={
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "size": period.size,
            "entries": count_in(span),
        },
    )
    return rows(period, span)


def present_period(practice: Practice, first: date, last: date) -> Period:
    """The period over all that the log holds now."""
    return Period(first, last, size_of(log_name(practice.public_id)))


def past_period(practice: Practice, event_id: uuid.UUID) -> Period | None:
    """The period of an earlier download of this practice, or None where there was none."""
    found = entry(log_name(practice.public_id), event_id)
    return period_in(found) if found is not None and found.event == DOWNLOADED else None


def period_in(download: Entry) -> Period:
    """What was downloaded, from its entry."""
    facts = download.facts
    return Period(date.fromisoformat(facts["first"]), date.fromisoformat(facts["last"]), facts["size"])


def past_downloads(practice: Practice) -> list[Entry]:
    """The latest downloads, newest first."""
    return entries_about(
        log_name(practice.public_id),
        f"practice:{practice.public_id}",
        only_events=[DOWNLOADED],
        limit=SHOWN,
    )


@dataclass(slots=True)
class Totals:
    """What stands out in a period, counted by entry and not by item."""

    rows: int = 0
    emergencies: int = 0
    wrong: int = 0
    gone_past: int = 0

    def add(self, found: Found) -> None:
        """Count one entry; one that can't be read any more counts for nothing but its row."""
        if found.entry is None:
            return
        facts = found.entry.facts
        self.emergencies += found.event == EMERGENCY
        self.wrong += found.event == LOOKED_BACK and facts.get("finding") == "wrong"
        self.gone_past += found.event == APPROVED and bool(facts.get("overridden"))

    def in_words(self) -> str:
        """For the file's last row."""
        return (
            f"Approved in an emergency: {self.emergencies}. Emergencies found wrongly done: {self.wrong}. "
            f"Approvals past a prohibition: {self.gone_past}."
        )


def rows(period: Period, span: Span) -> Iterator[list[Any]]:
    """A row an item or an entry, in the order of time; the last has the totals and shows that it is whole.

    Holds one batch of entries at a time.
    """
    totals = Totals()
    for batch in entries_in(span):
        for found in batch:
            totals.add(found)
            for line in lines_of(found):
                totals.rows += 1
                yield cells(line)
    yield [_end(period, span, totals), *[""] * (len(HEADER) - 1)]


def _end(period: Period, span: Span, totals: Totals) -> str:
    return (
        f"End of the file: {totals.rows} rows. {totals.in_words()} "
        f"Recorded from {long_date(period.first)} to {long_date(period.last)}, UK days, both included; "
        f"made from the first {span.size} entries of the ledger {span.log}. "
        "Names, reasons and other words are not in this file: they are encrypted beside the entries."
    )


def midnight(day: date) -> datetime:
    """When a UK day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
