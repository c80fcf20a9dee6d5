"""How a draft begins, and how it gets its reference: the same for a person and for a program."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.db import connection
from django.utils import timezone

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from practices.models import Person, Practice
from requests_app import policies
from requests_app.journey.linking import link
from requests_app.journey.unit import Work, actor_of
from requests_app.models import Request, StatusChange, Subject
from requests_app.workflow import State


def begin(
    *, practice: Practice, by: Person, key: uuid.UUID | None = None
) -> tuple[Request, Callable[[], object]]:
    """A new draft inside a transaction, and what writes its entry: to be called last.

    key: of the page that asks for it, where a second click must find the same request.
    """
    now, event_id = clock.now(), new_event_id()
    request = Request.objects.create(
        key=key or uuid.uuid4(),
        practice=practice,
        state=State.DRAFT,
        state_since=now,
        captured_by=by,
        captured_at=now,
    )
    StatusChange.objects.create(
        request=request,
        number=request.change_number,
        verb="start",
        from_state="",
        to_state=State.DRAFT,
        changed_by=by,
        changed_at=now,
        ledger_log=log_name(practice.public_id),
        ledger_event=event_id,
    )
    entry = partial(
        record,
        "request.draft_started",
        actor=actor_of(by),
        practice=practice.public_id,
        about=request.about,
        facts={"to": str(State.DRAFT), "version": request.version},
        event_id=event_id,
        at=now,
    )
    return request, entry


def give_reference(unit: Work) -> None:
    """What submitting writes, once the draft is complete: the reference, the date, one request a person."""
    request = unit.request
    policies.draft_is_complete(request, unit.at)
    policies.check_emergency(request)
    people = list(request.subjects.all())
    request.logged_by, request.logged_at = unit.by, unit.at
    request.reference = next_reference(request.practice, unit.at)
    if len(people) > 1:
        request.linked_group = uuid.uuid4()
    unit.facts["reference"] = request.reference
    unit.facts["items"] = [item.token for item in request.live_items]
    unit.facts["claims"] = [claim.code for claim in request.claims.all()]
    unit.facts["requester_kind"] = request.requester.kind
    if request.emergency:
        for permission in ("decide_request", "review_legal_basis", "triage_request"):
            unit.tell(permission, "emergency.logged")
    # The guard looks at the letter as it came: with all its people.
    unit.after_guard.append(lambda: _link_each(unit, people[1:]))


def _link_each(unit: Work, people: Sequence[Subject]) -> None:
    for person in people:
        link(unit, person, reference=next_reference(unit.request.practice, unit.at))


def keys_of(request: Request) -> list[uuid.UUID]:
    """The request's key, then those of the linked requests of the same letter."""
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
