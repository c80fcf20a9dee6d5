"""A request as a story, top to bottom: who asks, for what, on what law, what we decided, what left.

The request comes with its story loaded (selectors.load_story): nothing here asks the database.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from kit.dates import date_time
from requests_app.models import Request
from requests_app.permissions import Standing
from requests_app.presenters import (
    advised,
    consents,
    objections,
    prohibited,
    story_asked,
    story_decided,
    story_reviews,
    telling,
)
from requests_app.presenters.chapter import Chapter, Table, given
from requests_app.selectors.story import tellings_of

PART_LABELS = {
    "requester": "Who asks",
    "subject": "Whose data",
    "items": "What they ask for",
    "purpose": "What they want it for",
    "law": "The law that they claim",
}
VOIDED_LABELS = {
    "triage": "triage",
    "legalbasisreview": "legal-basis review",
    "publicinterestreview": "public-interest review",
    "matches": "match",
    "decisions": "decision",
    "overrides": "override of a prohibition",
    "objection_weighings": "weighing of an objection",
}


def chapters(
    request: Request, own: Standing, *, revealed: bool = False, closing: Mapping[str, Any] | None = None
) -> list[Chapter]:
    """The chapters that this person may read; those of steps that were not reached are left out."""
    seeing = revealed or own.may("see_subject")
    return [
        *story_asked.who_asks(request),
        *story_asked.whose_data(request, own, revealed=revealed),
        *story_asked.what_for(request),
        *story_asked.claimed_law(request),
        *(objections.chapters(request) if seeing else []),
        *story_reviews.verified(request),
        *story_reviews.triaged(request),
        *consents.of_story(request, timezone.localdate(), seeing=seeing),
        *story_reviews.legal_basis(request),
        *(story_reviews.matched(request) if own.may("see_match") else []),
        *story_reviews.public_interest(request),
        *advised.advice(request),
        *prohibited.overrides(request),
        *story_decided.decided(request),
        *story_decided.released(request),
        *story_decided.left(request),
        *story_reviews.emergencies_reviewed(request),
        *story_decided.incidents(request, told=seeing),
        *corrected(request, seeing_subject=seeing),
        *telling.chapters(tellings_of(request), matched=own.may("see_match")),
        *story_decided.told(request, closing),
        *people(request),
    ]


def corrected(request: Request, *, seeing_subject: bool) -> list[Chapter]:
    """What was changed after it was submitted, before and after, and which reviews that voided."""
    rows: list[list[Any]] = []
    for row in request.corrections.all():
        changed = [key for key in row.after if row.before.get(key) != row.after[key]]
        hidden = row.part == "subject" and not seeing_subject
        rows.append(
            [
                PART_LABELS.get(row.part, row.part),
                "Hidden" if hidden else _said(row.before, changed),
                "Hidden" if hidden else _said(row.after, changed),
                f"{row.because} ({row.corrected_by.full_name}, {date_time(row.corrected_at)})",
                ", ".join(VOIDED_LABELS.get(name, name) for name in row.voided) or "nothing",
            ]
        )
    if not rows:
        return []
    columns = ["Part", "Before", "After", "Why", "Made void"]
    return [Chapter("corrections", "Corrections", tables=[Table("Corrections", columns, rows)])]


def _said(part: Mapping[str, Any], keys: list[str]) -> str:
    found = []
    for key in keys:
        value = part.get(key)
        text = "; ".join(map(str, value)) if isinstance(value, list) else str(value or "nothing")
        found.append(f"{key.replace('_', ' ').capitalize()}: {text}")
    return ". ".join(found) or "the same"


def people(request: Request) -> list[Chapter]:
    """Interests that were declared, and outside guardians who were asked."""
    rows = [
        (row.person.full_name, f"{row.get_kind_display()}, declared {date_time(row.declared_at)}")
        for row in request.conflicts.all()
    ]
    for row in request.invitations.all():
        until = f" until {date_time(row.ended_at)}" if row.ended_at else ""
        rows += given(
            (
                row.person.full_name,
                f"Asked as outside guardian by {row.invited_by.full_name}, "
                f"{date_time(row.invited_at)}{until}: {row.reason}",
            )
        )
    return [Chapter("people", "Interests and outside guardians", rows)] if rows else []
