"""Consents and askings, recorded by those who may."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from consent.models import Asking, Consent
from requests_app.journey import consent_fall, consent_withdrawal, consents
from requests_app.models import Request
from requests_app.selectors.consents import consents_of
from tests.factories.journeys import Team

# As the approvals of the factories name it.
RECIPIENT = "Det Insp Rhona Cald"


def said(request: Request, **fields: Any) -> dict[str, Any]:
    """The cleaned data of a consent to every item, by the patient, on a signed form."""
    today = timezone.localdate()
    return {
        "given_by": "patient",
        "given_by_name": "",
        "authority_seen": "",
        "capacity": "Spoke with them; nothing suggests that they lack it",
        "patient_is_child": False,
        "competence": "",
        "explained": "Who asks, for what, and that they may say no",
        "recipient": RECIPIENT,
        "items": [item.token for item in request.live_items],
        "given_on": today,
        "how": "signed",
        "identifier_one": "",
        "identifier_two": "",
        "evidence": "Scanned to the record, as “consent”",
        "valid_from": today,
        "valid_until": today + timedelta(days=90),
        "requester_has_power": False,
        "freely_given": "Asked alone; they said that nobody pressed them",
    } | fields


def given(team: Team, request: Request, *, by: str = "ig_lead", **fields: Any) -> Consent:
    """A recorded consent."""
    key = consents.record(key=request.key, by=team.people[by], data=said(request, **fields))
    return Consent.objects.get(key=key)


def given_once(team: Team, request: Request) -> Consent:
    """The live consent of the request, recorded where there is none yet."""
    alive = [row for row in consents_of(request) if row.withdrawn_at is None]
    return alive[0] if alive else given(team, request)


def asked(team: Team, request: Request, **fields: Any) -> Asking:
    """The patient was asked today, and ten days are given."""
    today = timezone.localdate()
    data = {
        "asked_on": today,
        "means": "letter",
        "items": [item.token for item in request.live_items],
        "answer_by": today + timedelta(days=10),
    } | fields
    consents.ask(key=request.key, by=team.ig_lead, data=data)
    return Asking.objects.filter(for_request=request.key).first()


def answered(team: Team, request: Request, answer: str = "refused", reason: str = "") -> None:
    """Refused, or no answer."""
    consents.answered(key=request.key, by=team.ig_lead, answer=answer, reason=reason)


def withdrawal(**fields: Any) -> dict[str, Any]:
    """The cleaned data of a withdrawal today."""
    return {
        "withdrawn_on": timezone.localdate(),
        "withdrawn_how": "in_person",
        "withdrawn_to": "The practice manager",
    } | fields


def withdrawn(team: Team, consent: Consent, *, by: str = "practice_manager", **fields: Any) -> bool:
    """Withdrawn; whether the request was returned for it."""
    return consent_withdrawal.withdraw(
        key=consent.for_request, consents=[consent.key], by=team.people[by], data=withdrawal(**fields)
    )


def withdrawal_alone(consent: Consent, team: Team, **fields: Any) -> None:
    """The withdrawal as it is committed, when the process dies before it returns anything."""
    real = consent_fall.carry_out
    consent_fall.carry_out = lambda key: 0
    try:
        withdrawn(team, consent, **fields)
    finally:
        consent_fall.carry_out = real


def resting(data: dict[str, Any], key: uuid.UUID) -> dict[str, Any]:
    """The data of a legal-basis review, its consented findings resting on a consent."""
    for finding in data["findings"].values():
        if finding["effect"] == "consented":
            finding["consent"] = key
    return data


def consent_of(request: Request) -> Consent:
    """The only consent of the request."""
    return Consent.objects.get(for_request=request.key)
