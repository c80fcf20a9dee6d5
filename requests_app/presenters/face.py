"""The face of a request: who asks, for what, on what law, as it came. Not whether anybody is a patient."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from kit.dates import clock_time, long_date, nhs_number
from requests_app.law.loader import catalogue
from requests_app.models import AskedItem, Request, Subject
from requests_app.presenters.agreements import cited_rows
from requests_app.presenters.chapter import Row, item_name


@dataclass(frozen=True)
class Face:
    """What the request says of itself: the rows of three short chapters."""

    who: list[Row]
    what: list[Row]
    law: list[Row]


def face(
    case: Request, items: Sequence[AskedItem], claims: Sequence[str], subjects: Sequence[Subject] = ()
) -> Face:
    """The request as it came. Nothing here says whether anybody is a patient."""
    return Face(who=_who(case), what=_what(case, items, subjects), law=_law(case, claims))


def _who(case: Request) -> list[Row]:
    asks = case.requester
    kind = catalogue().requester_kinds.get(asks.kind)
    officer = ", ".join(filter(None, [asks.officer, asks.rank, asks.officer_number]))
    supervisor = ", ".join(filter(None, [asks.supervisor, asks.supervisor_rank]))
    if supervisor and asks.supervisor_signed_on:
        supervisor += f", signed on {long_date(asks.supervisor_signed_on)}"
    given = [asks.email, asks.telephone, asks.address]
    return [
        ("Organisation", ", ".join(filter(None, [asks.organisation_name, asks.unit]))),
        ("Kind", kind.label if kind else asks.kind),
        ("Named officer", officer),
        ("Supervisor who signed", supervisor),
        ("Their reference", asks.their_reference),
        ("Contact details as they gave them", [line for line in given if line]),
    ]


def _what(case: Request, items: Sequence[AskedItem], subjects: Sequence[Subject]) -> list[Row]:
    arrived = f"{case.get_channel_display()}, {long_date(case.received_on)}"
    if case.received_time:
        arrived += f" at {clock_time(case.received_time)}"
    about: Any = case.get_subject_kind_display()
    if subjects:
        about = [_subject(subject) for subject in subjects]
    rows: list[Row] = [
        ("How it came", arrived),
        ("Whose data", about),
        ("Items", [item_name(item) for item in items]),
        ("Purpose", case.purpose),
        ("Offence, as they state it", case.offence),
        ("Urgency", case.get_urgency_display()),
    ]
    if case.subject_description:
        rows.insert(2, ("As they describe it", case.subject_description))
    if case.emergency_reason:
        rows.append(("Why it is an emergency", case.emergency_reason))
    return rows


def _subject(subject: Subject) -> str:
    """As the requester describes them."""
    parts = [subject.name]
    if subject.date_of_birth:
        parts.append(f"born {long_date(subject.date_of_birth)}")
    if subject.nhs_number:
        parts.append(f"NHS number {nhs_number(subject.nhs_number)}")
    if subject.address:
        parts.append(subject.address)
    return ", ".join(parts)


def subject_rows(subject: Subject) -> list[Row]:
    """Whom the requester means, detail by detail, to be held against a record."""
    return [
        ("Name", subject.name),
        ("Other names", subject.other_names),
        ("Date of birth", long_date(subject.date_of_birth)),
        ("NHS number", nhs_number(subject.nhs_number)),
        ("Address", subject.address),
    ]


def _law(case: Request, claims: Sequence[str]) -> list[Row]:
    known = catalogue().claimable
    words = [_named(known[code]) if code in known else code for code in claims]
    rows: list[Row] = [("Law that they claim", words or ("They name none" if case.no_law_claimed else ""))]
    if case.claimed_words:
        rows.append(("In their words", case.claimed_words))
    if case.claimed_agreement:
        rows.append(("Agreement that they claim", case.claimed_agreement))
    rows += cited_rows(case, timezone.localdate())
    rows.append(("Order, summons, warrant or notice", instrument(case) or "None came with it"))
    if case.comply_by:
        by = long_date(case.comply_by)
        rows.append(
            ("Comply by", f"{by} at {clock_time(case.comply_by_time)}" if case.comply_by_time else by)
        )
    return rows


def _named(entry: Any) -> str:
    cite = getattr(entry, "cite", "")
    return f"{entry.code} {entry.label}: {cite}" if cite else f"{entry.code} {entry.label}"


def instrument(case: Request) -> str:
    """The instrument in a line; "" where none came."""
    if not hasattr(case, "instrument"):
        return ""
    paper = case.instrument
    names = "names this practice" if paper.names_practice else "does not name this practice"
    serial = f", {paper.serial}" if paper.serial else ""
    return (
        f"{paper.get_kind_display()} of {paper.issued_by}{serial}, dated {long_date(paper.dated)}; it {names}"
    )
