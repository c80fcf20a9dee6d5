"""Reopen a closed request with a reason: a new round, in which the reviews of the earlier one are void."""

import uuid

from practices.models import Person
from requests_app import permissions
from requests_app.journey import grounds
from requests_app.journey.disposal_fall import decline_for_reopening
from requests_app.journey.transition import step, void
from requests_app.journey.unit import require, take_part


def reopen(
    *, key: uuid.UUID, by: Person, reason: str, new_evidence: str = "", seen_version: int | None = None
) -> None:
    """Back to triage. New evidence, stated by the IG lead, lets another guardian decide after a refusal."""
    require(bool(reason.strip()), "Say why it is reopened.")
    with step(key=key, verb="reopen", by=by, reason=reason, seen_version=seen_version) as unit:
        request = unit.request
        if new_evidence.strip() and unit.access is not None:
            permissions.check("review_legal_basis", request=request, access=unit.access)
            # Whoever states the evidence does not decide on it (INV-11).
            take_part(request, by, "prepares", unit.at)
        unit.facts |= grounds.of_case(request) | grounds.of_approval(request)
        unit.facts["voided"] = void(request, because="reopened", at=unit.at)
        request.verifications.filter(voided_at=None).update(voided_at=unit.at, voided_because="reopened")
        request.round += 1
        request.outcome, request.reply, request.new_evidence = "", "", new_evidence
        unit.facts["new_evidence"] = bool(new_evidence.strip())
        unit.private["new_evidence"] = new_evidence
        decline_for_reopening(unit, by=by, reason=reason)
