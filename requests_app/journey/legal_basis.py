"""Legal-basis review: the three gates, item by item."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from consent.covers import CONSENTED
from consent.models import Consent
from practices.models import Person
from requests_app import policies, selectors
from requests_app.journey.pinning import pinned
from requests_app.journey.transition import step
from requests_app.journey.unit import Work, found, require, require_known, work
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.law.vocabulary import Answer
from requests_app.models import AskedItem, LegalBasisFinding, LegalBasisReview
from requests_app.selectors import consents as consented
from requests_app.workflow import State

# A statutory gateway: no justification where its power leaves confidence standing (such as IM-01).
GATEWAY = "CLDC-3"


def save(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Save the review. data: the review's own fields, and findings by item token.

    A finding: effect, power, confidentiality, article6, article9, reason, and where it is consented to the
    `consent`, by its key. An exemption is not a power
    (INV-01), and the immigration exemption is not the practice's to use (INV-02): neither can be
    relied on, so that the form offers powers alone.
    """
    fields = {name: value for name, value in data.items() if name != "findings"}
    with work(
        key=key,
        by=by,
        event="legal_basis.saved",
        permission="review_legal_basis",
        states=[State.LEGAL_BASIS],
        seen_version=seen_version,
        part="prepares",
    ) as unit:
        policies.agrees_with_register(unit.request, fields.get("consent_sought", ""), unit.at)
        review, _ = LegalBasisReview.objects.update_or_create(
            request=unit.request,
            voided_at=None,
            defaults={
                **fields,
                "narrowed_by_agreement": bool(fields.get("narrowed_by_agreement")),
                "round": unit.request.round,
                "reviewer": by,
                "saved_at": unit.at,
                "catalogue_version": pinned(unit.at),
            },
        )
        _write_findings(unit, review, data["findings"])


def _write_findings(unit: Work, review: LegalBasisReview, findings: Mapping[str, Mapping[str, Any]]) -> None:
    known = catalogue()
    items = selectors.item_by_token(unit.request)
    if review.narrowed_by_agreement:
        policies.keeps_to_agreement(unit.request, findings, timezone.localdate(unit.at))
        unit.facts["narrowed"] = True
    review.findings.all().delete()
    for token, finding in findings.items():
        require(token in items, "An item is not in this request.")
        power = finding.get("power", "")
        require(not power or power in known.powers, "Rely on a power of the catalogue, or on none.")
        if finding["effect"] == LegalBasisFinding.COMPELLED:
            policies.compulsion_stands(unit.request, power)
        consent = None
        if finding["effect"] == LegalBasisFinding.CONSENTED:
            given = review.consent_sought in CONSENTED
            require(given, "Nothing rests on consent unless it was sought and given.")
            consent = _consent_for(unit, items[token], finding.get("consent"))
        article6 = finding.get("article6", "")
        if article6 in known.article6 and known.article6[article6].needs_dpo_reason:
            require(
                bool(review.dpo_advice.strip()),
                f"Whether a practice may use {article6} is contested: record the DPO's reason.",
            )
        _known(finding)
        if finding["effect"] != LegalBasisFinding.NO_BASIS:
            policies.finding_stands(unit.request, finding, unit.at)
        answers = {name: value for name, value in finding.items() if name != "consent"}
        LegalBasisFinding.objects.create(review=review, item=items[token], consent=consent, **answers)
        if consent is not None:
            unit.facts.setdefault("consents", {})[token] = str(consent.key)
    unit.facts["findings"] = {token: finding["effect"] for token, finding in findings.items()}
    unit.facts["powers"] = sorted({f.get("power", "") for f in findings.values()} - {""})


def _consent_for(unit: Work, item: AskedItem, key: Any) -> Consent:
    """The request's consent of this key, which covers the item today; NotPossible with the reason else."""
    consent = consented.consent_in(unit.request, uuid.UUID(str(key))) if key else None
    chosen = found(consent, f"Choose the recorded consent that {item.token} rests on.")
    why = policies.why_not_covered(unit.request, chosen, item, unit.at)
    require(not why, f"{item.token}: {why}")
    return chosen


def _known(finding: Mapping[str, Any]) -> None:
    """The codes of a finding are the catalogue's; where something may leave, all gates are answered."""
    known = catalogue()
    effects = dict(LegalBasisFinding.EFFECTS)
    require_known([finding["effect"]], effects, "What the law says")
    if finding.get("confidentiality") == GATEWAY:
        power = finding.get("power", "")
        require(
            bool(power) and known.powers[power].displaces_confidence is not Answer.NO,
            f"{power or 'No power'} leaves confidence standing: choose another justification.",
        )
    for gate, table, what in (
        ("confidentiality", rules.open_justifications(), "What justifies going past confidence"),
        ("article6", known.article6, "The lawful basis"),
        ("article9", known.article9, "The condition for special data"),
    ):
        given = finding.get(gate, "")
        require_known([given] if given else [], table, what)
        require(bool(given) or finding["effect"] == LegalBasisFinding.NO_BASIS, f"{what}: answer it.")


def finish(*, key: uuid.UUID, verb: str, by: Person, seen_version: int | None = None) -> None:
    """Send it on: verb weigh (weigh the public interest) or skip_test (straight to the guardian)."""
    require(verb in ("weigh", "skip_test"), "Choose where it goes.")
    with step(key=key, verb=verb, by=by, seen_version=seen_version) as unit:
        LegalBasisReview.objects.filter(request=unit.request, voided_at=None).update(finished_at=unit.at)
