"""The report on a page: all of a few thousand entries in one query, counted and in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from audit.desk.days import midnight
from audit.desk.reports import events
from audit.desk.reports.rows import ReportRow
from audit.desk.reports.totals import Totals
from audit.desk.telling import EVENTS, lines_of
from audit.desk.views_recorded import record_view
from audit.ledger.api import entries_of_logs, log_name
from practices.models import Person, Practice

MOST_ENTRIES = 4_000  # about half a second; beyond, the report is made as a file


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows. `too_many`: more entries than a page reads; then neither rows nor totals."""

    rows: list[ReportRow]
    totals: Totals
    too_many: bool


def read(practices: Sequence[Practice], first: date, last: date, *, by: Person) -> Shown:
    """The rows of a period, once it is in the ledger that they are read: of one practice, in its log.

    Of several, it is in the site's log: a page waits for one log, not for hundreds.
    """
    one = practices[0] if len(practices) == 1 else None
    record_view(
        events.READ,
        actor=by.opaque,
        practice=one.public_id if one else None,
        about=f"practice:{one.public_id}" if one else by.opaque,
        facts={
            "first": first.isoformat(),
            "last": last.isoformat(),
            "practices": [practice.ods_code for practice in practices],
        },
    )
    by_log = {log_name(practice.public_id): practice for practice in practices}
    found = entries_of_logs(
        by_log.keys(),
        events=EVENTS,
        since=midnight(first),
        before=midnight(last + timedelta(days=1)),
        limit=MOST_ENTRIES + 1,
    )
    totals = Totals()
    if len(found) > MOST_ENTRIES:
        return Shown([], totals, too_many=True)
    rows = [ReportRow(by_log[log], line) for log, entry in found for line in lines_of(entry)]
    rows.sort(key=lambda row: (row.line.found.at, row.practice.ods_code, row.line.found.leaf_index))
    return Shown(list(totals.counted(rows)), totals, too_many=False)
