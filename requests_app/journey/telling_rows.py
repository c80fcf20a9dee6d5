"""Writing down what happens about telling the patient: what closing, telling and the statement share.

Which answer it was is in the private part, for every answer but "told": among facts the absence of one would
tell that there is nobody to tell, and so what a search of the list found (INV-06).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from consent.models import Telling
from consent.models.asking import AskedBy
from consent.models.telling import Told, Whom
from consent.tellable import must_say_why
from kit.errors import InvalidInput
from requests_app.deadlines.statutory import farthest
from requests_app.journey.unit import Work, require, require_known
from requests_app.models import Match, Request
from requests_app.selectors import tellings

PUT_OFF = (Told.LATER, Told.NOT)


def told(unit: Work, data: Mapping[str, Any], *, round_: int | None = None) -> Telling:
    """They were told. data: told_on, means, whom, whom_because, said.

    Raises InvalidInput where an answer is missing or can't be.
    """
    require_known([data["means"]], AskedBy.values, "How they were told")
    require_known([data["whom"]], Whom.values, "Whom you told")
    because, said = data.get("whom_because", "").strip(), data["said"].strip()
    day = timezone.localdate(unit.at)
    wrong: dict[str, str] = {}
    if not because:
        died, child = tellings.all_died(unit.request), tellings.is_about_a_child(unit.request, day)
        wrong["whom_because"] = must_say_why(data["whom"], died=died, child=child)
    if not said:
        wrong["said"] = "Enter what was said"
    if data["told_on"] is None or data["told_on"] > day:
        wrong["told_on"] = "The date on which they were told must be today or in the past"
    _refuse(wrong)
    unit.facts |= {
        "telling": Told.TOLD.value,
        "told_on": data["told_on"].isoformat(),
        "means": data["means"],
        "whom": data["whom"],
    }
    unit.private |= {"said": said, "whom_because": because}
    return _row(
        unit,
        Told.TOLD,
        round_=round_,
        told_on=data["told_on"],
        means=data["means"],
        whom=data["whom"],
        whom_because=because,
        said=said,
    )


def put_off(unit: Work, what: str, *, reason: str, again_on: date | None) -> Telling:
    """They are told later, or not: for this reason, looked at again on that UK day.

    Raises InvalidInput without a reason, or without a day that is ahead and within ten years.
    """
    require(what in PUT_OFF, "Choose later, or not at all.")
    check_put_off(unit, reason=reason, again_on=again_on)
    _hidden(unit, what, reason, again_on)
    return _row(unit, what, reason=reason.strip(), again_on=again_on)


def check_put_off(unit: Work, *, reason: str, again_on: date | None) -> None:
    """Raise InvalidInput unless there is a reason and a day ahead, within ten years."""
    today = timezone.localdate(unit.at)
    wrong = {}
    if not reason.strip():
        wrong["reason"] = "Enter why the patient is told later or not at all"
    if again_on is None:
        wrong["again_on"] = "Enter the date to look again at telling the patient"
    elif again_on <= today:
        wrong["again_on"] = "Date to look again must be in the future"
    elif again_on > farthest(today):
        wrong["again_on"] = "Date to look again must be within ten years"
    _refuse(wrong)


def now(unit: Work, *, reason: str = "") -> Telling:
    """They may be told, and shall be: the clock runs."""
    _hidden(unit, Told.NOW, reason)
    return _row(unit, Told.NOW, reason=reason.strip())


def nobody(unit: Work, *, reason: str) -> Telling:
    """Nobody here is known to be concerned. NotPossible where a record was found."""
    require(bool(reason.strip()), "Say why there is nobody to tell.")
    require(
        not was_found(unit.request),
        "The person was found in the practice’s list, so there is somebody to tell: decide when, or why not.",
    )
    _hidden(unit, Told.NOBODY, reason)
    return _row(unit, Told.NOBODY, reason=reason.strip())


def was_found(request: Request) -> bool:
    """Whether the person was matched to a patient's record."""
    return any(row.voided_at is None and row.result == Match.MATCHED for row in request.matches.all())


def _hidden(unit: Work, what: str, reason: str, again_on: date | None = None) -> None:
    """The answer into the private part; the facts are the same for each."""
    day = again_on.isoformat() if again_on else ""
    unit.private |= {"telling": str(what), "telling_reason": reason.strip(), "look_again_on": day}


def _row(unit: Work, what: str, *, round_: int | None = None, **columns: Any) -> Telling:
    return Telling.objects.create(
        practice=unit.request.practice,
        for_request=unit.request.key,
        round=round_ or unit.request.round,
        what=what,
        recorded_by=unit.person,
        recorded_at=unit.at,
        ledger_log=unit.log,
        ledger_event=unit.event_id,
        **columns,
    )


def _refuse(wrong: Mapping[str, str]) -> None:
    found = {name: words for name, words in wrong.items() if words}
    if found:
        raise InvalidInput(f"{next(iter(found.values()))}.", fields=found)
