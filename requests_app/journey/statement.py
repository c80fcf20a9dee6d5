"""Decide, for a person's statement, about telling them of requests of which nobody has decided yet."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from consent.models.telling import Told
from practices.models import Person
from requests_app.journey import clocks, telling_rows
from requests_app.journey.unit import require, work
from requests_app.selectors import tellings
from requests_app.workflow import State

PERMISSION = "make_statement"
AFTER_DRAFT = tuple(state for state in State if state is not State.DRAFT)
DECIDED_MEANWHILE = "Somebody decided about telling the patient meanwhile. Nothing was changed."


def include_or_leave_out(
    *, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None
) -> None:
    """Record that the person may be told of the request now, or not, why, and when that is looked at again.

    data: what (now, not), reason and again_on. What was decided already stands: NotPossible.
    """
    require(data["what"] in (Told.NOW, Told.NOT), "Choose to include it or to leave it out.")
    with work(
        key=key,
        by=by,
        event="patient.telling_decided",
        permission=PERMISSION,
        states=AFTER_DRAFT,
        seen_version=seen_version,
    ) as unit:
        require(not tellings.tellable(unit.request, timezone.localdate(unit.at)).decided, DECIDED_MEANWHILE)
        if data["what"] == Told.NOW:
            telling_rows.now(unit)
        else:
            telling_rows.put_off(unit, Told.NOT, reason=data["reason"], again_on=data["again_on"])
        clocks.refreshed(unit)
        unit.facts["for_statement"] = True
