"""Checkpoints as their page shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from audit.desk.checkpoints import Compared
from audit.desk.finding_words import finding_in_words
from audit.desk.models import MailedCheckpoint
from audit.ledger.api import log_name
from audit.ledger.models import StoredCheckpoint
from kit.dates import count, date_time, long_date
from kit.tables import Cell, Column
from practices.models import Practice

COLUMNS = [Column("Practice"), Column("Last signed"), Column("Entries", numeric=True), Column("Last mailed")]
NOT_SIGNED, NOT_MAILED = "Not signed yet", "To nobody yet"
ALL = "All practices together"


def rows(
    practices: Sequence[Practice],
    signed: Mapping[str, StoredCheckpoint],
    mailed: Mapping[int, Sequence[MailedCheckpoint]],
) -> list[list[Any]]:
    """A row a practice."""
    return [_row(practice, signed.get(log_name(practice.public_id)), mailed) for practice in practices]


def _row(
    practice: Practice, stored: StoredCheckpoint | None, mailed: Mapping[int, Sequence[MailedCheckpoint]]
) -> list[Any]:
    to = "; ".join(
        f"{row.person.full_name}, week of {long_date(row.week)}" for row in mailed.get(practice.pk, ())
    )
    return [
        practice.name,
        date_time(stored.signed_at) if stored else NOT_SIGNED,
        f"{stored.size:,}" if stored else "",
        to or NOT_MAILED,
    ]


def notes(practices: Sequence[Practice], signed: Mapping[str, StoredCheckpoint]) -> list[tuple[str, str]]:
    """The checkpoints in full, by practice."""
    found = ((practice, signed.get(log_name(practice.public_id))) for practice in practices)
    return [(practice.name, stored.note) for practice, stored in found if stored]


def compared(found: Sequence[Compared]) -> list[list[Any]]:
    """What a comparison showed, a row a checkpoint."""
    return [
        [
            one.practice.name if one.practice else ALL,
            count(one.size, "entry", "entries"),
            Cell("Differs", colour="red", hint="; ".join(map(finding_in_words, one.findings)))
            if one.findings
            else Cell("The ledger still has exactly these", colour="green"),
        ]
        for one in found
    ]
