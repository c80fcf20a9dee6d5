"""A person's own page in words: how they are known here, and one row for each request about them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from consent.models import Consent, PatientPage
from consent.objecting import SAMENESS_WORDS, Known, Sameness
from kit.dates import long_date, nhs_number, short_date
from kit.tables import Cell
from requests_app.models import Request, Subject
from requests_app.presenters.due import due_cell
from requests_app.presenters.work import name_cell, requester_cell, state_cell
from requests_app.selectors.patients import how_known
from requests_app.workflow import State

CONSENT_COLUMNS = ["Request", "Items", "To whom", "From and until", "Now"]
COLUMNS = ["Request", "From", "Received", "Due", "Stage"]
WAYS = {"nhs_number_index": "NHS number", "name_and_birth_index": "name and date of birth"}


def known_by(page: PatientPage) -> dict[str, list[str]]:
    """By what the page finds them, and by what it can't yet."""
    return {
        "found": [label for name, label in WAYS.items() if getattr(page, name)],
        "missing": [label for name, label in WAYS.items() if not getattr(page, name)],
    }


def named(people: Iterable[Subject]) -> list[list[Any]]:
    """How requests name the person: name, birth date, number."""
    return [
        [
            Cell(subject.name, hint=_beside(subject)),
            long_date(subject.date_of_birth) or "Not given",
            nhs_number(subject.nhs_number) or "Not given",
        ]
        for subject in people
    ]


def _beside(subject: Subject) -> str:
    died = "said to have died" if subject.deceased else ""
    return ", ".join(filter(None, [f"also {subject.other_names}" if subject.other_names else "", died]))


def request_row(request: Request, page: Known, now: datetime) -> list[Any]:
    """One request, with a warning where it may be about somebody else."""
    known = how_known(request, page)
    name = name_cell(request)
    if known is Sameness.NAME_OTHER_NUMBER:
        name = Cell(name.text, href=name.href, hint=SAMENESS_WORDS[known])
    closed = request.state in (State.DRAFT, State.CLOSED)
    return [
        name,
        requester_cell(request),
        short_date(request.received_on),
        "" if closed else due_cell(request.due_at, now),
        state_cell(request),
    ]


def pages_of_people(request: Request) -> list[tuple[int, str]]:
    """Of those whom the request names and who can be found again: position, and what the button says."""
    found = [row for row in request.subjects.all() if row.nhs_number_index or row.name_and_birth_index]
    if len(found) == 1:
        return [(found[0].position, "What is recorded about this person")]
    return [(row.position, f"What is recorded about {row.name}") for row in found]


def _standing(consent: Consent) -> Cell:
    if consent.withdrawn_at is None:
        return Cell("Given", colour="green")
    return Cell("Recorded by mistake" if consent.mistaken else "Withdrawn", colour="grey")


def consent_rows(consents: Iterable[Consent], requests: Iterable[Request]) -> list[list[Any]]:
    """One consent a row, with the request that it was given for."""
    named = {request.key: request for request in requests}
    return [
        [
            Cell(named[row.for_request].name, href=named[row.for_request].get_absolute_url()),
            ", ".join(row.items),
            row.recipient,
            f"{short_date(row.valid_from)} to {short_date(row.valid_until)}",
            _standing(row),
        ]
        for row in consents
    ]
