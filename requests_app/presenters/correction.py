"""Corrections for their pages: what a correction would void, and how the request differs since."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from kit.dates import date_time
from requests_app.journey import correction as journey
from requests_app.models import Correction, Request
from requests_app.presenters import log as answers
from requests_app.workflow import STATES, State

#: How live work is named to people, in the order of the journey.
WORK = {
    "triage_set": "the triage answers",
    "verifications": "the check of the requester’s identity",
    "legalbasisreview_set": "the legal-basis review",
    "publicinterestreview_set": "the public-interest review",
    "matches": "the match with a record",
    "decisions": "the guardian’s decision",
}
FIELDS = {
    "kind": "Kind",
    "organisation_name": "Organisation",
    "unit": "Unit",
    "officer": "Person who asks",
    "rank": "Rank or job title",
    "officer_number": "Badge or warrant number",
    "their_reference": "Their reference",
    "email": "Email address",
    "telephone": "Telephone number",
    "address": "Address",
    "supervisor": "Supervisor",
    "supervisor_rank": "Supervisor’s rank",
    "supervisor_signed_on": "Supervisor signed on",
    "people": "Whose data",
    "description": "What they describe",
    "items": "Items",
    "purpose": "Purpose",
    "offence": "Offence alleged",
    "claims": "Claimed law",
    "words": "In their words",
    "agreement": "Agreement they name",
    "agreement_in_register": "Agreement in our register",
    "no_law": "They name no law",
    "comply_by": "Answer by",
    "instrument": "Order or notice",
}


def effect(case: Request, part: str, alive: set[str]) -> str:
    """What correcting a part does, in one or two sentences."""
    state = State(case.state)
    target, kinds = journey.falls(state, part)
    gone = {*kinds, *(("verifications",) if part in journey.RESTS_ON_TRIAGE else ())}
    words = [text for kind, text in WORK.items() if kind in gone & alive]
    label = STATES[target].label.lower()
    if not words:
        return f"Nothing rests on it yet. The request is then at {label}."
    joined = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    move = f"The request goes back to {label}" if target is not state else f"The request stays at {label}"
    return f"This voids {joined}. {move}, whose reviewer sees the difference and may confirm what holds."


def parts_to_correct(case: Request, alive: set[str]) -> list[dict[str, Any]]:
    """Each part that can be corrected: what it says now, and what correcting it does."""
    return [
        {
            "part": part,
            "heading": answers.TITLES[part],
            "rows": answers.PARTS[part](case),
            "effect": effect(case, part, alive),
            "href": reverse("correct_part", args=[case.key, part]),
        }
        for part in journey.PARTS
    ]


def differences(corrections: Iterable[Correction]) -> list[dict[str, Any]]:
    """Each correction with its rows of what, before and after; only what differs."""
    return [
        {
            "heading": answers.TITLES[row.part],
            "who": f"{row.corrected_by.full_name}, {date_time(row.corrected_at)}",
            "because": row.because,
            "rows": [
                [FIELDS.get(name, name), _words(row.before.get(name)), _words(after)]
                for name, after in row.after.items()
                if row.before.get(name) != after
            ],
        }
        for row in corrections
    ]


def _words(value: Any) -> str:
    found = "; ".join(value) if isinstance(value, list) else str(value or "")
    return found or "Not given"
