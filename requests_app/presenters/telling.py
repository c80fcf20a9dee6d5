"""What was decided and said about telling the patient, for the request's own pages."""

from collections.abc import Iterable
from typing import Any

from consent.models import Telling
from consent.models.telling import Told
from consent.tellable import Choice, Tellable, When
from kit.dates import date_time, long_date
from kit.tables import Cell
from requests_app.models import Request
from requests_app.presenters.chapter import Chapter, Row, by_whom, given, with_earlier

WHEN = {
    When.BEFORE: "Before anything is disclosed",
    When.AFTER: "Straight after the disclosure",
    When.LATER: "Later",
    When.NOT: "Not told",
    When.NOW: "To be told now",
    When.TOLD: "Told",
    When.NOBODY: "Nobody to tell",
}
TAGS = {
    Told.TOLD: ("Told", "green"),
    Told.NOW: ("To be told now", "blue"),
    Told.LATER: ("Later", "yellow"),
    Told.NOT: ("Not told", "orange"),
    Told.NOBODY: ("Nobody to tell", "grey"),
}


def standing_rows(choice: Choice | None, told: Tellable) -> list[Row]:
    """What holds now, and whether the patient may be told today."""
    may = "Yes" if told.allowed else told.why
    if choice is None:
        return [("Decided", "Nothing yet"), ("May the patient be told today?", may)]
    return given(
        ("Decided", f"{WHEN[choice.when]}, {date_time(choice.decided)}"),
        ("Why", choice.reason),
        ("To be looked at again", long_date(choice.again_on)),
        ("May the patient be told today?", may),
    )


def chapters(rows: Iterable[Telling], *, matched: bool) -> list[Chapter]:
    """For the request's story. matched: the reader may know whether somebody was found on the list."""
    found = [_record(row) for row in rows if matched or row.what != Told.NOBODY]
    return with_earlier(found[:1], found[1:])


TOLD_COLUMNS = ["Request", "What was decided or done", "When", "Whom, and how", "Looked at again"]


def told_rows(rows: Iterable[Telling], requests: Iterable[Request]) -> list[list[Cell]]:
    """For a person's page: what they were told of which request, the newest first."""
    by_key = {request.key: request for request in requests}
    return [_told_row(row, by_key[row.for_request]) for row in rows]


def _told_row(row: Telling, request: Request) -> list[Cell]:
    label, colour = TAGS[Told(row.what)]
    whom = ", ".join(filter(None, [row.get_whom_display(), row.get_means_display().lower()]))
    return [
        Cell(request.name, href=request.get_absolute_url()),
        Cell(label, colour=colour),
        Cell(long_date(row.told_on or row.recorded_at)),
        Cell(whom),
        Cell(long_date(row.again_on)),
    ]


def _record(row: Telling) -> Chapter:
    told: list[Any] = given(
        ("Told on", long_date(row.told_on)),
        ("How", row.get_means_display()),
        ("Whom", row.get_whom_display()),
        ("Who they are, and why they may be told", row.whom_because),
        ("What was said", row.said),
        ("Why", row.reason),
        ("To be looked at again", long_date(row.again_on)),
        ("Recorded by", by_whom(row.recorded_by, row.recorded_at)),
    )
    return Chapter("telling", "Telling the patient", told, tag=TAGS[Told(row.what)])
