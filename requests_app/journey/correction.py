"""Correct a submitted request: what rested on the old words is void, and goes back to the earliest review."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from practices.models import Person
from practices.permissions import access_of
from requests_app import policies, selectors
from requests_app.journey import grounds, parts
from requests_app.journey.clocks import refreshed
from requests_app.journey.outcome import clear_outcome
from requests_app.journey.transition import step, void
from requests_app.journey.unit import Work, require, work
from requests_app.models import AskedItem, Correction, Request
from requests_app.models.request import SubjectKind
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
    state = State(selectors.request_in_scope(key, access_of(by)).state)
    target, kinds = falls(state, part)

    def write(unit: Work) -> None:
        unit.facts |= grounds.of_case(unit.request) | grounds.of_approval(unit.request)
        before = parts.describe(unit.request, part)
        _WRITERS[part](unit, data)
        # Described from the database, where what a part keeps on the request itself must stand already.
        unit.request.save()
        check_whole(unit.request, unit.at)
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
        clear_outcome(unit)
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
            refreshed(unit)
        return
    with step(key=key, verb=f"correct_to_{target}", by=by, reason=because, seen_version=seen_version) as unit:
        write(unit)


def check_whole(request: Request, at: datetime) -> None:
    """A correction takes nothing away that submitting asked for, and adds no second person."""
    now = Request.objects.get(pk=request.pk)
    people, nobody = now.subjects.count(), now.subject_kind == SubjectKind.NOBODY_NAMED
    require(
        people == (0 if nobody else 1),
        "A request is about one person, or nobody is named: another person needs a request of their own.",
    )
    missing = policies.missing_from_draft(now)
    missing.pop("subject", None)
    require(not missing, "Something would be missing: " + "; ".join(missing.values()) + ".")
    policies.check_emergency(now)


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
