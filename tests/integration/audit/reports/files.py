"""What the tests of files share: asking for one on the page, downloading it, reading it."""

import csv
import io
from typing import Any

from django.test import Client
from django.urls import reverse

from audit.desk.models import Export
from audit.ledger.api import Entry, entries, log_name
from kit.csv import MARK
from tests.factories.journeys import Team

WHERE = "/audit/Y99991/report/file/"


def told(team: Team, event: str) -> list[Entry]:
    return [found for found in entries(log_name(team.practice.public_id), limit=100) if found.event == event]


def rows(data: bytes) -> list[dict[str, str]]:
    *found, end = csv.DictReader(io.StringIO(data.decode().removeprefix(MARK), newline=""))
    assert end["Practice"] == f"End of the file: {len(found)} rows."
    return found


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
