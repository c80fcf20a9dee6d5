"""Is the legal basis answered, and the public interest weighed?"""

from datetime import datetime

from kit.dates import short_date
from kit.errors import NotPossible
from requests_app.law import rules
from requests_app.law.loader import catalogue
from requests_app.models import LegalBasisFinding, LegalBasisReview, Request
from requests_app.models.request import SubjectKind
from requests_app.policies.agreements import agreement_stands
from requests_app.policies.asking import consent_is_answered
from requests_app.policies.common import (
    asked_now,
    binding_instrument,
    effects_in,
    live,
    logged_by_hand,
)
from requests_app.policies.consents import consent_stands, consents_cover
from requests_app.policies.verification import instrument_was_checked


def live_legal_basis(request: Request) -> LegalBasisReview:
    """The live legal-basis review with a finding for every item that still stands, or NotPossible.

    Everything that goes on upon it asks here, and so learns that an agreement fell or a consent was withdrawn
    meanwhile.
    """
    review = live(request.legalbasisreview_set.all())
    if review is None:
        raise NotPossible("The legal basis has not been reviewed.")
    agreement_stands(request, review)
    consent_stands(request, review)
    answered = {finding.item_id for finding in review.findings.all()}
    if any(item.pk not in answered for item in asked_now(request)):
        raise NotPossible("The legal basis must be answered for every item.")
    loose = {LegalBasisFinding.PERMITTED, LegalBasisFinding.CONSENTED} & effects_in(review)
    if loose and request.subject_kind == SubjectKind.NOBODY_NAMED and not request.emergency:
        raise NotPossible(
            "Nobody is named. Such a request passes only where the law compels it: "
            "record no basis for the other items, or ask the requester whom they mean."
        )
    for finding in review.findings.all():
        if finding.effect == LegalBasisFinding.COMPELLED:
            compulsion_stands(request, finding.power)
    return review


def compulsion_stands(request: Request, power: str) -> None:
    """Compulsion is evidenced, not asserted (INV-07): a power that binds a practice, and its own instrument.

    A notice is no order, and an order no notice. Asked again whenever something rests on it: a correction
    may have taken the instrument away.
    """
    if not binding_instrument(request):
        raise NotPossible("Nothing compels without its instrument: record it first.")
    if not request.instrument.names_practice:
        raise NotPossible("The instrument does not name this practice, so it compels nothing here.")
    dated = request.instrument.dated
    if not rules.compels_gp(power, dated):
        raise NotPossible(f"{power or 'No power'} does not compel a GP practice on {short_date(dated)}.")
    if request.instrument.kind not in catalogue().powers.on(power, dated).instruments:
        came = request.instrument.get_kind_display()
        raise NotPossible(f"{power} does not compel by what came with the request: {came.lower()}.")


def needs_public_interest(request: Request, at: datetime) -> None:
    """At least one item is only permitted: confidence must be outweighed (CLDC-5)."""
    review = live_legal_basis(request)
    if LegalBasisFinding.PERMITTED not in effects_in(review):
        raise NotPossible("No item rests on the public interest: it goes straight to the guardian.")
    consents_cover(request, review, at)
    consent_is_answered(request, review, at)


def may_skip_public_interest(request: Request, at: datetime) -> None:
    """Every item is compelled, consented or without a basis (G6), as somebody found who did not log it.

    What is compelled skips the test only by an instrument that was checked with whoever issued it.
    """
    review = live_legal_basis(request)
    if LegalBasisFinding.PERMITTED in effects_in(review):
        raise NotPossible("An item that the law only permits must have the public interest weighed.")
    consents_cover(request, review, at)
    consent_is_answered(request, review, at)
    for finding in review.findings.all():
        if finding.effect == LegalBasisFinding.COMPELLED:
            instrument_was_checked(request, finding.power)
    if review.reviewer_id in logged_by_hand(request):
        raise NotPossible(
            "The legal basis was saved by somebody who logged this request: where the public interest is not "
            "weighed, somebody else reviews it.",
            who_can="Another information governance lead",
        )


def public_interest_is_complete(request: Request, at: datetime) -> None:
    """ "Not met" needs Q1, Q2 and the factors; "met" needs Q1 to Q12 (structured public-interest test)."""
    review = live(request.publicinterestreview_set.all())
    if review is None or not review.conclusion:
        raise NotPossible("The public interest has not been weighed.")
    questions = list(catalogue().questions)
    needed = questions if review.conclusion == "met" else questions[:2]
    unanswered = [code for code in needed if not str(review.answers.get(code, "")).strip()]
    if unanswered:
        raise NotPossible("Answer " + ", ".join(unanswered) + " first.")
    if not review.factors:
        raise NotPossible("Choose the factors that weighed.")
    if not review.reason.strip():
        raise NotPossible("Say in words how the factors weigh.")
    advised = any(finding.advice == "disclose" for finding in review.findings.all())
    if advised != (review.conclusion == "met"):
        raise NotPossible("“Met” goes with advice to disclose at least one item, “not met” with none.")
    findings = live_legal_basis(request).findings.all()
    permitted = {f.item_id for f in findings if f.effect == LegalBasisFinding.PERMITTED}
    if permitted - {finding.item_id for finding in review.findings.all()}:
        raise NotPossible("Advise on every item that the law only permits.")


def test_was_taken(request: Request, at: datetime) -> None:
    """Only a request whose public interest was weighed can go back to that review."""
    if live(request.publicinterestreview_set.all()) is None:
        raise NotPossible("The public interest was not weighed in this request.")


def may_refuse_early(request: Request, at: datetime) -> None:
    """Never an emergency or a binding instrument: those are looked at in full."""
    if request.emergency:
        raise NotPossible("An emergency is decided as one, or goes through the reviews.")
    if binding_instrument(request):
        raise NotPossible("A binding instrument goes through legal-basis review before it can be refused.")


def findings_of(request: Request) -> dict[str, LegalBasisFinding]:
    """The live legal-basis finding of each item, by token."""
    findings = LegalBasisFinding.objects.filter(review__request=request, review__voided_at=None)
    return {finding.item.token: finding for finding in findings.select_related("item", "consent")}
