"""What the tests of files share: asking for one on the page, downloading it, reading it."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.desk.models import Export
from audit.desk.reports.asked import Asked, asked_now
from audit.desk.reports.formats import csv_file
from audit.desk.reports.rows import rows_of as report_rows
from audit.ledger.api import Entry, entries, log_name
from kit.csv import MARK
from practices.models import Practice
from tests.factories.journeys import Team

WHERE = "/audit/Y99991/report/file/"


def told(team: Team, event: str) -> list[Entry]:
    return [found for found in entries(log_name(team.practice.public_id), limit=100) if found.event == event]


def rows(data: bytes) -> list[dict[str, str]]:
    *found, end = csv.DictReader(io.StringIO(data.decode().removeprefix(MARK), newline=""))
    assert end["Practice"] == f"End of the file: {len(found)} rows."
    return found


def report_of(practice: Practice, first: date | None = None, last: date | None = None) -> Asked:
    """This year until now, unless told."""
    today = timezone.localdate()
    return asked_now([practice], first or today.replace(month=1, day=1), last or today)


def rows_of(asked: Asked) -> list[dict[str, str]]:
    """The rows of the report's CSV file, without its last one."""
    sink = io.BytesIO()
    csv_file.write(asked, report_rows(asked), sink)
    return rows(sink.getvalue())


def picked(found: Iterable[dict[str, str]], *headings: str) -> list[tuple[str, ...]]:
    """These columns of each row."""
    return [tuple(row[heading] for heading in headings) for row in found]


def asked_for(browser: Client, form: str = "csv", **more: str) -> Export:
    """Ask on the page; returns the export."""
    response = browser.post(WHERE, {"form": form, **more})
    assert response.status_code == 302, response.content.decode()
    export = Export.objects.latest("id")
    assert response.headers["Location"] == reverse("report_made", args=[export.public_id])
    return export


def downloaded(browser: Client, export: Export) -> bytes:
    response: Any = browser.post(reverse("report_made", args=[export.public_id]))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return b"".join(response.streaming_content)
