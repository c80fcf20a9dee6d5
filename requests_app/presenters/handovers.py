"""Hand-overs: rows of the list, one of them, and which of its steps are open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from kit.dates import long_date, short_date
from kit.errors import NotPossible
from kit.tables import Cell
from practices.models import Person
from requests_app.deadlines import freedom_of_information
from requests_app.deadlines.further import FurtherCode, further_limit
from requests_app.journey.handover import NO_NOTICE, NOBODY_WAITS
from requests_app.models import Clock, Handover
from requests_app.models.clock import ClockState
from requests_app.models.handover import HandoverKind
from requests_app.presenters.due import due_cell
from requests_app.presenters.face import Row
from requests_app.presenters.incidents import MASKED

#: The steps in the order of the page, each with the words of its link.
LINKS = {
    "acknowledge": "Record that it was acknowledged",
    "identify": "Record when you knew who the person is",
    "ask": "Ask the person, and stop the clock",
    "go-on": "Record their answer, and let the clock go on",
    "extend": "Extend by two months",
    "weigh": "Take more time to weigh the public interest",
    "notice": "Record that the refusal notice was sent",
    "answer": "Record the answer",
    "close": "Close it",
}
#: Where a kind has words of its own for a step.
OWN_WORDS = {
    (HandoverKind.COMPLAINT, "answer"): "Record the outcome",
    (HandoverKind.FGM_REPORT, "answer"): "Record that it was reported",
}
#: What each kind must know that no rule decides for it.
ADVICE = {
    HandoverKind.FREEDOM_OF_INFORMATION: (
        "Where the public interest has to be weighed you can take a reasonable time more, but the refusal "
        "notice is due within the 20 working days all the same: check with your data protection officer."
    ),
    HandoverKind.FGM_REPORT: (
        "The duty is the regulated professional’s who was told by the girl or saw the signs: to the chief "
        "officer of police where she lives, by word of mouth or in writing. One report by one professional "
        "is enough. The register only keeps the date: don’t name her here."
    ),
}


def name_of(handover: Handover) -> str:
    """What people call it: "Subject access request out of LMS-2026-0001"."""
    return f"{handover.get_kind_display()} out of {handover.request.name}"


def rows(handovers: Iterable[Handover], now: datetime) -> list[list[Cell]]:
    """The list. Nothing of what they say: that may name a patient."""
    return [
        [
            Cell(found.get_kind_display(), href=found.get_absolute_url()),
            Cell(found.request.name),
            Cell(found.practice.name),
            Cell(short_date(found.received_on)),
            next_date(found, now),
            status_of(found),
        ]
        for found in handovers
    ]


def lines_of(handovers: Iterable[Handover]) -> list[dict[str, Any]]:
    """What was handed over out of a request, for its page: no query, and nothing of what it says."""
    return [
        {
            "text": f"{found.get_kind_display()}, received {long_date(found.received_on)}",
            "href": found.get_absolute_url(),
            "status": status_of(found),
        }
        for found in handovers
    ]


def next_date(handover: Handover, now: datetime) -> Cell:
    """The earliest date that still waits; `live_clocks` are loaded in that order."""
    live: list[Clock] = getattr(handover, "live_clocks", [])
    running = [clock for clock in live if clock.state == ClockState.RUNNING]
    if running:
        return due_cell(running[0].due_at, now)
    return Cell("Stands still", colour="yellow") if live else Cell("None")


def status_of(handover: Handover) -> Cell:
    """How far it has come."""
    if handover.closed_at is not None:
        return Cell("Closed", colour="white")
    if handover.answered_at is not None:
        reports = handover.kind == HandoverKind.FGM_REPORT
        return Cell("Reported" if reports else "Answered", colour="green")
    return Cell("Open", colour="blue")


def rows_of(handover: Handover, *, told: bool) -> list[Row]:
    """One hand-over. What people wrote may name a patient: only those who may see one are told."""

    def words(text: str) -> str:
        return text if told else MASKED

    reports = handover.kind == HandoverKind.FGM_REPORT
    found: list[Row] = [
        ("What it is", handover.get_kind_display()),
        ("First found" if reports else "First received", long_date(handover.received_on)),
        ("What it says", words(handover.note)),
        ("Handed over by", _who(handover.opened_by, handover.opened_at)),
    ]
    if handover.acknowledged_at is not None:
        found.append(("Acknowledged", _who(handover.acknowledged_by, handover.acknowledged_at)))
    if handover.relevant_on is not None:
        found.append(("Known who the person is since", long_date(handover.relevant_on)))
    if handover.extended_to is not None:
        sent = handover.notice_sent_on
        found += [
            ("More time taken by", _who(handover.extended_by, handover.extended_at)),
            ("The law’s date, which stands", long_date(freedom_of_information(handover.received_on).day)),
            ("The practice’s date", long_date(handover.extended_to)),
            ("Refusal notice sent on", long_date(sent) if sent else "Not yet"),
            ("Why more time is needed", words(handover.extension_reason)),
        ]
    elif handover.extended_at is not None:
        found += [
            ("Extended by", _who(handover.extended_by, handover.extended_at)),
            ("The person was told on", long_date(handover.notice_sent_on)),
            ("Why more time is needed", words(handover.extension_reason)),
        ]
    if handover.reported_on is not None:
        found.append(("Reported on", long_date(handover.reported_on)))
    if handover.answered_at is not None:
        found += [
            ("Reported by" if reports else "Answered by", _who(handover.answered_by, handover.answered_at)),
            ("How it was reported" if reports else "How it was answered", words(handover.answer)),
        ]
    if handover.closed_at is not None:
        found.append(("Closed by", _who(handover.closed_by, handover.closed_at)))
        if handover.answered_at is None:
            found.append(("Why it was closed without an answer", words(handover.answer)))
    return found


def advice(handover: Handover) -> str:
    """What no rule decides by itself; "" where there is nothing."""
    if handover.kind == HandoverKind.COMPLAINT:
        limit = further_limit(FurtherCode.NHS_COMPLAINT, handover.received_on, handover.practice.nation)
        return (
            "If it is a complaint about care as well, the NHS complaints procedure asks to acknowledge it "
            f"within 3 working days, by {long_date(limit.day)}: check with your data protection officer."
        )
    return ADVICE.get(HandoverKind(handover.kind), "")


def steps_of(handover: Handover) -> list[tuple[str, str]]:
    """The links of the steps that are open now, with their words."""
    return [
        (words_of(handover, step), reverse("handover_step", args=[handover.key, step]))
        for step in LINKS
        if not why_not(handover, step)
    ]


def words_of(handover: Handover, step: str, otherwise: str = "") -> str:
    """The words of a step's link; of its heading too where the kind has its own, else `otherwise`."""
    return OWN_WORDS.get((HandoverKind(handover.kind), step), otherwise or LINKS[step])


def check_open(handover: Handover, step: str) -> None:
    """Raise NotPossible with the reason where a step is not open."""
    reason = why_not(handover, step)
    if reason:
        raise NotPossible(reason)


def why_not(handover: Handover, step: str) -> str:
    """Why a step is not open now, in words; "" when it is. Its clocks are loaded."""
    personal = handover.kind == HandoverKind.SUBJECT_ACCESS
    information = handover.kind == HandoverKind.FREEDOM_OF_INFORMATION
    stopped = any(clock.state == ClockState.STOPPED for clock in handover.clocks.all())
    answered = handover.answered_at is not None
    closed: dict[str, tuple[tuple[bool, str], ...]] = {
        "acknowledge": (
            (handover.kind == HandoverKind.FGM_REPORT, NOBODY_WAITS),
            (handover.acknowledged_at is not None, "It was acknowledged already."),
        ),
        "identify": (
            (not personal, "Only a subject access request waits to know who the person is."),
            (handover.relevant_on is not None, "That was recorded already."),
            (handover.extended_at is not None, "The time was extended already."),
        ),
        "ask": (
            (not personal, "Only the clock of a subject access request stands still."),
            (stopped, "The clock stands still already."),
        ),
        "go-on": ((not stopped, "No clock stands still."),),
        "extend": (
            (not personal, "Only a subject access request is extended."),
            (handover.extended_at is not None, "It was extended already, and is extended once."),
        ),
        "weigh": (
            (not information, "The public interest is weighed in a freedom of information request only."),
            (handover.extended_at is not None, "It was extended already, and is extended once."),
        ),
        "notice": (
            (not information or handover.extended_at is None, NO_NOTICE),
            (handover.notice_sent_on is not None, "That was recorded already."),
        ),
        "answer": ((answered, "It was answered already."),),
        "close": (),
    }
    reasons = [(handover.closed_at is not None, "It is closed.")]
    if step not in ("close", "answer"):
        reasons.append((answered, "It is answered."))
    return next((words for is_so, words in (*reasons, *closed[step]) if is_so), "")


def _who(person: Person | None, at: datetime | None) -> str:
    return f"{person.full_name if person else 'The desk'}, {long_date(at)}"
