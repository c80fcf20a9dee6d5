"""Log a request: a draft that saves as it goes, then a reference when it is submitted."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from practices.models import Person, Practice
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.journey import parts
from requests_app.journey.drafts import begin, give_reference, keys_of
from requests_app.journey.transition import step
from requests_app.journey.unit import require_known, work
from requests_app.models import Request
from requests_app.workflow import State


def start(*, practice: Practice, by: Person) -> Request:
    """Start a draft at a practice. It has no reference until it is submitted."""
    permissions.check_at_practice("draft_request", practice_id=practice.pk, access=access_of(by))
    with transaction.atomic(durable=True):
        request, record_start = begin(practice=practice, by=by)
        record_start()
    return request


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
        return keys_of(selectors.request_in_scope(key, access_of(by)))
    with step(key=key, verb="submit", by=by, seen_version=seen_version) as unit:
        give_reference(unit)
    return keys_of(unit.request)
