"""What the tests of the legal basis share: a review as the browser posts it, and what it found."""

from datetime import date

from requests_app.models import LegalBasisReview
from tests.factories import journeys

PAPER = {
    "kind": "statutory_notice",
    "issued_by": "HM Coroner for Northmere",
    "dated": date(2026, 3, 2),
    "names_practice": True,
}
REVIEW = {
    "consent_sought": "defeats",
    "consent_reason": "A suspect at large would be warned",
    "reveals_health": "no",
    "reveals_health_reason": "An address and a phone number alone",
    "dpo_advice": "",
    "reason": "As set out for each item",
}


def finding(prefix, effect="permitted", **changes):
    """One finding as the browser posts it."""
    given = journeys.finding(effect, **changes)
    return {f"{prefix}_{part}": value for part, value in given.items()}


def for_all(*tokens, effect="permitted", **changes):
    return finding("all", effect, **changes) | {f"{token}_answer": "same" for token in tokens}


ALL = REVIEW | for_all("D06", "D08")


def effects(request):
    review = LegalBasisReview.objects.get(request=request, voided_at=None)
    return {row.item.token: row.effect for row in review.findings.all()}
