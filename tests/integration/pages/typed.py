"""What a browser sends for each task of the log, complete and right."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from requests_app.models import Request


def address(request: Request, name: str, *more: object) -> str:
    """The path of a page of the request."""
    return reverse(name, args=[request.key, *more])


def day(name: str, value: date) -> dict[str, str]:
    """A date in its three inputs."""
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


TODAY = timezone.localdate()
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
POSTED: dict[str, dict[str, Any]] = {
    "received": {"channel": "email", **day("received_on", YESTERDAY)},
    "requester": {
        "source": "typed",
        "organisation_name": "Northmere Police",
        "kind": "police",
        "officer": "Det Insp Rhona Cald",
    },
    "subject": {"subject_kind": "one", "name": "Dmitar Halloway", "role": "suspect"},
    "items": {"codes": ["D06", "D07"], "detail_D07": "Since 2020"},
    "purpose": {"purpose": "To find a suspect", "offence": "Attempted murder"},
    "law": {"claims_police": ["PO-01"], "has_instrument": "no"},
    "urgency": {"urgency": "urgent"},
    "restriction": {"restricted": "open"},
}
EMERGENCY: dict[str, Any] = {
    "kind": "police",
    "organisation_name": "Northmere Police",
    "officer": "Sgt Ida Marl",
    "channel": "phone",
    "name": "Dmitar Halloway",
    "emergency_reason": "He left a note an hour ago",
    "purpose": "To send somebody to his door",
    "codes": ["D06", "D08"],
    "immigration": "no",
}
INSTRUMENT = {
    "has_instrument": "yes",
    "kind": "court_order",
    "issued_by": "Family Court",
    **day("dated", YESTERDAY),
}
