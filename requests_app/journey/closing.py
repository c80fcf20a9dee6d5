"""Close a request: the reply was sent, and what happens about telling the patient is written down."""

import uuid
from collections.abc import Mapping
from typing import Any

from consent.models.telling import Told
from consent.tellable import When
from practices.models import Person
from requests_app.deadlines.rules import ABOUT_THE_PATIENT
from requests_app.journey import clocks, telling_rows
from requests_app.journey.meeting import may_record_told, mine_of
from requests_app.journey.transition import step
from requests_app.journey.unit import Work, require_known
from requests_app.selectors import tellings

YES, LATER, NO, NOBODY = "yes", "later", "no", "nobody"
TOLD = (YES, LATER, NO, NOBODY)
PUT_OFF = {LATER: Told.LATER, NO: Told.NOT}


def close(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Close. data: reply_sent_on, reply_means, patient_told (yes, later, no, nobody), note.

    yes: told_on, means, whom, whom_because, said. Where nobody decided about the patient yet, later and no
    need reason and again_on, nobody a reason; where somebody did, that stands. Where the guardian is to look
    again at telling the patient, only who may decide meets that date. InvalidInput where one is missing.
    """
    require_known([data["patient_told"]], TOLD, "Whether the patient was told")
    with step(key=key, verb="close", by=by, reason=data["note"], seen_version=seen_version) as unit:
        request = unit.request
        # An outside guardian sees the request from invitation to closing.
        request.invitations.filter(ended_at=None).update(ended_at=unit.at, ended_by=by)
        told = _telling(unit, data)
        unit.facts |= {
            "outcome": request.outcome,
            "reply": request.reply,
            "reply_sent_on": data["reply_sent_on"].isoformat() if data["reply_sent_on"] else "",
            # That there is nobody to tell would say what a search of the patient list found (INV-06).
            "patient_told": NO if told == NOBODY else told,
        }
        unit.private["reply_means"] = data["reply_means"]


def _telling(unit: Work, data: Mapping[str, Any]) -> str:
    """Write what happens about the patient; returns the answer as it stands then."""
    told, standing = data["patient_told"], tellings.standing_of(unit.request)
    if standing is not None and standing.when is When.TOLD:
        return YES
    if told == YES:
        mine = mine_of(unit, ABOUT_THE_PATIENT)
        # What only the guardian meets goes on waiting; the answer is in this entry all the same.
        waiting = {row.rule for row in clocks.live_of(unit.request, ABOUT_THE_PATIENT)}
        if waiting <= set(mine) and may_record_told(unit):
            telling_rows.told(unit, data)
        clocks.meet(unit, mine)
    elif standing is None or standing.when is When.NOBODY:
        reason = data.get("reason", "")
        if told == NOBODY:
            telling_rows.nobody(unit, reason=reason)
        else:
            telling_rows.put_off(unit, PUT_OFF[told], reason=reason, again_on=data.get("again_on"))
    return str(told)
