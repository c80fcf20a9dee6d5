"""A person's own statement: who asked about them, when, on what law, what was decided, what left.

It reads the same whether or not something was left out of it: neither its words nor its numbers tell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from consent.tellable import Tellable
from kit.dates import count, long_date
from kit.pdf import SIZES, typeset
from kit.tables import Cell
from practices.models import Practice
from requests_app.models import Request
from requests_app.presenters.applied_law import law_of_case
from requests_app.presenters.chapter import Row
from requests_app.presenters.patient_letter import Section, given, rights
from requests_app.presenters.patient_words import for_patient, named_law
from requests_app.selectors.statements import Counts, Statement

SOURCE = Path(__file__).with_name("statement.typ")
TITLE = "Requests for information about you"
LAW = (
    "This statement is made under Article 15 of the UK GDPR, with the exemptions that the Data Protection "
    "Act 2018 makes from it. It lists the requests that we may tell you about."
)
NONE = "There is none that we list here."
LEFT_OUT_COLUMNS = ["Request", "Why it may not be told", "Reason", "Looked at again"]
UNSURE = (
    "The name and the date of birth fit, but the NHS number is another. They are not in the statement. "
    "If one is about this person after all, make a statement from the page of that number too."
)


@dataclass(frozen=True)
class Told:
    """One request as the statement tells it."""

    heading: str
    sections: list[Section]


def requests_told(requests: Sequence[Request], said: Mapping[UUID, str] | None = None) -> list[Told]:
    """Each request that may be told, the first received first. said: as for_patient takes it."""
    return [_told(request, said) for request in requests]


def statement_pdf(
    requests: Sequence[Request], practice: Practice, *, size: str, day: date, said: Mapping[UUID, str]
) -> bytes:
    """The statement as a tagged PDF, of that UK day. The requests come with their stories loaded.

    said: what was written for the patient of each incident, by its key.
    """
    told = requests_told(requests, said)
    data: Mapping[str, Any] = {
        "title": TITLE,
        "author": practice.name,
        "size": SIZES[size],
        "sender": [practice.name, *filter(None, [practice.address, practice.postcode])],
        "date": long_date(day),
        "introduction": introduction(requests),
        "requests": [asdict(one) for one in told],
        "rights": [asdict(section) for section in rights(practice)],
    }
    return typeset(SOURCE, data)


def introduction(requests: Sequence[Request]) -> list[str]:
    """What stands above the list."""
    return [LAW] if requests else [LAW, NONE]


def left_out_rows(found: Statement) -> list[list[Cell]]:
    """For the practice's eyes alone: what the statement leaves out, with the reason."""
    return [_left_out(request, may) for request, may in found.left_out]


def reconciled(register: Counts, ledger: Counts) -> str:
    """What the page says of the numbers; they are the same, or no statement is made."""
    return f"About this person the register holds {_counted(register)}. " + (
        "The audit ledger says the same."
        if register == ledger
        else f"The audit ledger says otherwise: {_counted(ledger)}. No statement is made "
        "until an auditor has found out why."
    )


def _counted(counts: Counts) -> str:
    return (
        f"{count(counts.asked, 'request')}, {count(counts.decided, 'decision')}, "
        f"{count(counts.left, 'item')} that left and {count(counts.incidents, 'incident')}"
    )


def in_words(request: Request) -> str:
    """A request in a line, for whoever decides whether it is told."""
    told = for_patient(request)
    return f"Received on {told.received} from {told.who}. {told.decided}"


def to_weigh(request: Request) -> list[Row]:
    """For whoever decides whether the person is told of it: how it stands, its law, what it is wanted for."""
    law = law_of_case(request)
    named = [law.claimable[claim.code] for claim in request.claims.all() if claim.code in law.claimable]
    says = {entry.label: getattr(entry, "tell_patient", "") for entry in named}
    return [
        ("How it stands", request.state_info.label),
        ("The law that they named", named_law(request, law)),
        (
            "What that law’s entry says of telling the patient",
            [f"{name}: {words}" for name, words in says.items() if words] or "Nothing",
        ),
        ("What they want it for", request.purpose or "Not given"),
    ]


def _told(request: Request, said: Mapping[UUID, str] | None) -> Told:
    told = for_patient(request, said)
    decided = f"{told.decided} This was decided on {told.decided_on}." if told.decided_on else told.decided
    return Told(
        heading=f"{told.received}: {told.who}",
        sections=[
            Section("What they asked for", [f"Our reference: {told.reference}"], told.items),
            Section("The law that they named", [], told.named_law),
            Section("What we decided", [decided]),
            *([Section("What we decided before", [], told.earlier)] if told.earlier else []),
            *([Section("On what law we relied", [], told.relied_on)] if told.relied_on else []),
            *given(told),
        ],
    )


def _left_out(request: Request, may: Tellable) -> list[Cell]:
    return [
        Cell(request.name, href=request.get_absolute_url()),
        Cell(may.why),
        Cell(may.reason),
        Cell(long_date(may.until)),
    ]
