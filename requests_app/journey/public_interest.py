"""Public-interest review: questions, factors and a conclusion in words. No score, no decision."""

import uuid
from collections.abc import Mapping
from typing import Any

from practices.models import Person
from requests_app import selectors
from requests_app.journey.pinning import pinned
from requests_app.journey.transition import step
from requests_app.journey.unit import require, require_known, work
from requests_app.law.loader import catalogue
from requests_app.models import PublicInterestFinding, PublicInterestReview
from requests_app.workflow import State

ADVICE = ("disclose", "withhold")
CONCLUSIONS = ("", "met", "not_met")


def save(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Save the review. data: answers by question, factors, conclusion, reason, and findings by item token."""
    known = catalogue()
    require_known([data["conclusion"]], CONCLUSIONS, "Your conclusion")
    with work(
        key=key,
        by=by,
        event="public_interest.saved",
        permission="review_public_interest",
        states=[State.PUBLIC_INTEREST],
        seen_version=seen_version,
        part="prepares",
    ) as unit:
        review, _ = PublicInterestReview.objects.update_or_create(
            request=unit.request,
            voided_at=None,
            defaults={
                "answers": {code: text for code, text in data["answers"].items() if code in known.questions},
                "factors": [code for code in data["factors"] if code in known.factors],
                "conclusion": data["conclusion"],
                "reason": data["reason"],
                "round": unit.request.round,
                "reviewer": by,
                "saved_at": unit.at,
                "catalogue_version": pinned(unit.at),
            },
        )
        items = selectors.item_by_token(unit.request)
        review.findings.all().delete()
        for token, finding in data["findings"].items():
            require(token in items, "An item is not in this request.")
            require_known([finding["advice"]], ADVICE, "Your advice")
            PublicInterestFinding.objects.create(review=review, item=items[token], **dict(finding))
        unit.facts |= {
            "factors": list(review.factors),
            "conclusion": review.conclusion,
            "findings": {token: finding["advice"] for token, finding in data["findings"].items()},
        }


def finish(*, key: uuid.UUID, by: Person, seen_version: int | None = None) -> None:
    """Send the advice to the guardian."""
    with step(key=key, verb="advise", by=by, seen_version=seen_version) as unit:
        PublicInterestReview.objects.filter(request=unit.request, voided_at=None).update(finished_at=unit.at)
