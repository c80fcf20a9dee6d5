"""Log an emergency at once: all of it from one screen, by any member of the practice."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from practices.models import Person, Practice
from practices.permissions import access_of
from requests_app import permissions, workflow
from requests_app.journey import parts
from requests_app.journey.drafts import begin, give_reference
from requests_app.journey.transition import changing
from requests_app.journey.unit import refusals_in_words, writing
from requests_app.models import Request
from requests_app.workflow import State

# What every member of a practice may do, whatever their role: a life doesn't wait for the right one.
ANY_MEMBER = "record_incident"


def log_emergency(
    *, page: uuid.UUID, practice: Practice, by: Person, data: Mapping[str, Mapping[str, Any]]
) -> Request:
    """Log and submit an emergency in one transaction; a second click returns the same request.

    page: the page's own key, so that two clicks on it by one person are one request. data: the cleaned
    answers of each part of the log, as its writer takes them. Guardians and the IG lead are told at once.
    Whoever logs it prepares; only in an emergency may a guardian decide it all the same. Raises NotAllowed
    for who is no member, NotPossible for what is no emergency.
    """
    key = uuid.uuid5(by.public_id, str(page))
    access = access_of(by)
    permissions.check_at_practice(ANY_MEMBER, practice_id=practice.pk, access=access)
    row = workflow.find("submit", State.DRAFT)
    assert row is not None  # noqa: S101 (for the type checker: the table has it)
    with refusals_in_words(by=by, attempt=row.verb), transaction.atomic(durable=True):
        earlier = _earlier(key)
        if earlier is not None:
            return earlier
        request, record_start = begin(practice=practice, by=by, key=key)
        with writing(request, by=by, access=access, event=row.event) as unit, changing(unit, row):
            for part, write in parts.WRITERS.items():
                write(unit, data[part])
                request.save()
            give_reference(unit)
            unit.after_guard.insert(0, record_start)
    return request


def _earlier(key: uuid.UUID) -> Request | None:
    """What this page logged before. Waits for a transaction that has the same page in hand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
    return Request.objects.select_related("practice").filter(key=key).first()
