"""Close a request: the reply was sent, and what happens about telling the patient is written down."""

import uuid
from collections.abc import Mapping
from typing import Any

from practices.models import Person
from requests_app.deadlines.rules import ABOUT_THE_PATIENT
from requests_app.journey import clocks
from requests_app.journey.meeting import mine_of
from requests_app.journey.transition import step
from requests_app.journey.unit import require_known

TOLD = ("yes", "later", "no")


def close(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Close. data: reply_sent_on, reply_means, patient_told (yes, later, no), note.

    Where the guardian is to look again at telling the patient, only who may decide meets that date.
    """
    require_known([data["patient_told"]], TOLD, "Whether the patient was told")
    with step(key=key, verb="close", by=by, reason=data["note"], seen_version=seen_version) as unit:
        request = unit.request
        # An outside guardian sees the request from invitation to closing.
        request.invitations.filter(ended_at=None).update(ended_at=unit.at, ended_by=by)
        if data["patient_told"] == "yes":
            clocks.meet(unit, mine_of(unit, ABOUT_THE_PATIENT))
        unit.facts |= {
            "outcome": request.outcome,
            "reply": request.reply,
            "reply_sent_on": data["reply_sent_on"].isoformat() if data["reply_sent_on"] else "",
            "patient_told": data["patient_told"],
        }
        unit.private["reply_means"] = data["reply_means"]
