"""Verifications as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from audit.desk.finding_words import finding_in_words
from audit.desk.models import State, Verification, VerifiedLog
from audit.ledger.api import ROOT_LOG, SITE_LOG, log_name
from kit.dates import count, date_time
from kit.tables import Cell, Column
from practices.models import Practice

COLUMNS = [
    Column("Ledger"),
    Column("Last verified"),
    Column("By"),
    Column("Entries", numeric=True),
    Column("Result"),
]
OF_SERVICE = {
    SITE_LOG: "The service: people, roles and sign-ins",
    ROOT_LOG: "The root log over all ledgers",
}
NEVER = "Not verified yet"
EVERY_NIGHT = "The service, every night"
SOUND, FAILED = ("Nothing wrong found", "green"), ("Failed", "red")


@dataclass(frozen=True, slots=True)
class Newest:
    """The verification that was asked for last, while it isn't over or when it was given up."""

    waiting: bool
    running: bool
    failed: bool
    who: str
    asked: str
    percent: int
    progress: str
    error: str


def newest(found: Verification | None) -> Newest | None:
    """None when there is nothing to say beyond the last result."""
    if found is None or found.state == State.DONE:
        return None
    checked = min(found.entries_checked, found.entries_total)
    return Newest(
        waiting=found.state == State.WAITING,
        running=found.state == State.RUNNING,
        failed=found.state == State.FAILED,
        who=_who(found),
        asked=date_time(found.created_at),
        percent=100 * checked // found.entries_total if found.entries_total else 0,
        progress=f"{found.entries_checked:,} of {count(found.entries_total, 'entry', 'entries')} checked",
        error=found.error,
    )


def last(row: VerifiedLog | None, practice: Practice) -> dict[str, Any] | None:
    """The last result of a practice's ledger."""
    if row is None:
        return None
    return {
        "tag": FAILED if row.findings else SOUND,
        "failed": bool(row.findings),
        "rows": _result(row),
        "findings": [_finding(one, practice) for one in row.told],
        "more": row.findings - len(row.told),
        "total": count(row.findings, "finding"),
    }


def rows(practices: Sequence[Practice], found: Mapping[str, VerifiedLog]) -> list[list[Any]]:
    """A row a practice; its name leads to its page."""
    return [
        _row(
            Cell(practice.name, href=reverse("verification", args=[practice.ods_code])),
            found.get(log_name(practice.public_id)),
        )
        for practice in practices
    ]


def rows_of_service(found: Mapping[str, VerifiedLog]) -> list[list[Any]]:
    """The ledgers that are no practice's. What was found in them is told by its kind alone."""
    return [_row(Cell(name, hint=_kinds(found.get(log))), found.get(log)) for log, name in OF_SERVICE.items()]


def _row(name: Cell, row: VerifiedLog | None) -> list[Any]:
    if row is None:
        return [name, NEVER, "", "", ""]
    tag, colour = FAILED if row.findings else SOUND
    result = Cell(tag, colour=colour, hint=count(row.findings, "finding") if row.findings else "")
    return [name, date_time(row.ended_at), _who(row.verification), f"{row.checked:,}", result]


def _kinds(row: VerifiedLog | None) -> str:
    return "; ".join(dict.fromkeys(finding_in_words(one["code"]) for one in row.told)) if row else ""


def _result(row: VerifiedLog) -> list[tuple[str, str]]:
    found = [
        ("When", date_time(row.ended_at)),
        ("By", _who(row.verification)),
        ("Entries checked", f"{row.checked:,} of {row.size:,}"),
        ("Signed checkpoints that agree", _checkpoints(row)),
        ("Encrypted parts", _privates(row)),
    ]
    return found


def _checkpoints(row: VerifiedLog) -> str:
    if not row.checkpoints:
        return "None: this ledger has not been signed yet"
    words = f"{row.checkpoints:,}, the last over {count(row.signed_to, 'entry', 'entries')}"
    return (
        words
        if row.signatures
        else f"{words}; their signatures could not be checked: no public key is at hand"
    )


def _privates(row: VerifiedLog) -> str:
    found = [f"{row.privates_proved:,} agree with their entries"]
    if row.privates_destroyed:
        found.append(f"{row.privates_destroyed:,} were destroyed with their key, as the ledger says")
    if row.privates_unopened:
        found.append(f"{row.privates_unopened:,} could not be opened: the service lacks their key")
    return "; ".join(found)


def _finding(one: Mapping[str, Any], practice: Practice) -> dict[str, Any]:
    index = one["leaf_index"]
    return {
        "what": finding_in_words(one["code"]),
        "message": f"{one['message'][:1].upper()}{one['message'][1:]}.",
        "number": None if index is None else f"{index:,}",
        "href": ""
        if index is None or one["code"] in ("missing", "truncated")
        else reverse("entry_by_number", args=[practice.ods_code, index]),
    }


def _who(of: Verification) -> str:
    return of.by.full_name if of.by else EVERY_NIGHT
