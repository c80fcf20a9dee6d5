"""Writing a decision with a row for every item: what the guardian's page and an emergency share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from requests_app import policies, selectors
from requests_app.journey import grounds
from requests_app.journey.outcome import set_outcome
from requests_app.journey.pinning import pinned
from requests_app.journey.unit import Work, require, require_known
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.models import AskedItem, Decision, ItemDecision
from requests_app.models.decision import Route, TellPatient


def disclosed_tokens(items: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The tokens of the items that are to be disclosed, in order."""
    return [token for token, decided in items.items() if decided["outcome"] == ItemDecision.DISCLOSE]


def write_decision(
    unit: Work,
    data: Mapping[str, Any],
    *,
    outcome: str,
    approves: bool,
    emergency: bool = False,
    expires_at: datetime | None = None,
) -> Decision:
    """Write the decision and a row for every item; each item of the request must be answered."""
    request, items = unit.request, selectors.item_by_token(unit.request)
    check_answers(data, items, approves=approves)
    reply = set_outcome(unit, outcome)
    decision = Decision.objects.create(
        request=request,
        round=request.round,
        approves=approves,
        emergency=emergency,
        outcome=outcome,
        reply=reply,
        reason=data["reason"],
        departs_because=data.get("departs_because", ""),
        countersignature_waived=data.get("countersignature_waived", ""),
        factors=list(data.get("factors", [])),
        conditions=data.get("conditions", ""),
        recipient=data.get("recipient", ""),
        route=data.get("route", ""),
        expires_at=expires_at or data.get("expires_at"),
        tell_patient=data.get("tell_patient", ""),
        tell_reason=data.get("tell_reason", ""),
        tell_review_on=data.get("tell_review_on"),
        decided_by=unit.person,
        decided_at=unit.at,
        catalogue_version=pinned(unit.at),
        ledger_log=unit.log,
        ledger_event=unit.event_id,
    )
    ItemDecision.objects.bulk_create(
        [_item_decision(decision, items[token], decided) for token, decided in data["items"].items()]
    )
    unit.facts |= {
        **grounds.of_case(request),
        **grounds.of_reviews(request),
        **grounds.of_law(request, list(items)),
        "emergency": emergency,
        "overridden": policies.gone_past(decision),
        "countersignature_waived": bool(decision.countersignature_waived),
        "route": decision.route,
        "expires": grounds.instant(decision.expires_at),
        "tell_review_on": decision.tell_review_on.isoformat() if decision.tell_review_on else "",
        "items": {token: decided["outcome"] for token, decided in data["items"].items()},
        "bases": {token: decided["basis"] for token, decided in data["items"].items() if decided["basis"]},
        "tell_patient": decision.tell_patient,
        "factors": decision.factors,
        "catalogue": decision.catalogue_version,
    }
    unit.private |= {
        "reason": decision.reason,
        "departs_because": decision.departs_because,
        "countersignature_waived": decision.countersignature_waived,
        "conditions": decision.conditions,
        "recipient": decision.recipient,
        "item_reasons": {token: decided.get("reason", "") for token, decided in data["items"].items()},
    }
    return decision


def check_answers(data: Mapping[str, Any], items: Mapping[str, AskedItem], *, approves: bool) -> None:
    """Every item is decided, with a reason for the whole; an approval's codes are those on the page."""
    decided = data["items"].values()
    require(set(data["items"]) == set(items), "Decide every item.")
    require_known((row["outcome"] for row in decided), dict(ItemDecision.OUTCOMES), "Disclose or withhold")
    require(bool(data["reason"].strip()), "Give the reasons for the decision.")
    require_known(data.get("factors", []), catalogue().factors, "Factors")
    if approves:
        bases = {row["basis"] for row in decided if row["outcome"] == ItemDecision.DISCLOSE}
        require_known(bases - {""}, rules.open_justifications(), "What outweighs confidentiality")
        require_known([data["route"]], Route.values, "Route")
        require_known([data["tell_patient"]], TellPatient.values, "Telling the patient")
        untold = data["tell_patient"] in (TellPatient.LATER, TellPatient.NOT)
        require(
            not untold or bool(data["tell_reason"].strip() and data["tell_review_on"]),
            "Say why the patient is told later or not at all, and when you look at it again.",
        )
        require(bool(data["recipient"].strip()), "Say who receives it.")


def _item_decision(decision: Decision, item: AskedItem, decided: Mapping[str, Any]) -> ItemDecision:
    return ItemDecision(
        decision=decision,
        item=item,
        outcome=decided["outcome"],
        basis=decided.get("basis", ""),
        reason=decided.get("reason", ""),
    )
