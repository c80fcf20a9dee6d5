"""The register of agreements as rows for its pages, and what it says of a request that cites one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from kit.dates import long_date
from kit.tables import Cell, Column, Sorting, sortable
from practices.models import Practice
from practices.permissions import Access
from requests_app import policies
from requests_app.law.loader import catalogue
from requests_app.models import AgreementChange, AgreementJoining, AgreementStatus, Request, SharingAgreement
from requests_app.presenters.chapter import Row, by_whom, given
from requests_app.selectors.agreements import KEEP

NEVER_A_BASIS = (
    "An agreement is never a basis, in force or not. It may only narrow what a power of the law allows."
)
NO_STATUS = ("No status confirmed", "white")
COLOURS = {
    AgreementStatus.IN_NEGOTIATION: "blue",
    AgreementStatus.IN_CONSULTATION: "blue",
    AgreementStatus.IN_FORCE: "green",
    AgreementStatus.PAUSED: "yellow",
    AgreementStatus.UNDER_REVIEW: "orange",
    AgreementStatus.WITHDRAWN: "red",
    AgreementStatus.SUPERSEDED: "grey",
}
# What a legal-basis review says that kept to the agreement.
KEPT_TO = "Kept to its items: what it does not cover has no basis"
# Of more practices than these a page shows only those that concern the agreement.
MANY = 20
JOINED, WAITS, NOT_JOINED = "Joined", "Joining waits for the guardian", "Not joined"


def status_tag(status: str | None) -> tuple[str, str]:
    """Where it stands, with the colour of its tag."""
    if not status:
        return NO_STATUS
    known = AgreementStatus(status)
    return str(known.label), COLOURS[known]


def columns(request: HttpRequest, sorting: Sorting) -> list[Column]:
    """The list's headings."""
    return [
        sortable(request, sorting, "name", "Agreement"),
        Column("Stands today"),
        sortable(request, sorting, "since", "Since"),
        Column("Your practices"),
        Column("Kept by"),
    ]


def rows(agreements: Iterable[Any], practices: Sequence[int]) -> list[list[Any]]:
    """A row for each agreement; its name leads to its page."""
    return [
        [
            Cell(row.name, href=row.get_absolute_url()),
            Cell(*status_tag(row.status_now)[:1], colour=status_tag(row.status_now)[1]),
            long_date(row.since_now) if row.since_now else "",
            _joined_by(row, practices),
            row.kept_by.name,
        ]
        for row in agreements
    ]


def _joined_by(agreement: SharingAgreement, practices: Sequence[int]) -> str:
    if len(practices) == 1:
        return joining_words(policies.joining_of(agreement, practices[0]))
    joined = sum(row.confirmed_at is not None and row.left_at is None for row in agreement.joinings.all())
    return f"Joined by {joined} of {len(practices)}" if joined else NOT_JOINED


def joining_words(joining: AgreementJoining | None) -> str:
    """Whether a practice joined, in words."""
    if joining is None:
        return NOT_JOINED
    return JOINED if joining.confirmed_at is not None else WAITS


def details(agreement: SharingAgreement) -> list[Row]:
    """What the register says of an agreement."""
    known = catalogue().items
    items = [f"{code} {known[code].label}" if code in known else code for code in agreement.items]
    return [
        ("Parties", _lines(agreement.parties)),
        ("Items that it covers", items),
        ("Purposes", _lines(agreement.purposes)),
        ("Legal basis that it claims", _lines(agreement.claimed_basis)),
        ("Its texts", _lines(agreement.documents)),
        ("Kept by", agreement.kept_by.name),
        ("Entered by", by_whom(agreement.entered_by, agreement.entered_at)),
    ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


HISTORY = ["Since", "Status", "Why", "Source", "Proposed by", "Confirmed by"]


def history(agreement: SharingAgreement) -> list[list[Any]]:
    """Every status that was confirmed, the latest first, with why, where from and by whom."""
    return [
        [
            long_date(row.since),
            Cell(row.get_status_display(), colour=status_tag(row.status)[1]),
            row.reason,
            row.source,
            by_whom(row.proposed_by, row.proposed_at),
            by_whom(row.confirmed_by, row.confirmed_at),
        ]
        for row in agreement.changes.all()
        if row.confirmed_at is not None
    ]


def declined(agreement: SharingAgreement) -> list[Row]:
    """What was proposed and declined: it never counted."""
    return [
        (
            f"{row.get_status_display()} since {long_date(row.since)}",
            f"Proposed by {by_whom(row.proposed_by, row.proposed_at)}; "
            f"declined by {by_whom(row.declined_by, row.declined_at)}",
        )
        for row in agreement.changes.all()
        if row.declined_at is not None
    ]


def waiting(agreement: SharingAgreement) -> AgreementChange | None:
    """The status that waits for its second person."""
    open_ones = (
        row for row in agreement.changes.all() if row.confirmed_at is None and row.declined_at is None
    )
    return next(open_ones, None)


def proposal(row: AgreementChange) -> list[Row]:
    """What is proposed, as the second person reads it."""
    return [
        ("Status", row.get_status_display()),
        ("Since", long_date(row.since)),
        ("Why", row.reason),
        ("Source", row.source),
        ("Proposed by", by_whom(row.proposed_by, row.proposed_at)),
    ]


@dataclass(frozen=True)
class Here:
    """One of the person's practices towards the agreement, with what the person may do there."""

    practice: Practice
    status: str
    colour: str
    rows: list[Row]
    links: list[tuple[str, str]]


def practices_here(agreement: SharingAgreement, practices: Iterable[Practice], access: Access) -> list[Here]:
    """Whether each of the person's practices joined, how that came, and what they may do about it."""
    found = []
    for practice in _worth_showing(agreement, list(practices), access):
        joining = policies.joining_of(agreement, practice.pk)
        words = joining_words(joining)
        colour = {JOINED: "green", WAITS: "yellow", NOT_JOINED: "grey"}[words]
        links = list(_links(agreement, practice, joining, access))
        found.append(Here(practice, words, colour, _joining_rows(agreement, practice), links))
    return found


def _worth_showing(agreement: SharingAgreement, practices: list[Practice], access: Access) -> list[Practice]:
    """All of few; of many those that have something on record, or where the person may do something."""
    if len(practices) <= MANY:
        return practices
    on_record = {row.practice_id for row in agreement.joinings.all()}
    return [place for place in practices if place.pk in on_record or access.may(KEEP, place.pk)]


def _joining_rows(agreement: SharingAgreement, practice: Practice) -> list[Row]:
    found: list[Row] = []
    for row in agreement.joinings.all():
        if row.practice_id != practice.pk:
            continue
        found += given(
            ("Recorded by", f"{by_whom(row.recorded_by, row.recorded_at)}: {row.reason}"),
            ("Confirmed by", by_whom(row.confirmed_by, row.confirmed_at) if row.confirmed_by else ""),
            ("Left", f"{by_whom(row.left_by, row.left_at)}: {row.left_because}" if row.left_by else ""),
        )
    return found


def _links(
    agreement: SharingAgreement, practice: Practice, joining: AgreementJoining | None, access: Access
) -> Iterable[tuple[str, str]]:
    if not access.may(KEEP, practice.pk):
        return
    roles = access.roles_at(practice.pk)

    def to(name: str) -> str:
        return reverse(name, args=[agreement.key, practice.ods_code])

    if joining is None:
        if "ig_lead" in roles:
            yield "Record that the practice joins", to("agreement_join")
        return
    own = access.person.pk == joining.recorded_by_id
    if joining.confirmed_at is None and "caldicott_guardian" in roles and not own:
        yield "Confirm the joining", to("agreement_join_confirm")
    yield ("Leave the agreement" if joining.confirmed_at else "Take the joining back"), to("agreement_leave")


def cited_rows(request: Request, today: date) -> list[Row]:
    """The agreement of the register that the request cites: where it stood and stands, and who joined.

    With what it is read by loaded (selectors.load_agreement) it asks the database nothing.
    """
    agreement = request.agreement
    if agreement is None:
        return []
    received = request.received_on
    then = status_tag(policies.status_on(agreement, received))[0] if received else ""
    joining = policies.joining_of(agreement, request.practice_id)
    link = format_html('<a href="{}">{}</a>', agreement.get_absolute_url(), agreement.name)
    return given(
        ("Agreement in our register", link),
        ("Where it stood when the request came", f"{then}, {long_date(received)}" if received else ""),
        (
            "Where it stands today",
            f"{status_tag(policies.status_on(agreement, today))[0]}, {long_date(today)}",
        ),
        ("This practice", joining_words(joining)),
        ("Keep in mind", NEVER_A_BASIS),
    )
