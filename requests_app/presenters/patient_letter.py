"""The letter that tells a patient of a request, in plain words: standard, or large print.

It has neither the patient's name nor an address: the practice writes those from its own records, never from
the request. It says of no other request whether there was one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from consent.models.telling import Whom
from kit.dates import long_date
from kit.pdf import SIZES, typeset
from practices.models import Practice
from requests_app.models import Request
from requests_app.presenters.patient_words import NOTHING_LEFT, ForPatient, for_patient

SOURCE = Path(__file__).with_name("letter.typ")
TITLE = "A request for information about a patient"
GREETINGS = {
    Whom.PATIENT: "Dear patient",
    Whom.PARENT: "Dear parent or carer",
    Whom.ATTORNEY: "Dear attorney or deputy of our patient",
    Whom.REPRESENTATIVE: "Dear personal representative",
    Whom.OTHER: "Dear reader",
}
ABOUT = {Whom.PATIENT: "you", Whom.PARENT: "your child"}
OTHERWISE = "What left that should not have left"
REGULATOR = "the Information Commissioner (ico.org.uk)"


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs, and a list below them."""

    heading: str
    paragraphs: list[str]
    items: list[str] = field(default_factory=list)


def sections(told: ForPatient, practice: Practice, *, whom: str, purpose: str = "") -> list[Section]:
    """What the letter says, under headings. purpose: what it was wanted for, in the writer's own words."""
    about = ABOUT.get(Whom(whom), "the patient")
    asked = f"On {told.received} we received a request for information about {about} from {told.who}."
    wanted = [f"What they wanted it for: {purpose}"] if purpose else []
    decided = f"{told.decided} This was decided on {told.decided_on}." if told.decided_on else told.decided
    return [
        Section("Who asked", [asked, *wanted]),
        Section("What they asked for", [], told.items),
        Section("The law that they named", [], told.named_law),
        Section("What we decided", [decided]),
        *([Section("What we decided before", [], told.earlier)] if told.earlier else []),
        *([Section("On what law we relied", [], told.relied_on)] if told.relied_on else []),
        *given(told),
        *rights(practice),
    ]


def given(told: ForPatient) -> list[Section]:
    """What was given, and what left otherwise; that nothing was given only where nothing left in any way."""
    left = Section("What was given", [] if told.left else [NOTHING_LEFT], told.left)
    if not told.otherwise:
        return [left]
    return [*([left] if told.left else []), Section(OTHERWISE, [], told.otherwise)]


def rights(practice: Practice) -> list[Section]:
    """How to object and how to complain: what every letter and every statement ends with."""
    number = f" on {practice.telephone}" if practice.telephone else ""
    return [
        Section(
            "If you object",
            [
                "You can object at any time to information being given to anybody, or to one organisation. "
                f"Tell us in person, in writing, or by phone{number}. We record it, and whoever decides "
                "about a request weighs it. An objection does not stop what a law or a court order requires.",
            ],
        ),
        Section(
            "If you are not content",
            [
                f"You can complain to us: {', '.join(filter(None, [practice.name, practice.address]))}. "
                "We acknowledge a complaint within 30 days. "
                f"You can also complain to {REGULATOR} at any time.",
            ],
        ),
    ]


def letter_pdf(
    request: Request, *, whom: str, size: str, day: date, said: Mapping[UUID, str], purpose: str = ""
) -> bytes:
    """The letter as a tagged PDF, of that UK day. The request comes with its story loaded.

    said: what was written for the patient of each incident, by its key.
    """
    practice = request.practice
    told = for_patient(request, said)
    found = sections(told, practice, whom=whom, purpose=purpose)
    data: Mapping[str, Any] = {
        "title": TITLE,
        "author": practice.name,
        "size": SIZES[size],
        "sender": [practice.name, *filter(None, [practice.address, practice.postcode])],
        "date": long_date(day),
        "references": [f"Our reference: {told.reference}"],
        "greeting": GREETINGS[Whom(whom)],
        "sections": [vars(section) for section in found],
        "ending": "Yours sincerely",
        "signed": [practice.name],
    }
    return typeset(SOURCE, data)
