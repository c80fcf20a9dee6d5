"""Checkpoints: the newest of each ledger, when they were mailed, and comparing with one that was kept."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from audit.desk.events import CHECKPOINT_COMPARED
from audit.desk.models import MailedCheckpoint
from audit.desk.views_recorded import record_view
from audit.desk.words import MENDS_KEYS, NO_KEYS
from audit.ledger.api import ROOT_LOG, BadKey, BadNote, log_name, newest_checkpoint, verify_against
from kit.errors import NotPossible
from practices.models import Person, Practice

#: Three lines, a gap, and at least one signature: as a note stands in a mail, also in one that is quoted.
NOTE = re.compile(r"^(\S{1,300})\n(\d{1,18})\n([A-Za-z0-9+/]{43}=)\n\n((?:— \S+ \S+\n)+)", re.MULTILINE)
QUOTING = "> \t"  # what a mail's program puts before a line
MOST = 50  # notes of one text
LONGEST = 100_000  # characters: more than a mail over fifty practices


@dataclass(frozen=True, slots=True)
class Compared:
    """A kept checkpoint, and in which ways the ledger differs from it: none is good."""

    practice: Practice | None  # None for the root log
    size: int
    findings: tuple[str, ...]  # codes


def notes_in(text: str) -> list[tuple[str, int, str]]:
    """The checkpoints in a text, such as a whole mail: origin, size, and the note."""
    lines = (line.lstrip(QUOTING).rstrip(" \t") for line in text.replace("\r\n", "\n").split("\n"))
    found = NOTE.finditer("\n".join(lines) + "\n")
    return list(dict.fromkeys((note[1], int(note[2]), note[0]) for note in found))[:MOST]


def compare(text: str, practices: Collection[Practice], *, by: Person) -> list[Compared]:
    """Compare the ledgers with the checkpoints in a text. Those of other practices are left out.

    Each comparison is an entry of the practice's log; the root log's is one of the site's. Raises NotPossible
    where the keys that sign can't be read.
    """
    by_log = {f"/{log_name(practice.public_id)}": practice for practice in practices}
    found = []
    for origin, size, note in notes_in(text):
        first = re.sub(r"/successor/\d+$", "", origin)
        practice = next((by_log[end] for end in by_log if first.endswith(end)), None)
        if practice is None and not first.endswith(f"/{ROOT_LOG}"):
            continue
        one = Compared(practice, size, _differences(note))
        _record(one, by)
        found.append(one)
    return found


def _differences(note: str) -> tuple[str, ...]:
    try:
        return tuple(finding.code for finding in verify_against(note))
    except BadNote:
        return ("checkpoint",)
    except BadKey:
        raise NotPossible(NO_KEYS, who_can=MENDS_KEYS) from None


def _record(one: Compared, by: Person) -> None:
    practice = one.practice.public_id if one.practice else None
    record_view(
        CHECKPOINT_COMPARED,
        actor=by.opaque,
        practice=practice,
        about=f"practice:{practice}" if practice else by.opaque,
        facts={"size": one.size, "findings": list(one.findings)},
    )


def mailed_last(practices: Sequence[Practice]) -> dict[int, list[MailedCheckpoint]]:
    """The newest mails that carried each practice's checkpoint, by the practice's id: one a person."""
    rows = MailedCheckpoint.objects.filter(practice__in=practices).select_related("person")
    found: dict[int, list[MailedCheckpoint]] = {}
    for row in rows.order_by("practice_id", "person_id", "-week").distinct("practice_id", "person_id"):
        assert row.practice_id is not None  # noqa: S101 (for the type checker)
        found.setdefault(row.practice_id, []).append(row)
    return found


def newest_note(log: str) -> str | None:
    """The newest checkpoint of a log as it is published, with its cosignatures; "" where there is none.

    None where it can't be read, or the keys that sign can't.
    """
    try:
        newest = newest_checkpoint(log)
    except (BadKey, BadNote):
        return None
    return str(newest.note) if newest else ""
