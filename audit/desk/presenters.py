"""The desk's entries as rows of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audit.desk.history import names_in
from audit.desk.report import period_in
from audit.ledger.api import Entry
from kit.dates import count, short_date
from kit.links import maybe_url
from practices.models import Practice

#: The auditor's room: each page's address by name, its link, and what it is for.
PLACES = (
    ("entries", "Search the ledger", "Who did what and when, who looked, and the proof of each entry."),
    (
        "practice_report",
        "Report of decisions and disclosures",
        "A period with its totals, for reading and as a file: Excel, CSV, PDF or JSON Lines.",
    ),
    (
        "verification",
        "Verify the ledger",
        "Whether every entry is there and unchanged, who last looked, and what was found.",
    ),
    (
        "ledger_export",
        "Export the ledger for checking",
        "All signed entries with their proofs, and a program that checks them anywhere.",
    ),
    (
        "transparency",
        "Transparency report",
        "Numbers for the public, with small ones hidden: look, publish, download.",
    ),
    (
        "decisions_download",
        "Download decisions and disclosures",
        "A row for each item that was decided or left, as a file for a spreadsheet.",
    ),
)


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier download: when, by whom, which days."""

    event_id: UUID
    at: datetime
    who: str
    days: str
    entries: str


def past_downloads(found: Sequence[Entry]) -> list[Past]:
    """Downloads with the names of those who made them, in one query."""
    names = names_in(found)
    return [_past(entry, names.get(entry.actor, entry.actor)) for entry in found]


def _past(entry: Entry, who: str) -> Past:
    period = period_in(entry)
    days = f"{short_date(period.first)} to {short_date(period.last)}"
    return Past(entry.event_id, entry.at, who, days, count(entry.facts["entries"], "entry", "entries"))


def places(practice: Practice) -> list[dict[str, str]]:
    """The pages of the auditor's room that there are."""
    return [
        {"href": href, "text": text, "about": about}
        for name, text, about in PLACES
        if (href := maybe_url(name, practice.ods_code))
    ]
