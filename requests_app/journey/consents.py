"""A patient is asked for consent, and what came of it: given, refused, or no answer in time.

Asking never stops a request and moves none of its dates: it has a date of its own. A consent is recorded as
it was given, and never wider: another item, recipient or purpose is asked for again (DOMAIN.md 2.1, CLDC-1).
"""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from consent.models import Asking, Consent
from consent.models.asking import Answer, AskedBy
from consent.models.consent import GivenBy, HowGiven
from kit.dates import long_date
from kit.errors import InvalidInput
from practices.models import Person
from requests_app import policies, selectors
from requests_app.journey.clocks import refreshed
from requests_app.journey.unit import Work, found, require, require_known, work
from requests_app.models import Request
from requests_app.selectors.consents import open_asking
from requests_app.workflow import BEFORE_RELEASE, State

# Triage works on the face of the request, without opening the patient list; what the patient said by
# themselves is recorded there too.
ASKS = tuple(state for state in BEFORE_RELEASE if state is not State.TRIAGE)
RECORDS = BEFORE_RELEASE
# What the patient said is never too late to be recorded: somebody may still act on it, and the date runs.
ANSWERS = tuple(state for state in State if state is not State.DRAFT)
PERMISSION = "record_consent"
ADULT = 18  # years
EVENTS = {Answer.REFUSED: "consent.refused", Answer.NO_ANSWER: "consent.not_answered"}
# What the patient said changes what these do.
TOLD = ("review_legal_basis", "decide_request", "release_disclosure")


def ask(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Record that the patient was asked. data: asked_on, means, items (tokens), answer_by.

    Raises InvalidInput for a day that can't be; NotPossible where an asking is open already, or nobody living
    could be asked.
    """
    require_known([data["means"]], AskedBy.values, "How they were asked")
    with _at(key, by, "consent.asked", ASKS, seen_version) as unit:
        _somebody_could_consent(unit.request)
        tokens = _tokens(unit.request, data["items"])
        _days_of_asking(data, timezone.localdate(unit.at))
        require(
            open_asking(unit.request) is None,
            "The patient was asked already: record the answer, or that there was none, first.",
        )
        asking = Asking.objects.create(
            practice=unit.request.practice,
            for_request=unit.request.key,
            asked_on=data["asked_on"],
            means=data["means"],
            items=tokens,
            subject_version=unit.request.subject_version,
            answer_by=data["answer_by"],
            recorded_by=by,
            recorded_at=unit.at,
            ledger_log=unit.log,
            ledger_event=unit.event_id,
        )
        unit.facts |= {
            "asking": str(asking.key),
            "items": tokens,
            "means": asking.means,
            "asked": data["asked_on"].isoformat(),
            "answer_by": data["answer_by"].isoformat(),
        }
        refreshed(unit)


def answered(
    *, key: uuid.UUID, by: Person, answer: str, reason: str, seen_version: int | None = None
) -> None:
    """Record a refusal, or no answer in time: the latter with words, and not before its day."""
    require_known([answer], EVENTS, "What came of it")
    event = EVENTS[Answer(answer)]
    if answer == Answer.NO_ANSWER:
        require(bool(reason.strip()), "Say how you tried to reach the patient.")
    with _at(key, by, event, ANSWERS, seen_version) as unit:
        asking = found(open_asking(unit.request), "Nobody waits for an answer. Nothing was changed.")
        _silent_for_long_enough(asking, answer, timezone.localdate(unit.at))
        _answer(unit, asking, answer, reason.strip())
        unit.private["reason"] = reason.strip()
        _tell(unit)
        refreshed(unit)


def record(
    *, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None
) -> uuid.UUID:
    """Record a consent as it was given; returns its key. An open asking is answered by it.

    data: the consent's own fields but for its purpose, which is the request's. Raises InvalidInput for an
    answer that can't be, with the field that it concerns.
    """
    require_known([data["given_by"]], GivenBy.values, "Who gave it")
    require_known([data["how"]], HowGiven.values, "How it was given")
    with _at(key, by, "consent.given", RECORDS, seen_version) as unit:
        request = unit.request
        tokens = _tokens(request, data["items"])
        powerful = policies.has_power(request) or bool(data.get("requester_has_power"))
        fields = {**data, "items": tokens, "requester_has_power": powerful, "purpose": request.purpose}
        _check(request, fields, timezone.localdate(unit.at))
        consent = Consent.objects.create(
            practice=request.practice,
            for_request=request.key,
            subject_version=request.subject_version,
            wording={
                item.token: item.wording for item in policies.asked_now(request) if item.token in tokens
            },
            recorded_by=by,
            recorded_at=unit.at,
            ledger_log=unit.log,
            ledger_event=unit.event_id,
            **fields,
        )
        unit.facts |= _facts(consent)
        unit.private |= _words(consent)
        asking = open_asking(request)
        if asking is not None:
            asking.consent = consent
            _answer(unit, asking, Answer.GIVEN, "")
        _tell(unit)
        refreshed(unit)
    return consent.key


def _at(key: uuid.UUID, by: Person, event: str, states: Collection[str], seen_version: int | None) -> Any:
    return work(
        key=key,
        by=by,
        event=event,
        permission=PERMISSION,
        states=states,
        seen_version=seen_version,
        part="prepares",
    )


def _answer(unit: Work, asking: Asking, answer: str, reason: str) -> None:
    asking.answer, asking.answer_reason = answer, reason
    asking.answered_by, asking.answered_at, asking.answer_event = unit.by, unit.at, unit.event_id
    asking.save(
        update_fields=["answer", "answer_reason", "answered_by", "answered_at", "answer_event", "consent"]
    )
    unit.facts["asking"] = str(asking.key)


def _tell(unit: Work) -> None:
    for permission in TOLD:
        unit.tell(permission, unit.event)


def _silent_for_long_enough(asking: Asking, answer: str, today: date) -> None:
    if answer == Answer.NO_ANSWER and today < asking.answer_by:
        until = long_date(asking.answer_by)
        words = f"They have until {until} to answer: record a refusal, or wait until then"
        raise InvalidInput(f"{words}.", fields={"answer": words})


def _tokens(request: Request, tokens: Collection[str]) -> list[str]:
    """The chosen items in the request's order."""
    known = selectors.item_by_token(request)
    require(set(tokens) <= set(known), "An item is not in this request.")
    chosen = [token for token in known if token in set(tokens)]
    if not chosen:
        raise InvalidInput("Choose the items.", fields={"items": "Select at least one item"})
    return chosen


def _somebody_could_consent(request: Request) -> None:
    """Nobody consents where nobody is named; and the dead don't: the duty survives death (DOMAIN.md 2.1)."""
    people = list(request.subjects.all())
    require(bool(people), "Nobody is named, so nobody can be asked.")
    require(
        not any(person.deceased for person in people),
        "The person has died, and nobody can be asked in their place: the duty of confidence survives death. "
        "Rest on something else, or record what a personal representative said by themselves.",
    )


def _days_of_asking(data: Mapping[str, Any], today: date) -> None:
    if data["asked_on"] > today:
        words = "The day on which they were asked can’t be in the future"
        raise InvalidInput(f"{words}.", fields={"asked_on": words})
    if data["answer_by"] < today:
        words = "The day by which you hope for an answer must be today or later"
        raise InvalidInput(f"{words}.", fields={"answer_by": words})


def _check(request: Request, fields: Mapping[str, Any], today: date) -> None:
    """What the form asks too; here for every door. The first thing that is missing, at its field."""
    dead = any(person.deceased for person in request.subjects.all())
    require(bool(request.subjects.all()), "Nobody is named, so nobody can consent.")
    _must(
        (fields["given_by"] == GivenBy.REPRESENTATIVE) == dead,
        "given_by",
        "The person has died: only what a personal representative said can be recorded"
        if dead
        else "Only somebody who has died has a personal representative",
    )
    speaks_for = fields["given_by"] != GivenBy.PATIENT
    _must(
        not speaks_for or _said(fields, "given_by_name"), "given_by_name", "Enter who spoke for the patient"
    )
    _must(
        not speaks_for or _said(fields, "authority_seen"),
        "authority_seen",
        "Enter what you saw that lets them speak for the patient",
    )
    for name, words in (
        ("capacity", "Enter how you considered capacity"),
        ("explained", "Enter what you explained before it was given"),
        ("recipient", "Enter the recipient that was consented to"),
        ("evidence", "Enter where the evidence is kept"),
    ):
        _must(_said(fields, name), name, words)
    child = bool(fields["patient_is_child"])
    _must(child or not is_child(request, fields["given_on"]), "patient_is_child", "The patient is under 18")
    _must(
        not child or _said(fields, "competence"),
        "competence",
        "Enter how you considered the child’s competence",
    )
    one, two = fields.get("identifier_one", ""), fields.get("identifier_two", "")
    by_phone = fields["how"] == HowGiven.PHONE
    _must(not by_phone or bool(one and two), "identifier_two", "Select the two identifiers that you checked")
    _must(not by_phone or one != two, "identifier_two", "Select two different identifiers")
    _must(fields["given_on"] <= today, "given_on", "The day on which it was given can’t be in the future")
    _must(
        fields["valid_from"] >= fields["given_on"],
        "valid_from",
        "A consent can’t start before the day on which it was given",
    )
    _must(
        fields["valid_until"] >= fields["valid_from"], "valid_until", "A consent can’t end before it starts"
    )
    _must(fields["valid_until"] >= today, "valid_until", "This consent is over already")
    _must(
        not fields["requester_has_power"] or _said(fields, "freely_given"),
        "freely_given",
        "Enter what you asked about it being freely given, and the answer",
    )


def is_child(request: Request, day: date) -> bool:
    """Whether whoever the request names was under 18 on a day, by the birth date that it gives.

    DOMAIN.md holds no rule of who may consent for a child: this asks for words and decides nothing.
    """
    born = [person.date_of_birth for person in request.subjects.all() if person.date_of_birth is not None]
    return any((day.year - b.year) - ((day.month, day.day) < (b.month, b.day)) < ADULT for b in born)


def _must(holds: bool, field: str, words: str) -> None:
    if not holds:
        raise InvalidInput(f"{words}.", fields={field: words})


def _said(fields: Mapping[str, Any], name: str) -> bool:
    return bool(str(fields.get(name, "")).strip())


def _facts(consent: Consent) -> dict[str, Any]:
    return {
        "consent": str(consent.key),
        "items": list(consent.items),
        "given_by": consent.given_by,
        "how": consent.how,
        "identifiers": [code for code in (consent.identifier_one, consent.identifier_two) if code],
        "child": consent.patient_is_child,
        "freely_given_asked": consent.requester_has_power,
        "given": consent.given_on.isoformat(),
        "valid_from": consent.valid_from.isoformat(),
        "valid_until": consent.valid_until.isoformat(),
    }


def _words(consent: Consent) -> dict[str, Any]:
    names = (
        "given_by_name",
        "authority_seen",
        "capacity",
        "competence",
        "explained",
        "recipient",
        "purpose",
        "evidence",
        "freely_given",
    )
    return {name: getattr(consent, name) for name in names if getattr(consent, name)}
