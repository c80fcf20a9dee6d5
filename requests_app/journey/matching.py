"""Matching comes late: only after something could lawfully leave is the patient list opened."""

import uuid
from collections.abc import Mapping
from typing import Any

from practices.models import Person
from requests_app.journey.unit import require, require_known, work
from requests_app.law.loader import catalogue
from requests_app.models import LegalBasisFinding, Match, Request
from requests_app.policies import effects_in, live
from requests_app.workflow import State

RESULTS = (Match.MATCHED, Match.NOT_FOUND, Match.UNCERTAIN)


def may_match(request: Request) -> str:
    """Why the patient list stays closed, or "" when it may be opened (emergency, or a basis was found)."""
    if request.emergency and request.state == State.TRIAGE:
        return ""
    if request.state not in (State.PUBLIC_INTEREST, State.DECISION):
        return "The patient list is opened only after the legal-basis review."
    review = live(request.legalbasisreview_set.all())
    if review is None or not effects_in(review) - {LegalBasisFinding.NO_BASIS}:
        return "Nothing could lawfully leave, so nobody needs to know whether this is a patient."
    return ""


def record_match(
    *, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None
) -> None:
    """Record the match: name, date of birth and one more. The entry tells that, not what, was found."""
    with work(
        key=key, by=by, event="patient.matched", permission="match_patient", seen_version=seen_version
    ) as unit:
        closed = may_match(unit.request)
        require(not closed, closed)
        require_known([data["result"]], RESULTS, "What you found")
        require_known(data["record_flags"], catalogue().prohibitions, "What the record shows")
        Match.objects.filter(request=unit.request, voided_at=None).update(
            voided_at=unit.at, voided_because="matched again"
        )
        Match.objects.create(
            request=unit.request, round=unit.request.round, matched_by=by, matched_at=unit.at, **dict(data)
        )
        unit.private |= {"result": data["result"], "record_flags": list(data["record_flags"])}
