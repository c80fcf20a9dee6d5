"""What tests of the rules share: compelled requests, emergencies, and people with two hats."""

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from practices.models import Person
from requests_app.journey import emergency, legal_basis, requesters, triage
from requests_app.models import Request, RequesterOrganisation
from tests.factories import consents, journeys
from tests.factories.answers import PUT_OFF
from tests.factories.journeys import Team
from tests.factories.people import a_member, a_membership, an_outside_guardian


def later(**how_long: float) -> time_machine.travel:
    """Some time from now, as timedelta's arguments say."""
    return time_machine.travel(timezone.now() + timedelta(**how_long))


def also(team: Team, role: str, *more: str) -> Person:
    """The team's holder of `role` holds these roles too, as in a small practice."""
    for other in more:
        a_membership(team.practice, other, person=team.people[role])
    return team.people[role]


def colleague(team: Team, *roles: str) -> Person:
    """One more person of the practice with these roles."""
    return a_member(team.practice, *roles)


def guest(team: Team) -> Person:
    """A guardian of another practice on this practice's list."""
    return an_outside_guardian(team.practice)


def checked_number(team: Team) -> RequesterOrganisation:
    """A number in the register that two people stand for, so that either may have logged the request."""
    entry = journeys.organisation(team)
    requesters.confirm(organisation=entry, by=team.people["caldicott_guardian"])
    return entry


def law(**changes: Any) -> dict[str, Any]:
    """The law part with a coroner's notice that binds a practice."""
    today = timezone.localdate()
    return {
        **journeys.parts()["law"],
        "codes": ["CO-01"],
        "instrument": {
            "kind": "statutory_notice",
            "issued_by": "Senior Coroner",
            "serial": "",
            "dated": today - timedelta(days=3),
            "served_on": today - timedelta(days=2),
            "names_practice": True,
        },
        **changes,
    }


def court_law() -> dict[str, Any]:
    """The law part with a family court's order."""
    found = law(codes=["CT-02"])
    return found | {"instrument": {**found["instrument"], "kind": "court_order", "issued_by": "Family Court"}}


def coroner() -> dict[str, Any]:
    """The requester part of a coroner."""
    return {"kind": "coroner", "organisation_name": "Senior Coroner", "supervisor": ""}


def court() -> dict[str, Any]:
    """The requester part of a family court."""
    return {"kind": "court", "organisation_name": "Family Court", "supervisor": ""}


def compelled(team: Team, power: str = "CO-01", dpo_advice: str = "", **changes: Any) -> Request:
    """Compelled by an instrument, checked with whoever issued it (V4): at the decision, without the test."""
    changes = {"law": law(), "requester": coroner()} | changes
    request = journeys.triaged(team, journeys.submitted(team, **changes), level="V4")
    return journeys.fresh(skipped(team, request, power=power, dpo_advice=dpo_advice))


def legal(request: Request, effects: dict[str, str] | str = "permitted", **fields: Any) -> dict[str, Any]:
    """The cleaned data of a legal-basis review; `power` goes to every compelled finding."""
    power = fields.pop("power", "CO-01")
    if isinstance(effects, str):
        effects = {item.token: effects for item in request.live_items}
    findings = {token: journeys.finding(effect) for token, effect in effects.items()}
    for finding in findings.values():
        if finding["effect"] == "compelled":
            finding["power"] = power
    return {
        "reveals_health": False,
        "reveals_health_reason": "",
        "consent_sought": "given" if "consented" in effects.values() else "not_needed",
        "consent_reason": "",
        "dpo_advice": "",
        "reason": "As set out for each item",
        "findings": findings,
    } | fields


def skipped(
    team: Team, request: Request, effects: dict[str, str] | str = "compelled", **fields: Any
) -> Request:
    """Straight to the guardian by the IG lead; what rests on consent rests on one that is recorded."""
    lead = team.people["ig_lead"]
    data = legal(request, effects, **fields)
    consented = any(finding["effect"] == "consented" for finding in data["findings"].values())
    if consented:
        data = consents.resting(data, consents.given_once(team, request).key)
    legal_basis.save(key=request.key, by=lead, data=data)
    legal_basis.finish(key=request.key, verb="skip_test", by=lead)
    return journeys.fresh(request)


def verified(team: Team, request: Request, level: str = "V2", *, by: Person | None = None) -> Request:
    """The requester verified by the practice manager, or whoever is told."""
    called = None
    if level in ("V2", "V3"):
        called = RequesterOrganisation.objects.filter(practice=team.practice).first()
        called = called or journeys.organisation(team)
    triage.verify(
        key=request.key,
        by=by or team.people["practice_manager"],
        data={"level": level, "means": "Called back", "called": called, "spoke_to": "The control room"},
    )
    return journeys.fresh(request)


TRIAGED: dict[str, Any] = {
    "written": True,
    "addressed_to_us": True,
    "own_data_or_foi": False,
    "prohibitions": [],
    "prohibitions_checked": True,
    "reason": "",
}
URGENT = {
    "urgency": "emergency", "emergency_reason": "Missing, graded high risk", "no_immigration_purpose": True
}  # fmt: skip


def emergency_logged(team: Team, **changes: Any) -> Request:
    """An emergency in triage."""
    return journeys.submitted(team, urgency=URGENT, **changes)


def emergency_ready(team: Team, *, flags: tuple[str, ...] = (), **changes: Any) -> Request:
    """An emergency that the guardian can approve: called back, and matched."""
    request = verified(team, emergency_logged(team, **changes))
    return journeys.matched(team, request, record_flags=list(flags))


def emergency_approved(team: Team, *, by: Person | None = None, **changes: Any) -> Request:
    """Approved for 24 hours."""
    request = emergency_ready(team, **changes)
    emergency.approve(
        key=request.key, by=by or team.people["caldicott_guardian"], data=journeys.approval(request)
    )
    return journeys.fresh(request)


def refusal(**fields: Any) -> dict[str, Any]:
    """The cleaned data of a refusal at the decision."""
    return {
        "outcome": "REFUSE_NCND",
        "reason": "Confidence is not outweighed",
        "departs_because": "I weigh it otherwise",
        "factors": ["A1"],
        "at_decision": True,
    } | fields


CLOSING: dict[str, Any] = {
    "reply_sent_on": None,
    "reply_means": "",
    "patient_told": "no",
    **PUT_OFF,
    "note": "",
}
