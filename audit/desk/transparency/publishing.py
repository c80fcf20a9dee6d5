"""Transparency reports of a practice: which months were published, what they showed, and the next one.

A report is its ledger entry: the months, the size of the log, and the totals shown beside hidden counts. What
it shows is made again from the same entries, so that an earlier report never changes; and a later one is
judged with all earlier ones.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from audit.desk.reports.events import LOOKED_AT, PUBLISHED
from audit.desk.transparency.cells import (
    ALL,
    APPROVED,
    Cell,
    from_token,
    leaves_of,
    token,
    totals_in_order,
    totals_of_year,
)
from audit.desk.transparency.counting import Ending, counted, endings
from audit.desk.transparency.details import NO_DETAILS, Details, details_of
from audit.desk.transparency.periods import is_over, is_period, months_of, year_of
from audit.desk.transparency.suppressing import Keeper, is_hidden
from audit.desk.views_recorded import record_view
from audit.desk.words import in_words
from audit.ledger.api import Entry, entries_about, entry, log_name, record, size_of
from kit.errors import NotPossible, StalePage
from practices.models import Person, Practice

MOST_REPORTS = 500  # forty years of monthly ones


@dataclass(frozen=True, slots=True)
class Published:
    """An earlier report, from its entry. `size`: of how many entries of the log it was made."""

    event_id: uuid.UUID
    at: datetime
    period: str
    size: int
    shown: frozenset[Cell]

    @property
    def months(self) -> list[str]:
        """Its months."""
        return months_of(self.period)


@dataclass(frozen=True, slots=True)
class Report:
    """What a report shows. `counts` and `shown` never leave this module's callers unfiltered: ask `value`."""

    period: str
    counts: dict[Cell, int]
    shown: frozenset[Cell]
    details: Details

    @property
    def months(self) -> list[str]:
        """Its months."""
        return months_of(self.period)

    @property
    def kinds(self) -> list[str]:
        """Who asked, of all those that there are."""
        return sorted({kind for _, kind, _ in self.counts})

    def value(self, cell: Cell) -> int | None:
        """A number of the report, or None where it is hidden."""
        if cell in self.shown:
            return sum(self.counts[leaf] for leaf in leaves_of(cell, self.counts))
        if cell in self.counts or not leaves_of(cell, self.counts):
            count = self.counts.get(cell, 0)
            return None if is_hidden(count) else count
        return None


def published(practice: Practice) -> list[Published]:
    """The practice's reports, newest first."""
    log = log_name(practice.public_id)
    found = entries_about(log, f"practice:{practice.public_id}", only_events=[PUBLISHED], limit=MOST_REPORTS)
    return [_published(each) for each in found]


def report_of(practice: Practice, event_id: uuid.UUID) -> Report | None:
    """An earlier report as it was published, or None where there was none."""
    found = entry(log_name(practice.public_id), event_id)
    if found is None or found.event != PUBLISHED:
        return None
    this = _published(found)
    before = [each for each in published(practice) if each.size < this.size]
    return _made(practice, this.period, before, this.size, this.shown)


def next_report(practice: Practice, period: str) -> Report:
    """The report of this period as it could be published now. Raises NotPossible unless it is over."""
    check_period(period)
    return _made(practice, period, published(practice), size_of(log_name(practice.public_id)), None)


def look(practice: Practice, period: str, *, by: Person) -> Report:
    """The same, once it is in the ledger that somebody looked. Raises NotPossible as next_report() does."""
    check_period(period)
    record_view(
        LOOKED_AT,
        actor=by.opaque,
        practice=practice.public_id,
        about=f"practice:{practice.public_id}",
        facts={"period": period},
    )
    return next_report(practice, period)


def check_period(period: str, today: date | None = None) -> None:
    """Raises NotPossible unless it is a quarter or a financial year, and over."""
    if not is_period(period):
        raise NotPossible("Choose one of the quarters or financial years on the page.")
    if not is_over(period, today or timezone.localdate()):
        raise NotPossible("A period can be published when it is over.")


def publish(practice: Practice, period: str, *, by: Person) -> uuid.UUID:
    """Put the report of this period into the ledger; it is public from then on. Returns its event's id.

    Raises NotPossible where this very period was published already, and StalePage when another report of
    the practice was published at the same moment.
    """
    check_period(period)
    earlier, size = published(practice), size_of(log_name(practice.public_id))
    if len(earlier) >= MOST_REPORTS:  # beyond, the earliest would be judged no more
        raise NotPossible("This practice has published as many reports as can be judged together.")
    if any(each.period == period for each in earlier):
        raise NotPossible("This period was published already. What is published doesn’t change.")
    report = _made(practice, period, earlier, size, None)
    with transaction.atomic(durable=True):
        _one_at_a_time(practice)
        if len(published(practice)) != len(earlier):
            raise StalePage("Another report of this practice was published meanwhile. Nothing was changed.")
        done = record(
            PUBLISHED,
            actor=by.opaque,
            practice=practice.public_id,
            about=f"practice:{practice.public_id}",
            facts={
                "period": period,
                "size": size,
                "totals": [token(cell) for cell in sorted(report.shown)],
            },
            at=timezone.now(),
        )
    return done.event_id


def _one_at_a_time(practice: Practice) -> None:
    """Until the transaction ends: two reports that don't know of each other could give a number away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"transparency/{practice.public_id}"]
        )


def _published(found: Entry) -> Published:
    facts = found.facts
    return Published(
        event_id=found.event_id,
        at=found.at,
        period=facts["period"],
        size=facts["size"],
        shown=frozenset(from_token(text) for text in facts["totals"]),
    )


def _made(
    practice: Practice,
    period: str,
    before: Sequence[Published],
    size: int,
    shown: frozenset[Cell] | None,
) -> Report:
    """A report: with these totals shown, or with all that can be shown beside earlier reports."""
    months, sizes = months_of(period), sizes_of(before)
    found = {month: list(endings(practice, month, sizes.get(month, size))) for month in months}
    counts = dict(counted(each for month in months for each in found[month]))
    if shown is None:
        shown = _can_be_shown(practice, period, before, counts)
    details = NO_DETAILS
    if not sizes.keys() & set(months):  # of these months nothing was told: no difference can be taken
        every: list[Ending] = [each for month in months for each in found[month]]
        details = details_of(
            every,
            approved_shown=(period, ALL, APPROVED) in shown,
            words=lambda code: in_words("article6", code),
        )
    return Report(period, counts, shown, details)


def sizes_of(before: Sequence[Published]) -> dict[str, int]:
    """Of how many entries each published month was counted: as it was when it was published first."""
    sizes: dict[str, int] = {}
    for each in sorted(before, key=lambda report: report.size):
        for month in each.months:
            sizes.setdefault(month, each.size)
    return sizes


def _can_be_shown(
    practice: Practice, period: str, before: Sequence[Published], counts: dict[Cell, int]
) -> frozenset[Cell]:
    """The totals of this period that leave every hidden number open, beside all earlier reports.

    Only those of the same financial year have anything to do with it.
    """
    year = year_of(period[:7])
    here = [each for each in before if year_of(each.period[:7]) == year]
    everything = dict(counts)
    for month, size in sizes_of(here).items():
        if month not in months_of(period):
            everything |= counted(endings(practice, month, size))
    out, decided = {cell for each in here for cell in each.shown}, set()
    for each in here:
        there = {leaf: count for leaf, count in everything.items() if leaf[0] in each.months}
        decided |= set(totals_in_order(each.period, there))
    wanted = totals_in_order(period, counts)
    names = {*wanted, *decided, *totals_of_year(period[:7], everything)}
    keeper = Keeper(everything, {name: leaves_of(name, everything) for name in names}, decided - out)
    keeper.pin(out)
    fresh = keeper.show_all([cell for cell in wanted if cell not in decided])
    return frozenset(cell for cell in wanted if cell in fresh or cell in out)
