"""Confirm an earlier review after a correction: the reviewer saw the difference and it changes nothing."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from practices.models import Person
from requests_app import policies
from requests_app.journey.pinning import pinned
from requests_app.journey.transition import step
from requests_app.journey.unit import found, require
from requests_app.models import LegalBasisReview, PublicInterestReview, Request, Triage
from requests_app.models.review import Review
from requests_app.workflow import State

# Why a review may be void that can still be confirmed: its reason ends so.
CORRECTED = "corrected"
_REVIEW_OF: dict[State, type[Review]] = {
    State.TRIAGE: Triage,
    State.LEGAL_BASIS: LegalBasisReview,
    State.PUBLIC_INTEREST: PublicInterestReview,
}


def earlier_review(request: Request) -> Review | None:
    """The void review of this state that could be confirmed; None when there is none, or a live one.

    Only one that a correction voided: what was returned, or whose basis fell away, is looked at anew.
    """
    model = _REVIEW_OF.get(State(request.state))
    if model is None:
        return None
    reviews = model._default_manager.filter(request=request, round=request.round)
    return to_confirm(request, list(reviews.select_related("reviewer")))


def to_confirm(request: Request, reviews: Sequence[Review]) -> Review | None:
    """The same, among all reviews of one kind and round, the newest first."""
    if any(review.voided_at is None for review in reviews):
        return None
    last = next((review for review in reviews if review.finished_at is not None), None)
    if last is None or not last.voided_because.endswith(CORRECTED):
        return None
    # What was weighed while an agreement stood is weighed anew after it fell. Triage looks at no agreement.
    rested = not isinstance(last, Triage) and policies.fell_since(request, last.saved_at)
    return None if rested else last


def confirm(*, key: uuid.UUID, by: Person, verb: str, seen_version: int | None = None) -> None:
    """Take the void review over unchanged and send the request on by the same verb, in one action.

    Guards are asked again, so that a corrected request that needs a fresh look can't slip through.
    """
    require(verb in ("accept", "weigh", "skip_test", "advise"), "Choose where it goes.")
    with step(key=key, verb=verb, by=by, seen_version=seen_version) as unit:
        old = found(earlier_review(unit.request), "There is no earlier review to confirm.")
        findings: list[Any] = []
        if isinstance(old, LegalBasisReview | PublicInterestReview):
            findings = list(old.findings.filter(item__dropped=False).select_related("item"))
        old.pk, old.reviewer, old.saved_at, old.finished_at = None, by, unit.at, unit.at
        old.voided_at, old.voided_because = None, ""
        old.catalogue_version = pinned(unit.at)
        old._state.adding = True
        old.save(force_insert=True)
        for finding in findings:
            finding.pk, finding.review = None, old
            finding._state.adding = True
            finding.save(force_insert=True)
        if isinstance(old, LegalBasisReview) and old.narrowed_by_agreement:
            found_now = {row.item.token: {"effect": row.effect} for row in findings}
            policies.keeps_to_agreement(unit.request, found_now, timezone.localdate(unit.at))
        unit.facts["confirmed"] = True
