"""Correct a submitted request: what rested on the old words is void, and goes back to the earliest review."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from practices.models import Person
from requests_app.journey import parts
from requests_app.journey.due import set_due
from requests_app.journey.transition import step, void
from requests_app.journey.unit import Work, require, work
from requests_app.models import AskedItem, Correction, Request
from requests_app.workflow import WAITING_STATES, State

# Which parts of a request a review rested on. Triage looks at who asks; the law looks at the rest.
RESTS_ON_TRIAGE = ("requester",)
PARTS = ("requester", "subject", "items", "purpose", "law")
_TRIAGE_REVIEWS = ("triage_set", "legalbasisreview_set", "publicinterestreview_set", "decisions")
_LEGAL_REVIEWS = ("legalbasisreview_set", "publicinterestreview_set", "decisions")


def falls(state: State, part: str) -> tuple[State, tuple[str, ...]]:
    """Where a correction of a part leads from a state, and which kinds of live work it voids."""
    to_triage = part in RESTS_ON_TRIAGE or state in WAITING_STATES
    target = State.TRIAGE if to_triage or state is State.TRIAGE else State.LEGAL_BASIS
    kinds = _TRIAGE_REVIEWS if to_triage else _LEGAL_REVIEWS
    return target, (*kinds, *_match_of(part))


def correct(
    *,
    key: uuid.UUID,
    by: Person,
    part: str,
    data: Mapping[str, Any],
    because: str,
    seen_version: int | None = None,
) -> None:
    """Correct the requester, subject, items, purpose or law of a request that was not released yet.

    The reviews that rested on it are void; the request returns to the earliest of them. From release
    on, corrections are added as notes or incidents, never edited.
    """
    require(part in PARTS, "That part can't be corrected.")
    require(bool(because.strip()), "Say why it is corrected.")
    state = State(Request.objects.values_list("state", flat=True).get(key=key))
    target, kinds = falls(state, part)

    def write(unit: Work) -> None:
        before = parts.describe(unit.request, part)
        _WRITERS[part](unit, data)
        # Described from the database, where what a part keeps on the request itself must stand already.
        unit.request.save()
        after = parts.describe(unit.request, part)
        voided = void(unit.request, because=f"{part} corrected", at=unit.at, kinds=kinds)
        if part in RESTS_ON_TRIAGE:
            unit.request.verifications.filter(voided_at=None).update(
                voided_at=unit.at, voided_because="requester corrected"
            )
        Correction.objects.create(
            request=unit.request,
            part=part,
            before=before,
            after=after,
            because=because,
            voided=voided,
            corrected_by=by,
            corrected_at=unit.at,
        )
        set_due(unit.request)
        unit.request.outcome, unit.request.reply = "", ""
        unit.facts |= {"part": part, "voided": voided}
        unit.private |= {"before": before, "after": after, "because": because}

    if state is target:
        with work(
            key=key,
            by=by,
            event="request.corrected",
            permission="triage_request",
            states=[state],
            seen_version=seen_version,
            part="prepares",
        ) as unit:
            write(unit)
        return
    with step(key=key, verb=f"correct_to_{target}", by=by, reason=because, seen_version=seen_version) as unit:
        write(unit)


def _match_of(part: str) -> tuple[str, ...]:
    return ("matches",) if part == "subject" else ()


def _replace_items(unit: Work, data: Mapping[str, Any]) -> None:
    """Items that earlier reviews name stay for the record, dropped; the new list takes their place."""
    request = unit.request
    last = request.items.order_by("-position").values_list("position", flat=True).first() or 0
    request.live_items.update(dropped=True)
    for position, item in enumerate(parts.asked_items(data), start=last + 1):
        AskedItem.objects.create(request=request, position=position, **item)


_WRITERS: dict[str, Callable[[Work, Mapping[str, Any]], None]] = {**parts.WRITERS, "items": _replace_items}
