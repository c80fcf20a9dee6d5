"""Log a request: a draft that saves as it goes, then a reference when it is submitted."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from practices.models import Person, Practice
from practices.permissions import access_of
from requests_app import permissions, policies, selectors
from requests_app.journey import parts
from requests_app.journey.due import set_due
from requests_app.journey.linking import link
from requests_app.journey.transition import step
from requests_app.journey.unit import Work, actor_of, require_known, work
from requests_app.models import Request, StatusChange, Subject
from requests_app.workflow import State


def start(*, practice: Practice, by: Person) -> Request:
    """Start a draft at a practice. It has no reference until it is submitted."""
    permissions.check_at_practice("draft_request", practice_id=practice.pk, access=access_of(by))
    with transaction.atomic(durable=True):
        now = clock.now()
        request = Request.objects.create(
            practice=practice, state=State.DRAFT, state_since=now, captured_by=by, captured_at=now
        )
        event_id = new_event_id()
        _first_change(request, by=by, event_id=event_id, to_state=State.DRAFT, verb="start")
        record(
            "request.draft_started",
            actor=actor_of(by),
            practice=practice.public_id,
            about=request.about,
            facts={"to": str(State.DRAFT), "version": request.version},
            event_id=event_id,
            at=now,
        )
    return request


def _first_change(request: Request, *, by: Person, event_id: uuid.UUID, to_state: State, verb: str) -> None:
    StatusChange.objects.create(
        request=request,
        number=request.change_number,
        verb=verb,
        from_state="",
        to_state=to_state,
        changed_by=by,
        changed_at=request.state_since,
        ledger_log=log_name(request.practice.public_id),
        ledger_event=event_id,
    )


def save(
    *, key: uuid.UUID, by: Person, part: str, data: Mapping[str, Any], seen_version: int | None = None
) -> None:
    """Save one task of the draft: received, requester, subject, items, purpose, law, urgency or restriction.

    data: the cleaned form of that task. Whoever saves prepares (INV-11).
    """
    require_known([part], parts.WRITERS, "The task")
    writer = parts.WRITERS[part]
    with work(
        key=key,
        by=by,
        event="request.draft_saved",
        permission="draft_request",
        states=[State.DRAFT],
        seen_version=seen_version,
        part="prepares",
    ) as unit:
        unit.facts["part"] = part
        writer(unit, data)


def submit(*, key: uuid.UUID, by: Person, seen_version: int | None = None) -> list[uuid.UUID]:
    """Give the draft its reference and send it to triage; several people become a linked request each.

    Returns the keys of the requests, the first being the draft's own. A second click by the same
    person changes nothing and returns the same keys.
    """
    done = Request.objects.filter(key=key, logged_by=by).exclude(state=State.DRAFT).first()
    if done is not None:
        return _keys_of(selectors.request_in_scope(key, access_of(by)))
    with step(key=key, verb="submit", by=by, seen_version=seen_version) as unit:
        request = unit.request
        policies.draft_is_complete(request, unit.at)
        policies.check_emergency(request)
        people = list(request.subjects.all())
        request.logged_by, request.logged_at = by, unit.at
        request.reference = next_reference(request.practice, unit.at)
        if len(people) > 1:
            request.linked_group = uuid.uuid4()
        set_due(request)
        unit.facts["reference"] = request.reference
        unit.facts["items"] = [item.token for item in request.live_items]
        unit.facts["claims"] = [claim.code for claim in request.claims.all()]
        unit.facts["requester_kind"] = request.requester.kind
        # The guard looks at the letter as it came: with all its people.
        unit.after_guard.append(lambda: _link_each(unit, people[1:]))
    return _keys_of(unit.request)


def _link_each(unit: Work, people: Sequence[Subject]) -> None:
    for person in people:
        link(unit, person, reference=next_reference(unit.request.practice, unit.at))


def _keys_of(request: Request) -> list[uuid.UUID]:
    if request.linked_group is None:
        return [request.key]
    group = Request.objects.filter(linked_group=request.linked_group).order_by("id")
    return [request.key, *group.exclude(pk=request.pk).values_list("key", flat=True)]


def next_reference(practice: Practice, at: datetime) -> str:
    """The next reference of the practice and year, such as A81001-2026-00042.

    The counter's row is locked until the transaction ends, so that a rollback leaves no gap.
    """
    year = timezone.localdate(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO requests_app_referencecounter (practice_id, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (practice_id, year) DO UPDATE SET last = requests_app_referencecounter.last + 1"
            " RETURNING last",
            [practice.pk, year],
        )
        (number,) = cursor.fetchone()
    return f"{practice.ods_code}-{year}-{number:05d}"
