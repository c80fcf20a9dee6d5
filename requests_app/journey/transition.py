"""The only writer of a state. A row of the workflow, its guard and its ledger entry commit together."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from kit.errors import StalePage
from practices.models import Person
from practices.permissions import Access
from requests_app import permissions, policies
from requests_app.journey.clocks import refreshed
from requests_app.journey.unit import Work, take_part, work
from requests_app.models import Request, StatusChange
from requests_app.workflow import STATES, WAITING_STATES, State, Transition, find

# When a request goes back, the reviews behind it are no longer alive.
_REVIEWS = ("triage_set", "legalbasisreview_set", "publicinterestreview_set", "matches", "decisions")


@contextmanager
def step(
    *,
    key: uuid.UUID,
    verb: str,
    by: Person | None,
    seen_version: int | None = None,
    reason: str = "",
) -> Iterator[Work]:
    """Make one transition: the step writes its own rows inside the block, then the state changes.

    The guard is asked after the step has written, so that it sees what would commit. Raises
    StalePage when the request left the state meanwhile, and whatever `work` raises.
    """

    def check(request: Request, access: Access) -> None:
        permissions.check_transition(_row(verb, request), request=request, access=access)

    with (
        work(key=key, by=by, event="", seen_version=seen_version, check=check, attempt=verb) as unit,
        changing(unit, _row(verb, unit.request), reason),
    ):
        yield unit


@contextmanager
def changing(unit: Work, row: Transition, reason: str = "") -> Iterator[None]:
    """Let the step write; then the guard looks, state and clocks change, and those who come next are told."""
    unit.event = row.event
    if unit.by is not None and row.part:
        take_part(unit.request, unit.by, row.part, unit.at)
    yield
    policies.guard(row.guard)(unit.request, unit.at)
    for effect in unit.after_guard:
        effect()
    _change_state(unit, row, reason)
    refreshed(unit)
    for permission in row.notifies:
        unit.tell(permission, row.event)


def void(request: Request, *, because: str, at: datetime, kinds: tuple[str, ...] = _REVIEWS) -> list[str]:
    """Void the live reviews (and decision) of these kinds; returns what was voided, for the ledger."""
    voided = []
    # An override of a prohibition, and how an objection weighs, rest on the legal basis and fall with it.
    if "legalbasisreview_set" in kinds:
        kinds = (*kinds, "overrides", "objection_weighings")
    for kind in kinds:
        if getattr(request, kind).filter(voided_at=None).update(voided_at=at, voided_because=because[:200]):
            voided.append(kind.removesuffix("_set"))
    return voided


def _row(verb: str, request: Request) -> Transition:
    row = find(verb, request.state)
    if row is None:
        label = STATES[State(request.state)].label
        raise StalePage(
            f"The request is now at “{label}”, so this step is no longer open. Nothing was changed."
        )
    return row


def _change_state(unit: Work, row: Transition, reason: str) -> None:
    request = unit.request
    target = State(request.came_from) if row.target is None else row.target
    request.came_from = row.source if target in WAITING_STATES else ""
    request.change_number += 1
    request.state = target
    request.state_since = unit.at
    request.closed_at = unit.at if target is State.CLOSED else None
    StatusChange.objects.create(
        request=request,
        number=request.change_number,
        round=request.round,
        verb=row.verb,
        from_state=row.source,
        to_state=target,
        changed_by=unit.by,
        changed_at=unit.at,
        reason=reason,
        ledger_log=unit.log,
        ledger_event=unit.event_id,
    )
    unit.facts |= {"from": str(row.source), "to": str(target), "verb": row.verb, "round": request.round}
    if reason:
        unit.private["reason"] = reason
