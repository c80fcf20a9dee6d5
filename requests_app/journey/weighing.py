"""An objection is weighed for one request: upheld or not, for which items, and why. It decides nothing.

Reviewers weigh it while the request is at their review, the guardian at the decision, and one that came after
the approval until it is released. Weighing makes of a person what the review or the decision makes of them
(INV-11).
"""

import uuid
from collections.abc import Mapping
from typing import Any

from kit.errors import NotPossible
from practices.models import Person
from practices.permissions import Access
from requests_app import permissions, policies
from requests_app.journey.unit import Work, found, require, require_known, take_part, work
from requests_app.models import ObjectionWeighing, Participation, Request
from requests_app.models.weighing import Conclusion
from requests_app.workflow import State

#: Who weighs in which state, and what it makes of them.
WEIGHS: dict[State, tuple[str, str]] = {
    State.LEGAL_BASIS: ("review_legal_basis", Participation.PREPARES),
    State.PUBLIC_INTEREST: ("review_public_interest", Participation.PREPARES),
    State.DECISION: ("decide_request", Participation.DECIDES),
    State.APPROVED: ("decide_request", Participation.DECIDES),
}
STATES = tuple(WEIGHS)


def permission_at(state: str) -> str:
    """What a person needs to weigh an objection in this state. Raises NotPossible where none is weighed."""
    if state not in WEIGHS:
        raise NotPossible(
            "Objections are weighed while the request is reviewed or decided, and until it is released."
        )
    return WEIGHS[State(state)][0]


def weigh(
    *,
    key: uuid.UUID,
    by: Person,
    objection: uuid.UUID,
    data: Mapping[str, Any],
    seen_version: int | None = None,
) -> None:
    """Record how an objection weighs in this request; an earlier weighing of it is void.

    data: conclusion (upheld, not_upheld, somebody_else), upheld (tokens, where upheld), reason. Raises
    NotPossible where the objection isn't about this request, or was taken back.
    """
    require_known([data["conclusion"]], Conclusion.values, "What came of it")
    reason = data["reason"].strip()
    require(bool(reason), "Say why, in words.")

    def check(request: Request, access: Access) -> None:
        permissions.check(permission_at(request.state), request=request, access=access)

    with work(
        key=key, by=by, event="objection.weighed", check=check, states=STATES, seen_version=seen_version
    ) as unit:
        part = WEIGHS[State(unit.request.state)][1]
        take_part(unit.request, by, part, unit.at)
        _write(unit, objection, {**data, "reason": reason}, part)


def _write(unit: Work, key: uuid.UUID, data: Mapping[str, Any], part: str) -> None:
    request = unit.request
    here = {row.key: row for row in policies.objections_of(request)}
    objection = found(here.get(key), "That objection is not one of this request’s person.")
    considered = policies.concerned_by(request, objection)
    require(
        bool(considered), "That objection was taken back, or is about other requests: it is not weighed here."
    )
    upheld = list(data.get("upheld") or []) if data["conclusion"] == Conclusion.UPHELD else []
    require_known(upheld, considered, "The items for which it is upheld")
    require(
        data["conclusion"] != Conclusion.UPHELD or bool(upheld), "Select the items for which it is upheld."
    )
    request.objection_weighings.filter(objection=objection, voided_at=None).update(
        voided_at=unit.at, voided_because="weighed again"
    )
    ObjectionWeighing.objects.create(
        request=request,
        round=request.round,
        objection=objection,
        conclusion=data["conclusion"],
        considered=considered,
        upheld=upheld,
        reason=data["reason"],
        weighed_by=unit.person,
        part=part,
        weighed_at=unit.at,
        ledger_log=unit.log,
        ledger_event=unit.event_id,
    )
    unit.facts |= {
        "objection": str(objection.key),
        "conclusion": data["conclusion"],
        "considered": considered,
        "upheld": upheld,
    }
    unit.private["reason"] = data["reason"]
