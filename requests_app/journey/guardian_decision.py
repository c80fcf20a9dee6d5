"""The guardian decides, item by item: approve or refuse. Software stops and warns; it never approves."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from practices.models import Person
from requests_app import permissions, policies, selectors
from requests_app.journey.deciding import disclosed_tokens, write_decision
from requests_app.journey.transition import step
from requests_app.journey.unit import require
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.models import ItemDecision, LegalBasisFinding, Match, Request

REFUSALS = (
    "REFUSE_NCND",
    "REFUSE_PI_NOT_MET",
    "REFUSE_NO_BASIS",
    "REFUSE_PROHIBITED",
    "AGREEMENT_WITHDRAWN",
    "COMPELLED_CHALLENGED",
)


def approve(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Approve at least one item for one recipient, by one route, until a date.

    data: items by token (outcome, basis, reason), reason, departs_because, conditions, recipient,
    route, expires_at, tell_patient, tell_reason, tell_review_on; countersignature_waived: why an address goes
    without the supervisor's signature, kept only where one is lacking. Raises NotPossible where a gate fails:
    an item without a basis, an uncertain match, a prohibition, too weak a verification.
    """
    with step(key=key, verb="approve", by=by, seen_version=seen_version) as unit:
        permissions.check_after_refusal(unit.request, by)
        outcome = check_approval(unit.request, data, unit.at)
        waived = waiver(data) if unsigned(unit.request, data["items"]) else ""
        write_decision(unit, {**data, "countersignature_waived": waived}, outcome=outcome, approves=True)


def check_approval(request: Request, data: Mapping[str, Any], at: datetime) -> str:
    """Ask everything that an approval needs, and write nothing; returns the outcome it would have.

    The page asks it before the guardian confirms, the step asks it again under lock.
    """
    policies.may_approve(request, at)
    findings = policies.findings_of(request)
    disclosed = disclosed_tokens(data["items"])
    require(bool(disclosed), "Approve at least one item, or refuse the request.")
    for token in disclosed:
        based = token in findings and findings[token].effect != LegalBasisFinding.NO_BASIS
        require(based, f"{token} has no legal basis: it can't be disclosed.")
    registration_is_implied(disclosed, data["items"])
    effects = {token: findings[token].effect for token in disclosed}
    policies.verification_suffices(
        request,
        effects=effects,
        powers={token: findings[token].power for token in disclosed},
        waived=bool(waiver(data)),
    )
    policies.keeps_to_consents(request, disclosed, data["recipient"], at)
    policies.to_the_court_only(
        request, recipient=data["recipient"], route=data["route"], note=data["conditions"]
    )
    departures = departures_from_advice(request, data["items"])
    require(
        not departures or bool(data["departs_because"].strip()),
        "Say why you depart from the public-interest review, from an upheld objection or from the proposal "
        "to withhold: " + ", ".join(departures) + ".",
    )
    compelled = {token for token, row in findings.items() if row.effect == LegalBasisFinding.COMPELLED}
    return outcome_of_approval(request, effects, compelled)


def waiver(data: Mapping[str, Any]) -> str:
    """Why the guardian goes without a supervisor's countersignature; "" where they don't."""
    return str(data.get("countersignature_waived", "")).strip()


def unsigned(request: Request, items: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The items that would be disclosed and lack a supervisor's countersignature."""
    findings = policies.findings_of(request)
    disclosed = [token for token in disclosed_tokens(items) if token in findings]
    return policies.uncountersigned(request, {token: findings[token].effect for token in disclosed})


def refuse(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Refuse every item. Open in every request at the decision; early in triage and the reviews.

    data: outcome (one of REFUSALS), reason, factors, departs_because. A refusal needs no match and no
    verified requester; its reply neither confirms nor denies (INV-06).
    """
    require(data["outcome"] in REFUSALS, "Choose the outcome of the refusal.")
    verb = "refuse" if data.get("at_decision", True) else "refuse_early"
    with step(key=key, verb=verb, by=by, seen_version=seen_version) as unit:
        permissions.check_after_refusal(unit.request, by)
        check_refusal(unit.request, data)
        withheld = {
            token: {"outcome": ItemDecision.WITHHOLD, "basis": "", "reason": data["reason"]}
            for token in selectors.item_by_token(unit.request)
        }
        write_decision(unit, {**data, "items": withheld}, outcome=data["outcome"], approves=False)


def check_refusal(request: Request, data: Mapping[str, Any]) -> None:
    """What a refusal needs beside its reason: why it departs from advice; an instrument to challenge."""
    require(
        data["outcome"] != "COMPELLED_CHALLENGED" or policies.binding_instrument(request),
        "Only an order or a notice that came with the request can be challenged.",
    )
    require(
        "disclose" not in _advice(request).values() or bool(data["departs_because"].strip()),
        "The public-interest review advised disclosing: say why you depart from it.",
    )


def registration_is_implied(disclosed: list[str], items: Mapping[str, Mapping[str, Any]]) -> None:
    """Any value confirms that the person is registered (INV-06), so D01 can't be withheld beside it."""
    implied = rules.with_implied([token for token in disclosed if token in catalogue().items])
    require(
        not (rules.REGISTERED in implied and rules.REGISTERED in items and rules.REGISTERED not in disclosed),
        "Any value confirms that the person is registered: disclose D01 too, or withhold the value.",
    )


def _advice(request: Request) -> dict[str, str]:
    review = request.publicinterestreview_set.filter(voided_at=None).first()
    if review is None:
        return {}
    return {finding.item.token: finding.advice for finding in review.findings.select_related("item")}


def departures_from_advice(request: Request, items: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The tokens where the guardian departs from the advice, a proposal to withhold, or an upheld objection.

    An objection is no veto where the law compels, and where the person consented since, that is their word.
    """
    advised = _advice(request)
    proposed = {item.token for item in request.live_items if item.proposed_withheld}
    objected = policies.upheld_items(request)
    if objected:
        findings = policies.findings_of(request)
        permitted = {token for token, row in findings.items() if row.effect == LegalBasisFinding.PERMITTED}
        objected &= permitted
    departures = []
    for token, decided in items.items():
        against_advice = token in advised and advised[token] != decided["outcome"]
        against_proposal = token in proposed | objected and decided["outcome"] == ItemDecision.DISCLOSE
        if against_advice or against_proposal:
            departures.append(token)
    return departures


def outcome_of_approval(request: Request, effects: Mapping[str, str], compelled: Collection[str]) -> str:
    """The register's code for what the guardian chose: full or part, compelled or not, or not held.

    effects: token of each disclosed item → what its legal basis is. compelled: the tokens of all items that
    the law compels: what was asked beside them is no part of the compulsion, and withholding it isn't either.
    """
    match = request.matches.filter(voided_at=None).first()
    if match is not None and match.result == Match.NOT_FOUND:
        require(
            list(effects) == [rules.REGISTERED],
            "No record was found: only D01 can be answered, and saying so is itself a disclosure.",
        )
        return "NOT_HELD"
    everything = set(effects) == {item.token for item in request.live_items}
    if set(effects.values()) == {LegalBasisFinding.COMPELLED}:
        return "COMPELLED_COMPLIED" if set(compelled) <= set(effects) else "COMPELLED_PARTIAL_COURT_REFERRED"
    return "DISCLOSE_FULL" if everything else "DISCLOSE_PART"
