"""The tasks of the log and their answers, as rows for the pages."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from kit.dates import clock_time, long_date, nhs_number, short_date
from requests_app.law.loader import catalogue
from requests_app.models import Request, Subject
from requests_app.models.request import Channel, SubjectKind, Urgency
from requests_app.policies import asked_now
from requests_app.selectors import drafting

#: The heading of each task's page, in the order of the list.
TITLES = {
    "received": "How and when it came",
    "requester": "Who asks",
    "subject": "Whose data they ask for",
    "items": "What they ask for",
    "purpose": "What they want it for",
    "law": "The law they claim",
    "urgency": "How urgent it is",
    "restriction": "Who may see it",
}
Row = tuple[str, Any]


def task_rows(case: Request, missing: Mapping[str, str], *, may_submit: bool) -> list[dict[str, Any]]:
    """The task list; the check comes last and is always open to read."""
    rows: list[dict[str, Any]] = []
    for part, title in TITLES.items():
        done = part not in missing
        rows.append(
            {
                "title": title,
                "href": reverse(f"log_{part}", args=[case.key]),
                "status": "Completed" if done else "Incomplete",
                "colour": "" if done else "blue",
            }
        )
    left = len(missing)
    rows.append(
        {
            "title": "Check and submit" if may_submit else "Check your answers",
            "href": reverse("log_check", args=[case.key]),
            "status": f"{left} to do first" if left and may_submit else "Ready",
            "colour": "" if left and may_submit else "green",
        }
    )
    return rows


def missing_links(case: Request, missing: Mapping[str, str]) -> list[dict[str, str]]:
    """What is not done yet, each with the page where it is done."""
    return [{"text": text, "href": reverse(f"log_{part}", args=[case.key])} for part, text in missing.items()]


def draft_rows(drafts: Iterable[Request]) -> list[list[Any]]:
    """Drafts to go on with. Never a patient's name."""
    return [
        [
            {"text": draft.name, "href": reverse("log_tasks", args=[draft.key])},
            draft.practice.name,
            Channel(draft.channel).label if draft.channel else "Not said yet",
        ]
        for draft in drafts
    ]


def people_rows(case: Request, people: Iterable[Subject]) -> list[dict[str, Any]]:
    """The list of several people, each with the pages that change and remove them."""
    return [
        {
            "name": person.name,
            "rows": person_rows(person)[1:],
            "change": reverse("log_person", args=[case.key, number]),
            "remove": reverse("log_person_remove", args=[case.key, number]),
        }
        for number, person in enumerate(people, start=1)
    ]


def sections(case: Request, missing: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every task with its answers and a link to change them."""
    return [
        {
            "part": part,
            "heading": title,
            "rows": [] if part in missing else PARTS[part](case),
            "missing": missing.get(part, ""),
            "href": reverse(f"log_{part}", args=[case.key]) + "?from=check",
        }
        for part, title in TITLES.items()
    ]


def given(*rows: Row) -> list[Row]:
    """Rows that have something to say."""
    return [row for row in rows if row[1]]


def received_rows(case: Request) -> list[Row]:
    """How and when it came."""
    time = f" at {clock_time(case.received_time)}" if case.received_time else ""
    return [
        ("How it came", Channel(case.channel).label),
        ("Received", f"{long_date(case.received_on)}{time}"),
        *given(("Note", case.arrival_note)),
    ]


def requester_rows(case: Request) -> list[Row]:
    """Who asks, as they say."""
    asks = case.requester
    kinds = catalogue().requester_kinds
    officer = ", ".join(filter(None, [asks.officer, asks.rank, asks.officer_number]))
    signed = f"signed {short_date(asks.supervisor_signed_on)}" if asks.supervisor_signed_on else ""
    return [
        ("Organisation", ", ".join(filter(None, [asks.organisation_name, asks.unit]))),
        ("Kind", kinds[asks.kind].label if asks.kind in kinds else asks.kind),
        ("In your register", "Yes" if asks.organisation_id else "No"),
        ("Person who asks", officer),
        ("Their reference", asks.their_reference),
        ("Contact as given", [text for text in (asks.email, asks.telephone, asks.address) if text]),
        ("Signed above them by", ", ".join(filter(None, [asks.supervisor, asks.supervisor_rank, signed]))),
    ]


def person_rows(person: Subject) -> list[Row]:
    """One person, as the requester describes them."""
    return [
        ("Name", person.name),
        *given(("Other names", person.other_names)),
        ("Date of birth", long_date(person.date_of_birth)),
        ("NHS number", nhs_number(person.nhs_number)),
        *given(("Address as given", person.address)),
        ("To the requester", person.get_role_display()),
        *([("Said to have died", "Yes")] if person.deceased else []),
    ]


def subject_rows(case: Request) -> list[Row]:
    """Whose data."""
    kind = SubjectKind(case.subject_kind)
    if kind is SubjectKind.NOBODY_NAMED:
        return [("Who", kind.label), ("They describe", case.subject_description)]
    people = list(case.subjects.all())
    if len(people) == 1:
        return person_rows(people[0])
    return [("Who", f"{len(people)} people, each a linked request"), ("Names", [p.name for p in people])]


def items_rows(case: Request) -> list[Row]:
    """The items, by code or in words."""
    known = catalogue().items
    words = []
    for item in asked_now(case):
        text = f"{item.code} {known[item.code].label}" if item.code else f"“{item.own_words}”"
        text += f": {item.detail}" if item.detail else ""
        words.append(text + (" (proposed as withheld)" if item.proposed_withheld else ""))
    return [("Items", words)]


def purpose_rows(case: Request) -> list[Row]:
    """What for."""
    return [("Purpose", case.purpose), ("Offence alleged", case.offence)]


def law_rows(case: Request) -> list[Row]:
    """What they claim, what came with it, and by when they want an answer."""
    known = catalogue().claimable
    claims = [known[c.code].label if c.code in known else c.code for c in case.claims.all()]
    time = f" at {clock_time(case.comply_by_time)}" if case.comply_by_time else ""
    rows: list[Row] = [
        ("They claim", "No law and no agreement" if case.no_law_claimed else claims or "In words only"),
        *given(
            ("In their words", case.claimed_words),
            ("Agreement they name", case.claimed_agreement),
            ("Agreement in our register", case.agreement.name if case.agreement else ""),
        ),
        ("Order or notice", instrument_words(case) or "None"),
        ("Answer by", f"{long_date(case.comply_by)}{time}" if case.comply_by else "No date given"),
    ]
    return rows


def instrument_words(case: Request) -> str:
    """The order or notice that came with it, in one line; empty for none."""
    if not hasattr(case, "instrument"):
        return ""
    paper = case.instrument
    served = f"served {short_date(paper.served_on)}" if paper.served_on else ""
    named = "names this practice" if paper.names_practice else "does not name this practice"
    parts = [str(paper), paper.issued_by, paper.serial, f"dated {short_date(paper.dated)}", served, named]
    return ", ".join(filter(None, parts))


def urgency_rows(case: Request) -> list[Row]:
    """How urgent."""
    rows: list[Row] = [("Urgency", Urgency(case.urgency).label)]
    return [*rows, ("Why an emergency", case.emergency_reason)] if case.emergency else rows


def restriction_rows(case: Request) -> list[Row]:
    """Who may see it."""
    if not case.restricted:
        return [("Who may see it", "The practice’s team")]
    return [("Only these people may see it", drafting.names_of_named(case))]


PARTS = {
    "received": received_rows,
    "requester": requester_rows,
    "subject": subject_rows,
    "items": items_rows,
    "purpose": purpose_rows,
    "law": law_rows,
    "urgency": urgency_rows,
    "restriction": restriction_rows,
}
