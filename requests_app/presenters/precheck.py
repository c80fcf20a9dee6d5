"""The pre-check of a request, as the pages show it: four groups of lines, and never a decision.

Made from a request whose items, claims, triage and verification are loaded: nothing here asks the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from requests_app import policies
from requests_app.law.base import Entry
from requests_app.law.loader import catalogue
from requests_app.law.precheck import Agreement, Line, Paper, Question, precheck
from requests_app.law.vocabulary import InstrumentKind, LineKind, SubjectRole
from requests_app.models import AgreementStatus, Request, Subject
from requests_app.models.request import Channel, SubjectKind
from requests_app.presenters.law_cited import SLUGS
from requests_app.presenters.requester_signals import FREE_MAIL, host_of, within
from requests_app.workflow import REVIEW_STATES, WAITING_STATES, State

# Where a request stands while the pre-check still has something to say.
STATES = (*REVIEW_STATES, *WAITING_STATES, State.DECISION)
OF_AGE = 18
# heading, colour of the tag, what the tag says.
GROUPS = {
    LineKind.STOP: (
        "Stops",
        "red",
        "Stop",
        "As the request stands, nothing can rest on this, or it can’t leave.",
    ),
    LineKind.ASK: ("To ask", "orange", "Ask", "Something is missing: ask the requester, or look."),
    LineKind.WARN: ("To keep in mind", "blue", "Note", "For those who review and decide."),
    LineKind.NO_VIEW: (
        "No view",
        "purple",
        "No view",
        "The law is open here: ask the data protection officer.",
    ),
}


@dataclass(frozen=True)
class Said:
    """One line as a page shows it. links: (code, address) of the law that it is about."""

    text: str
    items: tuple[str, ...]
    evidence: tuple[str, ...]
    cite: str
    links: tuple[tuple[str, str], ...]
    check_with_dpo: bool
    views: str


@dataclass(frozen=True)
class Group:
    """The lines of one kind. open: shown at once, not behind a click."""

    heading: str
    colour: str
    tag: str
    meaning: str
    lines: tuple[Said, ...]
    open: bool


def pre_check(case: Request, *, subjects: Iterable[Subject], match: bool) -> list[Group]:
    """What the pre-check says, by kind; nothing once the request is decided or ended.

    subjects: those whom the person may see; match: whether they may know what the record carries.
    """
    if case.state not in STATES:
        return []
    lines = precheck(question_of(case, subjects=subjects, match=match))
    return [_group(kind, [line for line in lines if line.kind is kind]) for kind in LineKind]


def _group(kind: LineKind, lines: Sequence[Line]) -> Group:
    heading, colour, tag, meaning = GROUPS[kind]
    return Group(
        heading=f"{heading}: {len(lines) or 'none'}",
        colour=colour,
        tag=tag,
        meaning=meaning,
        lines=tuple(_said(line) for line in lines),
        open=kind in (LineKind.STOP, LineKind.ASK),
    )


def question_of(case: Request, *, subjects: Iterable[Subject], match: bool) -> Question:
    """The request as the pre-check takes it; whose data it is only from the subjects that are given."""
    asks, today = case.requester, timezone.localdate()
    items = policies.asked_now(case)
    person = next(iter(subjects), None)
    verification = policies.live(case.verifications.all())
    return Question(
        requester_kind=asks.kind,
        received=case.received_on or today,
        claims=tuple(claim.code for claim in case.claims.all()),
        law_words=bool(case.claimed_words.strip()),
        agreement=_agreement(case, today),
        agreement_words=bool(case.claimed_agreement.strip()),
        items=tuple(item.code for item in items if item.code in catalogue().items),
        own_words=tuple(item.token for item in items if item.code not in catalogue().items),
        paper=_paper(case),
        level=verification.level if verification else "V0",
        officer=bool(asks.officer.strip()),
        reference=bool(asks.their_reference.strip()),
        written=case.channel not in (Channel.PHONE, Channel.IN_PERSON),
        supervisor=bool(asks.supervisor.strip()),
        supervisor_rank=asks.supervisor_rank,
        address_needs_countersignature=case.practice.address_needs_countersignature,
        free_mail=within(host_of(asks.email), FREE_MAIL),
        role=SubjectRole(person.role) if person else SubjectRole.OTHER,
        deceased=bool(person and person.deceased),
        minor=bool(person and _minor(person, case.received_on or today)),
        nobody_named=case.subject_kind == SubjectKind.NOBODY_NAMED,
        offence=bool(case.offence.strip()),
        purpose=bool(case.purpose.strip()),
        flags=tuple(sorted(_flags(case, match=match))),
        emergency=case.emergency,
    )


def _flags(case: Request, *, match: bool) -> set[str]:
    """What triage saw on the face; what the record carries only for those who may know of the match."""
    if match:
        return policies.record_flags(case)
    triage = policies.live(case.triage_set.all())
    return set(triage.prohibitions) if triage else set()


def _paper(case: Request) -> Paper | None:
    if not policies.binding_instrument(case):
        return None
    paper = case.instrument
    return Paper(
        kind=InstrumentKind(paper.kind),
        dated=paper.dated,
        names_practice=paper.names_practice,
    )


def _agreement(case: Request, today: date) -> Agreement | None:
    """The agreement of the register that it cites, as it stands today."""
    agreement = case.agreement
    if agreement is None:
        return None
    status = policies.status_on(agreement, today)
    return Agreement(
        name=agreement.name,
        status=str(status.label) if status else "No status recorded",
        in_force=status == AgreementStatus.IN_FORCE,
        joined=policies.has_joined(agreement, case.practice_id),
    )


def _minor(person: Subject, on: date) -> bool:
    """Whether they were under age that day; unknown is no."""
    born = person.date_of_birth
    if born is None:
        return False
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < OF_AGE


def _said(line: Line) -> Said:
    return Said(
        text=line.text,
        items=line.items,
        evidence=line.evidence,
        cite=line.cite,
        links=tuple((code, _address(code)) for code in line.codes),
        check_with_dpo=line.check_with_dpo,
        views=line.views,
    )


def _address(code: str) -> str:
    """Where everything that is known of an entry stands."""
    known = catalogue()
    tables: tuple[Any, ...] = (
        known.claimable, known.items, known.prohibitions, known.checks, known.article9,
    )  # fmt: skip
    entry: Entry = next(table[code] for table in tables if code in table)
    return reverse("law_entry", args=[SLUGS[entry.table], code])
