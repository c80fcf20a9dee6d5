"""An emergency: somebody risks death or serious harm within hours; police, ambulance or safeguarding ask."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from kit.errors import NotAllowed
from practices.models import Person
from requests_app import permissions, policies
from requests_app.journey import grounds
from requests_app.journey.deciding import disclosed_tokens, write_decision
from requests_app.journey.transition import step
from requests_app.journey.unit import require, work
from requests_app.models import EmergencyReview, LegalBasisFinding, Request
from requests_app.workflow import OPEN_STATES

# How long an emergency approval lives.
LIFE = timedelta(hours=24)
# Wherever the request went after the approval, the look back stays open until it closes.
REVIEWABLE = OPEN_STATES


def approve(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Approve current address, phone or e-mail for one recipient for 24 hours, straight from triage.

    V2 at least; PR-01 to PR-04 stop it; PR-05 first asks whether "safe and well" suffices
    (data["safe_and_well_not_enough"]).
    """
    with step(key=key, verb="approve_emergency", by=by, seen_version=seen_version) as unit:
        permissions.check_after_refusal(unit.request, by)
        outcome = check_approval(unit.request, data, unit.at)
        write_decision(
            unit,
            data,
            outcome=outcome,
            approves=True,
            emergency=True,
            expires_at=unit.at + LIFE,
        )
        unit.private["safe_and_well_not_enough"] = data.get("safe_and_well_not_enough", "")


def check_approval(request: Request, data: Mapping[str, Any], at: datetime) -> str:
    """Ask everything that an emergency approval needs, and write nothing; returns its outcome."""
    policies.is_emergency(request, at)
    disclosed = disclosed_tokens(data["items"])
    require(bool(disclosed), "Approve at least one item, or send the request through the reviews.")
    beyond = sorted(set(disclosed).difference(policies.EMERGENCY_ITEMS))
    require(not beyond, f"An emergency covers address, phone and e-mail only, not {', '.join(beyond)}.")
    if "PR-05" in policies.record_flags(request):
        require(
            bool(data.get("safe_and_well_not_enough", "").strip()),
            "A location marker (PR-05): say why telling them “safe and well” is not enough.",
        )
    policies.verification_suffices(
        request, effects=dict.fromkeys(disclosed, LegalBasisFinding.PERMITTED), emergency=True
    )
    everything = set(disclosed) == {item.token for item in request.live_items}
    return "DISCLOSE_FULL" if everything else "DISCLOSE_PART"


def review(*, key: uuid.UUID, by: Person, finding: str, reason: str, seen_version: int | None = None) -> None:
    """Look back at an emergency, by somebody who took no part in it: finding "right" or "wrong"."""
    with work(
        key=key,
        by=by,
        event="emergency.reviewed",
        permission="review_emergency",
        states=REVIEWABLE,
        seen_version=seen_version,
    ) as unit:
        request = unit.request
        if permissions.involved(request, by.pk):
            raise NotAllowed("You took part in this request: somebody who was not involved reviews it.")
        require(finding in dict(EmergencyReview.FINDINGS), "Say whether it was rightly or wrongly done.")
        require(bool(reason.strip()), "Give your reasons.")
        require(
            request.decisions.filter(round=request.round, emergency=True).exists(),
            "No emergency decision was made in this request.",
        )
        require(
            not request.emergency_reviews.filter(round=request.round).exists(),
            "It has been reviewed already.",
        )
        EmergencyReview.objects.create(
            request=request,
            round=request.round,
            finding=finding,
            reason=reason,
            reviewed_by=by,
            reviewed_at=unit.at,
        )
        unit.facts |= {**grounds.of_case(request), "finding": finding, "round": request.round}
        unit.private["reason"] = reason
