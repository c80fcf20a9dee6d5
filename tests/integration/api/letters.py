"""Letters as a program sends them."""

from typing import Any

from django.utils import timezone


def a_person(**changes: Any) -> dict[str, Any]:
    """Somebody whom a letter asks about."""
    return {
        "name": "Dmitar Halloway",
        "date_of_birth": "1979-11-03",
        "nhs_number": "999 303 5203",
        "role": "suspect",
        **changes,
    }


def a_letter(**changes: dict[str, Any]) -> dict[str, Any]:
    """A complete request; a keyword updates one part."""
    today = timezone.localdate().isoformat()
    found: dict[str, Any] = {
        "received": {"channel": "email", "received_on": today},
        "requester": {
            "organisation_name": "Northmere Police",
            "kind": "police",
            "unit": "Major crime",
            "officer": "Det Insp Rhona Cald",
            "supervisor": "Det Supt Merrin Holloway-Sands",
            "supervisor_rank": "Detective superintendent",
            "supervisor_signed_on": today,
        },
        "subject": {"subject_kind": "one", "people": [a_person()]},
        "items": {"codes": ["D06", "D08"], "details": {"D08": "since January"}, "own_words": ["His car"]},
        "purpose": {"purpose": "To find a suspect at large", "offence": "Attempted murder"},
        "law": {"codes": ["PO-01"]},
        "urgency": {"urgency": "urgent"},
        "restriction": {"restricted": False},
    }
    for part, change in changes.items():
        found[part] = found[part] | change
    return found
