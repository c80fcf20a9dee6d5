"""What a script answers in the tasks of the log."""

from datetime import date, timedelta
from typing import Any

from requests_app.demonstration.scripts import Script
from requests_app.models import RequesterOrganisation, SharingAgreement


def answers(s: Script, called: RequesterOrganisation | None, today: date) -> dict[str, dict[str, Any]]:
    """The answers of every task of the log."""
    received_on = today - timedelta(days=s.days_ago)
    instrument = None
    if s.instrument:
        dated = received_on - timedelta(days=1)
        instrument = {"serial": "", "dated": dated, "served_on": received_on, **s.instrument}
    return {
        "received": {
            "channel": s.channel, "received_on": received_on, "received_time": s.received_at, "arrival_note": "",
        },
        "requester": {
            "organisation": called, "organisation_name": s.organisation, "kind": s.kind, "unit": "",
            "officer": s.officer, "rank": "", "officer_number": "", "their_reference": "", "email": "",
            "telephone": "", "address": "", "supervisor": s.supervisor, "supervisor_rank": s.supervisor_rank,
            "supervisor_signed_on": received_on if s.supervisor else None,
        },
        "subject": {
            "subject_kind": "one",
            "subjects": [
                {
                    "name": s.subject, "date_of_birth": s.born, "nhs_number": s.nhs_number,
                    "address": s.address, "role": s.role, "deceased": s.deceased,
                }
            ],
        },
        "items": {"codes": s.asks, "own_words": s.own_words},
        "purpose": {"purpose": s.purpose, "offence": s.offence},
        "law": {
            "codes": s.claims, "claimed_words": "", "claimed_agreement": s.agreement,
            "agreement": SharingAgreement.objects.filter(name=s.cites).first(),
            "no_law_claimed": not (s.claims or s.agreement),
            "comply_by": received_on + timedelta(days=s.comply_in_days) if s.comply_in_days else None,
            "comply_by_time": s.comply_time, "instrument": instrument,
        },
        "urgency": {"urgency": s.urgency, "emergency_reason": s.emergency_reason,
                    "no_immigration_purpose": True},
        "restriction": {"restricted": False, "people": []},
    }  # fmt: skip
