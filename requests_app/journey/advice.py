"""Advice: a question to somebody outside the decision, and the answer. The clock goes on meanwhile."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone

from kit.errors import NotAllowed
from practices.models import Person
from practices.permissions import Access
from requests_app import permissions, selectors
from requests_app.journey.unit import Work, found, require, require_known, work
from requests_app.models import AdviceReferral, Request
from requests_app.models.advice import Adviser
from requests_app.workflow import OPEN_STATES

STATES = OPEN_STATES
OFFICER = "data_protection_officer"


def ask(*, key: uuid.UUID, by: Person, adviser: str, question: str, seen_version: int | None = None) -> None:
    """Refer a request to an adviser. Nothing stops and no date moves; the practice's own DPO is told."""
    require_known([adviser], Adviser.values, "Whom you ask")
    require(bool(question.strip()), "Write your question.")
    with work(
        key=key,
        by=by,
        event="advice.asked",
        permission="seek_advice",
        states=STATES,
        seen_version=seen_version,
    ) as unit:
        AdviceReferral.objects.create(
            request=unit.request, adviser=adviser, question=question.strip(), asked_by=by, asked_at=unit.at
        )
        unit.facts |= {"adviser": adviser, "number": unit.request.advice.count()}
        unit.private["question"] = question.strip()
        if adviser == Adviser.DPO:
            unit.tell_people(selectors.officers_of(unit.request), "advice.asked")


def record_answer(
    *,
    key: uuid.UUID,
    by: Person,
    number: int,
    data: Mapping[str, Any],
    seen_version: int | None = None,
) -> None:
    """Record the answer to the request's question of this number, counted from 1 in the order asked.

    data: answer; answered_by_name and answered_on, save where the practice's data protection officer answers
    by themselves. A question to an officer who is here and sees the request is theirs to answer.
    """
    require(bool(data["answer"].strip()), "Write the answer.")

    def check(request: Request, access: Access) -> None:
        permissions.check("seek_advice", request=request, access=access)
        why = why_not_answer(number_of(request, number), by, selectors.officers_of(request))
        if why:
            raise NotAllowed(why, who_can="The data protection officer")

    with work(
        key=key, by=by, event="advice.answered", check=check, states=STATES, seen_version=seen_version
    ) as unit:
        referral = found(number_of(unit.request, number), "No such question was asked.")
        require(referral.recorded_at is None, "That question has its answer already.")
        _write(unit, referral, data)
        unit.facts |= {
            "adviser": referral.adviser,
            "number": number,
            "answered_on": referral.answered_on.isoformat() if referral.answered_on else "",
        }
        unit.private |= {"answer": referral.answer, "answered_by": referral.answered_by_name}
        unit.tell_people([referral.asked_by], "advice.answered")


def _write(unit: Work, referral: AdviceReferral, data: Mapping[str, Any]) -> None:
    today, by = timezone.localdate(unit.at), unit.person
    if answers_as_officer(referral, by, selectors.officers_of(unit.request)):
        name, day = by.full_name, today
    else:
        name, day = data["answered_by_name"].strip(), data["answered_on"]
        require(bool(name), "Say who gave the answer.")
        require(day is not None and day <= today, "Say on which day it was given, today or before.")
        require(
            day >= timezone.localdate(referral.asked_at), "It can't have been answered before it was asked."
        )
    referral.answer, referral.answered_by_name, referral.answered_on = data["answer"].strip(), name, day
    referral.recorded_by, referral.recorded_at = by, unit.at
    referral.save(update_fields=["answer", "answered_by_name", "answered_on", "recorded_by", "recorded_at"])


def number_of(request: Request, number: int) -> AdviceReferral | None:
    """The request's question of this number, the first asked being 1."""
    asked = sorted(request.advice.all(), key=lambda row: row.pk)
    return asked[number - 1] if 0 < number <= len(asked) else None


def answers_as_officer(referral: AdviceReferral, person: Person, officers: Collection[Person]) -> bool:
    """Whether this person is the data protection officer who was asked."""
    return referral.adviser == Adviser.DPO and person.pk in {officer.pk for officer in officers}


def why_not_answer(referral: AdviceReferral | None, person: Person, officers: Collection[Person]) -> str:
    """Why this person can't record the answer, in words; "" when they can.

    officers: the practice's data protection officers who see the request (selectors.officers_of).
    """
    if referral is None or referral.adviser != Adviser.DPO or not officers:
        return ""
    if answers_as_officer(referral, person, officers):
        return ""
    return "The question went to the practice’s data protection officer, who answers it here."
