"""An emergency: somebody risks death or serious harm within hours; police, ambulance or safeguarding ask."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from kit.errors import NotAllowed
from practices.models import Person
from requests_app import permissions, policies
from requests_app.journey import grounds
from requests_app.journey.breach import make_incident
from requests_app.journey.clocks import refreshed
from requests_app.journey.deciding import disclosed_tokens, write_decision
from requests_app.journey.transition import step
from requests_app.journey.unit import Work, people_to_tell, require, work
from requests_app.models import EmergencyReview, ItemDecision, LegalBasisFinding, Request
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
        unit.facts["immigration_purpose"] = False
        unit.tell_people(uninvolved(unit.request, by), "emergency.to_review")


def uninvolved(request: Request, guardian: Person) -> list[Person]:
    """All who may look back at it and had no hand in it: the one who decides chooses none of them."""
    people = people_to_tell(request, "review_emergency")
    return [p for p in people if p.pk != guardian.pk and not permissions.involved(request, p.pk)]


def check_approval(request: Request, data: Mapping[str, Any], at: datetime) -> str:
    """Ask everything that an emergency approval needs, and write nothing; returns its outcome."""
    policies.is_emergency(request, at)
    require(
        data.get("no_immigration_purpose") is True,
        "Say that no part of the purpose is immigration: otherwise it goes through the reviews.",
    )
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
    """Look back at an emergency, by somebody who took no part in it: finding "right" or "wrong".

    Found wrong, it is an incident, made in the same transaction, with the 72 hours from now.
    """
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
        refreshed(unit)
        if finding == "wrong":
            made = make_incident(
                practice=request.practice, by=by, data=_what_went_wrong(unit), at=unit.at, request=request
            )
            unit.facts["incident"] = str(made.key)
            unit.tell("decide_request", "incident.recorded")
            unit.tell("review_legal_basis", "incident.recorded")


def _what_went_wrong(unit: Work) -> dict[str, Any]:
    """The incident that a wrong emergency is: what was approved, and what of it is known to have left."""
    request = unit.request
    decision = request.decisions.filter(round=request.round, emergency=True).latest("decided_at")
    sent = request.disclosures.filter(release__decision=decision).order_by("sent_at").first()
    rows = decision.items.filter(outcome=ItemDecision.DISCLOSE).select_related("item")
    items = ", ".join(row.item.token for row in rows)
    left = "It was sent." if sent else "Nothing of it is confirmed as sent."
    return {
        "kind": "other",
        "what_left": f"An emergency found to be wrongly handled: {items} approved. {left}",
        "to_whom": decision.recipient,
        "happened_at": sent.sent_at if sent else decision.decided_at,
        "aware_at": unit.at,
    }
