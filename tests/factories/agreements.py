"""Sharing agreements at any point of their way, made by the people who may."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from audit.ledger.api import Entry, entries_about, log_name
from requests_app.journey import agreement_joining, agreements, legal_basis
from requests_app.models import Request, SharingAgreement
from tests.factories import journeys, rules
from tests.factories.journeys import Team

ENTERED = {
    "name": "Northmere welfare agreement",
    "parties": "Larkmoor Road Surgery\nNorthmere Police",
    "purposes": "Finding missing people who are at risk",
    "items": ["D06"],
    "claimed_basis": "The public interest, case by case",
    "documents": "Held by the IG lead",
}


def entered(team: Team, **fields: Any) -> SharingAgreement:
    """In the register, without any status."""
    return agreements.enter(practice=team.practice, by=team.ig_lead, data=ENTERED | fields)


def proposed(team: Team, agreement: SharingAgreement, status: str, since: date | None = None) -> None:
    """A status that waits for the second person."""
    since = since or timezone.localdate()
    data = {"status": status, "since": since, "reason": "As its parties wrote", "source": "Letter of today"}
    agreements.propose(key=agreement.key, by=team.ig_lead, data=data)


def stands_at(team: Team, agreement: SharingAgreement, status: str, since: date | None = None) -> int:
    """Proposed by the IG lead and confirmed by the guardian; returns how many requests that concerned."""
    proposed(team, agreement, status, since)
    return agreements.confirm(key=agreement.key, by=team.caldicott_guardian)


def in_force(team: Team, **fields: Any) -> SharingAgreement:
    """In force for thirty days."""
    agreement = entered(team, **fields)
    stands_at(team, agreement, "in_force", timezone.localdate() - timedelta(days=30))
    return fresh(agreement)


def joined(team: Team, agreement: SharingAgreement | None = None) -> SharingAgreement:
    """In force, recorded by the team's IG lead and confirmed by its guardian."""
    agreement = agreement or in_force(team)
    key, practice = agreement.key, team.practice
    reason = "We find missing people with them"
    agreement_joining.record_joining(key=key, practice=practice, by=team.ig_lead, reason=reason)
    agreement_joining.confirm_joining(key=key, practice=practice, by=team.caldicott_guardian)
    return fresh(agreement)


def fresh(agreement: SharingAgreement) -> SharingAgreement:
    """The agreement as it is now, with nothing cached."""
    return SharingAgreement.objects.get(pk=agreement.pk)


def cited(agreement: SharingAgreement) -> dict[str, Any]:
    """The law part of a request that cites it beside a power."""
    return {"law": {"claimed_agreement": agreement.name, "agreement": agreement}}


def at(team: Team, agreement: SharingAgreement, point: str) -> Request:
    """A request that cites the agreement, brought to a point of its way by the factories of journeys."""
    changes = cited(agreement)
    if point in ("draft", "submitted"):
        found: Request = getattr(journeys, point)(team, **changes)
        return found
    request = journeys.triaged(team, journeys.submitted(team, **changes))
    if point == "legal_basis":
        return request
    request = journeys.legally_reviewed(team, request)
    if point == "public_interest":
        return request
    request = journeys.matched(team, journeys.weighed(team, request))
    for step in (journeys.approved, journeys.released, journeys.disclosed):
        if point == "decision":
            break
        request = step(team, request)
        if step.__name__ == point:
            break
    return request


def entries(request: Request) -> list[Entry]:
    """What the ledger says of a fall to this request, the newest first."""
    log = log_name(request.practice.public_id)
    return entries_about(log, request.about, only_events=["agreement.fell"])


def fall_alone(agreement: SharingAgreement) -> None:
    """The fall as it is committed, when the process dies before it returns anything."""
    SharingAgreement.objects.filter(pk=agreement.pk).update(fallen_at=timezone.now())


def saved(team: Team, request: Request, **fields: Any) -> None:
    """A legal-basis review that was saved and not finished; `effects` for items that are not permitted."""
    effects = {item.token: "permitted" for item in request.live_items} | fields.pop("effects", {})
    legal_basis.save(key=request.key, by=team.ig_lead, data=rules.legal(request, effects) | fields)
