"""What people record so that a date is met: acknowledged, the patient told, looked at again, papers complete.

None of it changes a request's state, and all but the acknowledgement is still open when it is closed.
"""

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from consent.tellable import When
from practices.models import Person
from practices.permissions import Access
from requests_app.deadlines import RuleCode
from requests_app.deadlines.rules import ABOUT_THE_PATIENT
from requests_app.deadlines.telling import look_again_on
from requests_app.journey import clocks, telling_rows
from requests_app.journey.meeting import PERMISSIONS, check_any, check_told, mine_of
from requests_app.journey.unit import Work, require, work
from requests_app.models import Clock, Request
from requests_app.selectors import tellings
from requests_app.workflow import State

AFTER_DRAFT = tuple(state for state in State if state is not State.DRAFT)
NOTHING_WAITS = "This was recorded already, or isn’t needed any more. Nothing was changed."


def acknowledge(*, key: uuid.UUID, by: Person, how: str, seen_version: int | None = None) -> None:
    """The requester was told that the request came. In words that are the same for everyone (INV-06)."""
    _record(
        key=key,
        by=by,
        rules=(RuleCode.ACKNOWLEDGE,),
        event="request.acknowledged",
        words=how,
        missing="Say how it was acknowledged.",
        seen_version=seen_version,
    )


def told(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """The patient was told. Meets those dates about it that the person may meet; the others wait on.

    data: told_on, means, whom, whom_because, said. Raises InvalidInput where one is missing or can't be.
    """

    def write(unit: Work, met: list[Clock]) -> None:
        telling_rows.told(unit, data, round_=max(row.round for row in met))

    _record(
        key=key,
        by=by,
        rules=ABOUT_THE_PATIENT,
        event="patient.told",
        words=data["said"],
        missing="Say what was said.",
        write=write,
        seen_version=seen_version,
    )


def papers_complete(*, key: uuid.UUID, by: Person, what: str, seen_version: int | None = None) -> None:
    """What was approved in an emergency has its paperwork now."""
    _record(
        key=key,
        by=by,
        rules=(RuleCode.RETROSPECTIVE,),
        event="emergency.papers_complete",
        words=what,
        missing="Say what was completed.",
        seen_version=seen_version,
    )


def look_again(*, key: uuid.UUID, by: Person, on: date, reason: str, seen_version: int | None = None) -> None:
    """The guardian looked again: the patient is still not told, for this reason, and until the next date.

    "Later" stays later, with another day. Raises InvalidInput for a date that isn't ahead, or is more than
    ten years ahead.
    """
    require(bool(reason.strip()), "Say why the patient still isn’t told.")
    with work(
        key=key,
        by=by,
        event="patient.looked_at_again",
        permission=PERMISSIONS[RuleCode.PATIENT_REVIEW],
        states=AFTER_DRAFT,
        seen_version=seen_version,
    ) as unit:
        rows = _waiting(unit, (RuleCode.PATIENT_REVIEW,))
        standing = tellings.standing_of(unit.request)
        later = standing is not None and standing.when is When.LATER
        telling_rows.put_off(unit, When.LATER if later else When.NOT, reason=reason, again_on=on)
        writer = clocks.writer_of(unit)
        for row in rows:
            writer.redate(row, look_again_on(on, unit.at), reason=reason.strip())
        writer.save()
        writer.tell(unit.facts, unit.private)
        unit.private["reason"] = reason.strip()


def _record(
    *,
    key: uuid.UUID,
    by: Person,
    rules: Collection[RuleCode],
    event: str,
    words: str,
    missing: str,
    write: Callable[[Work, list[Clock]], object] | None = None,
    seen_version: int | None = None,
) -> None:
    require(bool(words.strip()), missing)

    def check(request: Request, access: Access) -> None:
        check_any(request, access, rules)
        if rules == ABOUT_THE_PATIENT:
            check_told(request, access)

    with work(
        key=key, by=by, event=event, check=check, states=AFTER_DRAFT, seen_version=seen_version
    ) as unit:
        mine = mine_of(unit, rules)
        met = _waiting(unit, mine)
        if write is not None:
            write(unit, met)
        clocks.meet(unit, mine, reason=words.strip())
        clocks.refreshed(unit)
        unit.private["words"] = words.strip()


def _waiting(unit: Work, rules: Collection[str]) -> list[Clock]:
    rows = clocks.live_of(unit.request, rules)
    require(bool(rows), NOTHING_WAITS)
    return rows
