"""Take in a request that a program sent: all of its log in one transaction, once for each of its keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from kit.errors import InvalidInput
from practices.models import Person, Practice
from practices.permissions import access_of
from requests_app import permissions, workflow
from requests_app.journey import parts
from requests_app.journey.drafts import begin, give_reference
from requests_app.journey.transition import changing
from requests_app.journey.unit import refusals_in_words, writing
from requests_app.models import Request, TakenIn
from requests_app.workflow import State

#: What the sender's answers to one part are, as its writer takes them; may raise InvalidInput.
Answers = Callable[[str, Request], Mapping[str, Any]]


@dataclass(frozen=True)
class Sent:
    """How a program marks what it sends: its own key, and the keyed hash of the contents."""

    key: str
    fingerprint: str
    fingerprint_key_version: int


def take_in(*, practice: Practice, by: Person, sent: Sent, answers: Answers) -> tuple[Request, bool]:
    """Log and submit a request in one step. Returns it, and whether it was new.

    The same key again returns the request that it logged and changes nothing; two at once wait for each
    other. Raises NotAllowed, NotPossible, and InvalidInput for wrong answers or a key that was used for
    other contents; then nothing is kept, and the key stays free.
    """
    access = access_of(by)
    permissions.check_at_practice("log_request", practice_id=practice.pk, access=access)
    row = workflow.find("submit", State.DRAFT)
    assert row is not None  # noqa: S101 (for the type checker: the table has it)
    with refusals_in_words(by=by, attempt=row.verb), transaction.atomic(durable=True):
        earlier = _earlier(by, sent)
        if earlier is not None:
            return earlier.request, False
        request, record_start = begin(practice=practice, by=by)
        with writing(request, by=by, access=access, event=row.event) as unit, changing(unit, row):
            for part, write in parts.WRITERS.items():
                write(unit, answers(part, request))
                request.save()
            give_reference(unit)
            TakenIn.objects.create(
                service=by,
                key=sent.key,
                fingerprint=sent.fingerprint,
                fingerprint_key_version=sent.fingerprint_key_version,
                request=request,
                taken_at=unit.at,
            )
            unit.after_guard.insert(0, record_start)
    return request, True


def _earlier(by: Person, sent: Sent) -> TakenIn | None:
    """What this key logged before. Waits for a transaction that has the same key in hand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{by.public_id} {sent.key}"]
        )
    found = TakenIn.objects.select_related("request__practice").filter(service=by, key=sent.key).first()
    if found is None:
        return None
    same_key = found.fingerprint_key_version == sent.fingerprint_key_version
    if same_key and found.fingerprint != sent.fingerprint:
        words = "This Idempotency-Key was used for another request. Send a new key with new contents."
        raise InvalidInput(words, fields={"Idempotency-Key": words})
    return found
