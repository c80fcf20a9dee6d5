"""What comes out of a request and goes another way: a rights request, freedom of information, a complaint.

Each is a record of its own with its own clock from the original receipt, beside the request and whatever
becomes of it. The request itself goes on, or is ended as reclassified.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from kit.dates import long_date
from kit.errors import InvalidInput, NotVisible
from practices.models import Person
from requests_app.deadlines import freedom_of_information
from requests_app.deadlines.handovers import FGM_NATIONS
from requests_app.deadlines.statutory import farthest
from requests_app.journey import clocks_beside as clocks
from requests_app.journey.handing_over import make_handover, named
from requests_app.journey.unit import Work, require, require_known, work
from requests_app.models import Handover
from requests_app.models.handover import HandoverKind
from requests_app.workflow import State

PERMISSION = "close_request"
NOBODY_WAITS = "Nobody waits for an acknowledgement of a report."
NO_NOTICE = "A notice is recorded where the public interest is weighed. Otherwise record the answer."
ONLY_A_REPORT = "Only a report has a day on which it was reported"
AFTER_DRAFT = tuple(state for state in State if state is not State.DRAFT)


@dataclass
class InHand:
    """A hand-over under its request's lock, and the unit of work that writes about it."""

    unit: Work
    handover: Handover

    @property
    def today(self) -> date:
        """The day in the United Kingdom."""
        return timezone.localdate(self.unit.at)


def hand_over(
    *, key: uuid.UUID, by: Person, kind: str, received_on: date, note: str, seen_version: int | None = None
) -> Handover:
    """Record that something in this request goes another way. Its clock runs from `received_on`.

    note: what it is, in words. Raises InvalidInput for a day that has not come yet, and NotPossible for a
    report that nobody has a duty to make (Female Genital Mutilation Act 2003 s.5B: England and Wales).
    """
    require_known([kind], HandoverKind.values, "What it is")
    require(bool(note.strip()), "Say what it is.")
    with work(
        key=key,
        by=by,
        event="handover.opened",
        permission=PERMISSION,
        states=AFTER_DRAFT,
        seen_version=seen_version,
    ) as unit:
        _not_in_the_future(received_on, timezone.localdate(unit.at), "received_on")
        require(
            kind != HandoverKind.FGM_REPORT or unit.request.practice.nation in FGM_NATIONS,
            "The duty to report it to the police holds in England and Wales.",
        )
        handover = make_handover(unit, kind=kind, received_on=received_on, note=note)
        unit.private["note"] = handover.note
    return handover


def acknowledge(*, key: uuid.UUID, by: Person) -> None:
    """Record that the person was told that it is in hand."""
    with _open(key, by, "handover.acknowledged") as hand:
        require(hand.handover.kind != HandoverKind.FGM_REPORT, NOBODY_WAITS)
        require(hand.handover.acknowledged_at is None, "It was acknowledged already.")
        hand.handover.acknowledged_by, hand.handover.acknowledged_at = by, hand.unit.at


def identify(*, key: uuid.UUID, by: Person, relevant_on: date) -> None:
    """Record the day on which the information came that was asked for to know who the person is.

    The month then counts from that day: Data (Use and Access) Act 2025 s.76.
    """
    with _open(key, by, "handover.identified") as hand:
        _only_of_a_person(hand.handover)
        _not_in_the_future(relevant_on, hand.today, "relevant_on")
        if relevant_on < hand.handover.received_on:
            words = "The day must be the same as or after the day of receipt"
            raise InvalidInput(f"{words}.", fields={"relevant_on": words})
        require(hand.handover.relevant_on is None, "That was recorded already.")
        require(hand.handover.extended_at is None, "The time was extended already.")
        hand.handover.relevant_on = relevant_on
        hand.unit.facts["relevant"] = relevant_on.isoformat()


def ask(*, key: uuid.UUID, by: Person, question: str) -> None:
    """Ask the person what they mean, where that is reasonably needed: the days until they answer don't count.

    UK GDPR Art 12A, by the Data (Use and Access) Act 2025 s.76.
    """
    require(bool(question.strip()), "Say what you ask.")
    with _open(key, by, "handover.asked") as hand:
        _only_of_a_person(hand.handover)
        hand.unit.private["question"] = question.strip()
        clocks.stop(hand.handover, hand.unit, question.strip())


def go_on(*, key: uuid.UUID, by: Person, answer: str, answered_on: date | None = None) -> None:
    """The answer came, today unless told: the clock goes on, later by the days until then.

    Raises InvalidInput for a day before the question, or one that has not come yet.
    """
    require(bool(answer.strip()), "Say what they answered.")
    with _open(key, by, "handover.answer_came") as hand:
        _only_of_a_person(hand.handover)
        day = answered_on or hand.today
        _not_in_the_future(day, hand.today, "answered_on")
        hand.unit.facts["answered_on"] = day.isoformat()
        hand.unit.private["answer"] = answer.strip()
        clocks.go_on(hand.handover, hand.unit, answer.strip(), day)


def extend(*, key: uuid.UUID, by: Person, notice_sent_on: date, reason: str) -> None:
    """Take the two further months, of which the person was told with the reasons within the first.

    UK GDPR Art 12(3). Raises InvalidInput where the notice was sent too late, or is yet to be sent.
    """
    require(bool(reason.strip()), "Say why more time is needed.")
    with _open(key, by, "handover.extended") as hand:
        handover = hand.handover
        _only_of_a_person(handover)
        require(handover.extended_at is None, "It was extended already, and is extended once.")
        _notice_on(hand, notice_sent_on)
        clocks.check_extension(handover, notice_sent_on)
        handover.extension_reason = reason.strip()
        handover.extended_by, handover.extended_at = by, hand.unit.at
        hand.unit.private["reason"] = reason.strip()


def weigh(
    *, key: uuid.UUID, by: Person, extended_to: date, reason: str, notice_sent_on: date | None = None
) -> None:
    """Take until `extended_to` to weigh the public interest, beside the twentieth working day, which stands.

    Freedom of Information Act 2000 s.10: a reasonable time; the refusal notice is due in the 20 working days
    all the same (DOMAIN.md T7). notice_sent_on: the day on which it went, where it did.
    Raises InvalidInput for a day that isn't after those, has come already or is too far off; and once they
    are over, unless the notice was sent within them.
    """
    require(bool(reason.strip()), "Say why more time is needed.")
    with _open(key, by, "handover.extended") as hand:
        handover = hand.handover
        _only_of_information(handover)
        require(handover.answered_at is None, "It is answered.")
        require(handover.extended_at is None, "It was extended already, and is extended once.")
        _in_the_twenty_days(hand, notice_sent_on)
        _after_the_notice(hand, extended_to)
        handover.extended_to, handover.extension_reason = extended_to, reason.strip()
        handover.extended_by, handover.extended_at = by, hand.unit.at
        hand.unit.facts["until"] = extended_to.isoformat()
        hand.unit.private["reason"] = reason.strip()


def notice(*, key: uuid.UUID, by: Person, notice_sent_on: date) -> None:
    """Record the day on which the refusal notice went, while the public interest is weighed.

    It meets the twentieth working day. Raises InvalidInput for a day before the request, or yet to come.
    """
    with _open(key, by, "handover.notice_sent") as hand:
        _only_of_information(hand.handover)
        require(hand.handover.extended_at is not None, NO_NOTICE)
        require(hand.handover.notice_sent_on is None, "That was recorded already.")
        _notice_on(hand, notice_sent_on)


def answer(*, key: uuid.UUID, by: Person, answer: str, reported_on: date | None = None) -> None:
    """Record that it was answered, and how. Its clock is met, and goes on first where it stands still.

    reported_on: for a report, and only for one, the day on which it was made, on which its date was met.
    Raises InvalidInput where that is missing or out of place, before it was found, or yet to come.
    """
    require(bool(answer.strip()), "Say how it was answered.")
    with _open(key, by, "handover.answered") as hand:
        require(hand.handover.answered_at is None, "It was answered already.")
        _reported(hand, reported_on)
        hand.handover.answer = answer.strip()
        hand.handover.answered_by, hand.handover.answered_at = by, hand.unit.at
        hand.unit.private["answer"] = hand.handover.answer


def close(*, key: uuid.UUID, by: Person, reason: str = "") -> None:
    """Close it. Unanswered, as where the person took it back, it needs a reason, kept as the answer."""
    with _open(key, by, "handover.closed") as hand:
        if hand.handover.answered_at is None:
            require(bool(reason.strip()), "It is not answered: say why it is closed without.")
            hand.handover.answer = reason.strip()
            hand.unit.private["reason"] = reason.strip()
        hand.unit.facts["answered"] = hand.handover.answered_at is not None
        hand.handover.closed_by, hand.handover.closed_at = by, hand.unit.at


@contextmanager
def _open(key: uuid.UUID, by: Person, event: str) -> Iterator[InHand]:
    """A hand-over that is not closed, under its request's lock; afterwards its clocks follow its facts."""
    request_key = Handover.objects.filter(key=key).values_list("request__key", flat=True).first()
    if request_key is None:
        raise NotVisible
    with work(key=request_key, by=by, event=event, permission=PERMISSION, states=AFTER_DRAFT) as unit:
        handover = Handover.objects.select_related("practice").get(key=key)
        handover.request = unit.request
        require(handover.closed_at is None, "It was closed meanwhile. Nothing was changed.")
        unit.facts |= named(handover)
        yield InHand(unit, handover)
        handover.save(update_fields=_CHANGEABLE)
        clocks.follow(handover, unit)


_CHANGEABLE = [
    *("relevant_on", "acknowledged_by", "acknowledged_at", "extended_by", "extended_at", "extension_reason"),
    *("extended_to", "notice_sent_on", "reported_on", "answered_by", "answered_at", "answer"),
    *("closed_by", "closed_at"),
]


def _only_of_a_person(handover: Handover) -> None:
    require(
        handover.kind == HandoverKind.SUBJECT_ACCESS,
        "Only a subject access request is extended, or waits for the person.",
    )


def _only_of_information(handover: Handover) -> None:
    require(
        handover.kind == HandoverKind.FREEDOM_OF_INFORMATION,
        "The public interest is weighed in a freedom of information request only.",
    )


def _notice_on(hand: InHand, day: date) -> None:
    """The day of the notice to the person: not before the request, and not to come."""
    _not_in_the_future(day, hand.today, "notice_sent_on")
    if day < hand.handover.received_on:
        words = "The notice can’t be older than the request"
        raise InvalidInput(f"{words}.", fields={"notice_sent_on": words})
    hand.handover.notice_sent_on = day
    hand.unit.facts["notice"] = day.isoformat()


def _in_the_twenty_days(hand: InHand, sent_on: date | None) -> None:
    """Time is taken while the refusal notice can be sent in time, or where it was."""
    last = freedom_of_information(hand.handover.received_on).day
    if (sent_on or hand.today) > last:
        words = (
            f"More time needs a refusal notice that was sent by {long_date(last)}. Enter the day on which it "
            "was sent, or record the answer"
        )
        raise InvalidInput(f"{words}.", fields={"notice_sent_on": words})
    if sent_on is not None:
        _notice_on(hand, sent_on)


def _after_the_notice(hand: InHand, day: date) -> None:
    """The day until which the public interest is weighed: after the twenty days, and still to come."""
    notice = freedom_of_information(hand.handover.received_on).day
    if not max(notice, hand.today) < day <= farthest(hand.today):
        due = f"{long_date(notice)}, when the refusal notice is due,"
        words = f"The day must be after {due if notice >= hand.today else 'today'} and in ten years"
        raise InvalidInput(f"{words}.", fields={"extended_to": words})


def _reported(hand: InHand, day: date | None) -> None:
    """The day on which a report was made; nothing else has one."""
    if hand.handover.kind != HandoverKind.FGM_REPORT:
        if day is not None:
            raise InvalidInput(f"{ONLY_A_REPORT}.", fields={"reported_on": ONLY_A_REPORT})
        return
    words = "Enter the day on which it was reported"
    if day is not None:
        _not_in_the_future(day, hand.today, "reported_on")
        words = "The report can’t be older than the day on which it was first found"
    if day is None or day < hand.handover.received_on:
        raise InvalidInput(f"{words}.", fields={"reported_on": words})
    hand.handover.reported_on = day
    hand.unit.facts["reported_on"] = day.isoformat()


def _not_in_the_future(day: date, today: date, field: str) -> None:
    if day > today:
        words = "The day must be today or in the past"
        raise InvalidInput(f"{words}.", fields={field: words})
