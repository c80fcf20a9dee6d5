"""What an entry says of the case beside its own step: codes only, so that a report needs the ledger alone.

Names, words and values never come here: they are in an entry's private part.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from requests_app import policies
from requests_app.models import Decision, ItemDecision, Release, Request

GATES = ("effect", "power", "confidentiality", "article6", "article9")


def instant(moment: datetime | None) -> str:
    """A moment as a fact: 2026-11-09T21:40:00Z; "" for none."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def of_case(request: Request) -> dict[str, Any]:
    """Which case it is, what kind of body asks, and how, when and how urgently it came."""
    return {
        "reference": request.reference or "",
        "requester_kind": request.requester.kind,
        "received": request.received_on.isoformat() if request.received_on else "",
        "channel": request.channel,
        "urgency": request.urgency,
    }


def of_law(request: Request, tokens: Collection[str]) -> dict[str, Any]:
    """What the live legal-basis review found for these items, gate by gate, by token; nothing without one."""
    findings = policies.findings_of(request)
    found = {
        gate: {token: code for token in tokens if (code := getattr(findings.get(token), gate, ""))}
        for gate in GATES
    }
    return {gate: codes for gate, codes in found.items() if codes}


def of_reviews(request: Request) -> dict[str, Any]:
    """How far the requester was checked, and who reviewed what the decision rests on, as opaque ids."""
    verification = policies.live(request.verifications.all())
    legal = request.legalbasisreview_set.filter(voided_at=None).select_related("reviewer").first()
    weighed = request.publicinterestreview_set.filter(voided_at=None).select_related("reviewer").first()
    return {
        "verification": verification.level if verification else "V0",
        "legal_basis_by": legal.reviewer.opaque if legal else "",
        "public_interest_by": weighed.reviewer.opaque if weighed else "",
    }


def of_decision(decision: Decision, tokens: Collection[str]) -> dict[str, Any]:
    """The decision that a release, a disclosure or an end of them rests on, and its bases for these items."""
    rows = decision.items.select_related("item")
    bases = {row.item.token: row.basis for row in rows if row.basis and row.item.token in tokens}
    return {
        "decision": str(decision.ledger_event),
        "emergency": decision.emergency,
        "overridden": policies.gone_past(decision),
        "bases": bases,
    }


def of_release(go: Release) -> dict[str, Any]:
    """A release that ends: its items and the decision behind it."""
    tokens = [row.item_decision.item.token for row in go.items.select_related("item_decision__item")]
    return {"items": tokens, "route": go.route, **of_decision(go.decision, tokens)}


def of_approval(request: Request) -> dict[str, Any]:
    """The live approval, which the step ends: its entry and its items; nothing where none lives."""
    decision = request.decisions.filter(voided_at=None, approves=True).first()
    if decision is None:
        return {}
    rows = decision.items.filter(outcome=ItemDecision.DISCLOSE).select_related("item")
    tokens = [row.item.token for row in rows]
    return {"approval": {"decision": str(decision.ledger_event), "items": tokens, "route": decision.route}}
