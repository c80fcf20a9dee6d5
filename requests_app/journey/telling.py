"""Decide about telling the patient, first or anew: told, now, later, not, or nobody to tell."""

import uuid
from collections.abc import Mapping
from typing import Any

from consent.models.telling import Told
from consent.tellable import When
from practices.models import Person
from practices.permissions import Access
from requests_app import permissions
from requests_app.deadlines import RuleCode
from requests_app.deadlines.rules import ABOUT_THE_PATIENT
from requests_app.journey import clocks, telling_rows
from requests_app.journey.meeting import mine_of, permission_to
from requests_app.journey.unit import Work, require, require_known, work
from requests_app.models import Request
from requests_app.selectors import tellings
from requests_app.workflow import State

AFTER_DRAFT = tuple(state for state in State if state is not State.DRAFT)


def decide(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Record what happens about telling the patient of a submitted request, in any state.

    data: what (told, now, later, not, nobody); reason and again_on (later, not; nobody: reason alone);
    told_on, means, whom, whom_because and said (told). Raises InvalidInput where an answer is missing.
    """
    require_known([data["what"]], Told.values, "Telling the patient")
    told = data["what"] == Told.TOLD

    def check(request: Request, access: Access) -> None:
        permissions.check(permission_to(data["what"], request), request=request, access=access)

    with work(
        key=key,
        by=by,
        event="patient.told" if told else "patient.telling_decided",
        check=check,
        states=AFTER_DRAFT,
        seen_version=seen_version,
    ) as unit:
        if told:
            telling_rows.told(unit, data)
            clocks.meet(unit, mine_of(unit, ABOUT_THE_PATIENT), reason=data["said"].strip())
        else:
            write(unit, data)
            clocks.end_before(unit, mine_of(unit, (RuleCode.PATIENT_REVIEW,)))
        clocks.refreshed(unit)


def write(unit: Work, data: Mapping[str, Any]) -> None:
    """The row of an answer that isn't "told"."""
    standing = tellings.standing_of(unit.request)
    reason = data.get("reason", "")
    require(
        standing is None or standing.when is not When.TOLD or data["what"] != Told.NOBODY,
        "The patient was told already.",
    )
    if data["what"] == Told.NOW:
        telling_rows.now(unit, reason=reason)
    elif data["what"] == Told.NOBODY:
        telling_rows.nobody(unit, reason=reason)
    else:
        telling_rows.put_off(unit, data["what"], reason=reason, again_on=data.get("again_on"))
