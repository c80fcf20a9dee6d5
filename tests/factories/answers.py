"""The cleaned answers of a step's form, complete and right: what its page would give to the journey."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from requests_app.models import Request

#: That the patient was told; why they aren't yet, and when somebody looks at that again.
TOLD: dict[str, Any] = {
    "told_on": date(2026, 1, 5),
    "means": "letter",
    "whom": "patient",
    "whom_because": "",
    "said": "Who asked, and what was decided",
}
PUT_OFF: dict[str, Any] = {"reason": "It would warn a suspect", "again_on": date(2031, 3, 3)}


def parts(**changes: Any) -> dict[str, dict[str, Any]]:
    """Cleaned data for every task of the log; a keyword replaces or updates one part."""
    today = timezone.localdate()
    found: dict[str, dict[str, Any]] = {
        "received": {"channel": "email", "received_on": today, "received_time": None, "arrival_note": ""},
        "requester": {
            "organisation": None,
            "organisation_name": "Northmere Police",
            "kind": "police",
            "unit": "Major crime",
            "officer": "Det Insp Rhona Cald",
            "rank": "Detective inspector",
            "officer_number": "4471",
            "their_reference": "NM/1/26",
            "email": "",
            "telephone": "",
            "address": "",
            "supervisor": "Det Supt Merrin Holloway-Sands",
            "supervisor_rank": "Detective superintendent",
            "supervisor_signed_on": today,
        },
        "subject": {
            "subject_kind": "one",
            "subjects": [
                {
                    "name": "Dmitar Halloway",
                    "date_of_birth": date(1979, 11, 3),
                    "nhs_number": "9993035203",
                    "address": "",
                    "role": "suspect",
                }
            ],
        },
        "items": {"codes": ["D06", "D08"], "own_words": []},
        "purpose": {"purpose": "To find a suspect at large", "offence": "Attempted murder"},
        "law": {
            "codes": ["PO-01"],
            "claimed_words": "",
            "claimed_agreement": "",
            "no_law_claimed": False,
            "comply_by": None,
            "comply_by_time": None,
            "instrument": None,
        },
        "urgency": {"urgency": "urgent", "emergency_reason": "", "no_immigration_purpose": True},
        "restriction": {"restricted": False, "people": []},
    }
    for part, change in changes.items():
        found[part] = found[part] | change
    return found


def finding(effect: str = "permitted", **fields: Any) -> dict[str, Any]:
    """A legal-basis finding for one item."""
    gates = {
        "permitted": {
            "power": "PO-01",
            "confidentiality": "CLDC-5",
            "article6": "A6-d",
            "article9": "A9-none",
        },
        "compelled": {
            "power": "CO-01",
            "confidentiality": "CLDC-2",
            "article6": "A6-c",
            "article9": "A9-none",
        },
        "consented": {"power": "", "confidentiality": "CLDC-1", "article6": "A6-a", "article9": "A9-a"},
        "no_basis": {"power": "", "confidentiality": "", "article6": "", "article9": ""},
    }[effect]
    return {"effect": effect, "reason": "Because the guidance says so", **gates, **fields}


def approval(request: Request, withheld: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    """The cleaned data of an approval of every item but those withheld."""
    return {
        "items": {
            item.token: {
                "outcome": "withhold" if item.token in withheld else "disclose",
                "basis": "" if item.token in withheld else "CLDC-5",
                "reason": "Not necessary" if item.token in withheld else "Necessary to find the person",
            }
            for item in request.live_items
        },
        "reason": "A serious crime, and an imminent risk",
        "departs_because": "",
        "factors": ["F1", "F2"],
        "conditions": "For this investigation only",
        "recipient": "Det Insp Rhona Cald",
        "route": "phone_call_back",
        "expires_at": timezone.now() + timedelta(days=5),
        "no_immigration_purpose": True,
        "tell_patient": "not",
        "tell_reason": "It would warn a suspect at large",
        "tell_review_on": timezone.localdate() + timedelta(days=30),
    } | fields
