"""Decide, for a person's statement, about telling them of requests of which nobody has decided yet."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from consent.models.telling import Told
from practices.models import Person
from practices.permissions import Access
from requests_app import permissions
from requests_app.journey import clocks, telling_rows
from requests_app.journey.unit import require, work
from requests_app.models import Request
from requests_app.selectors import tellings
from requests_app.selectors.statements import is_decided
from requests_app.workflow import State

PERMISSION, DECIDES = "make_statement", "decide_request"
AFTER_DRAFT = tuple(state for state in State if state is not State.DRAFT)
DECIDED_MEANWHILE = "Somebody decided about telling the patient meanwhile. Nothing was changed."


def include_or_leave_out(
    *, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None
) -> None:
    """Record that the person may be told of the request now, or not, why, and when that is looked at again.

    data: what (now, not), reason and again_on. What was decided already stands: NotPossible. While nobody has
    decided about the request itself, only who may decide it may have the person told: to be told of it early
    may defeat it (INV-09). Anybody else leaves it out, with a day: NotAllowed.
    """
    require(data["what"] in (Told.NOW, Told.NOT), "Choose to include it or to leave it out.")

    def check(request: Request, access: Access) -> None:
        permissions.check(PERMISSION, request=request, access=access)
        if data["what"] == Told.NOW and not is_decided(request):
            permissions.check(DECIDES, request=request, access=access)

    with work(
        key=key,
        by=by,
        event="patient.telling_decided",
        check=check,
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
