"""A patient withdraws what they consented to: one action, at any time. What rests on it returns at once.

A consent that was recorded by mistake is taken out the same way, and told as what it was.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from consent.models import Consent
from consent.models.consent import HowEnded
from kit.errors import InvalidInput, NotVisible, StalePage
from practices.models import Person
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.journey import consent_fall
from requests_app.journey.unit import Work, refusals_in_words, require, require_known, writing
from requests_app.selectors.consents import left_on, split_by_day_told, to_be_returned

PERMISSION = "record_withdrawal"


def withdraw(*, key: uuid.UUID, consents: Collection[uuid.UUID], by: Person, data: Mapping[str, Any]) -> bool:
    """Record that these consents for this request were withdrawn, all or none; send back what rests on them.

    data: withdrawn_on, withdrawn_how, withdrawn_to (to whom it was said; for a mistake, what was wrong). No
    page is too old for it, and no state too late. The withdrawal is committed by itself first, and then the
    request is returned (or its review voided in place); the sweep sees to what could not be. Returns whether
    anything rested on them. Raises NotVisible where one isn't this request's, StalePage where one was
    withdrawn already.
    """
    require_known([data["withdrawn_how"]], HowEnded.values, "How it was withdrawn")
    mistake = data["withdrawn_how"] == HowEnded.MISTAKE
    require(
        bool(data["withdrawn_to"].strip()),
        "Say what was wrong." if mistake else "Say to whom the patient said it.",
    )
    require(bool(consents), "Select at least one consent.")
    event = "consent.mistaken" if mistake else "consent.withdrawn"
    with refusals_in_words(key=key, by=by, attempt=event), transaction.atomic(durable=True):
        rows = _held(key, consents)
        access = access_of(by)
        request = selectors.lock_in_scope(key, access)
        permissions.check(PERMISSION, request=request, access=access)
        if len(rows) != len(set(consents)):
            raise NotVisible
        if any(row.withdrawn_at is not None for row in rows):
            raise StalePage("One of these consents was withdrawn already. Nothing was changed.")
        with writing(request, by=by, access=access, event=event) as unit:
            _record(unit, rows, data)
            rested = to_be_returned().filter(key=key).exists()
    consent_fall.carry_out(key)
    return rested


def _held(key: uuid.UUID, consents: Collection[uuid.UUID]) -> list[Consent]:
    """The consents, held by nobody else until the transaction ends: before the request, as everywhere.

    In one order, so that two who withdraw never wait for each other. NO KEY: a row that names the consent is
    no reason to wait.
    """
    found = Consent.objects.filter(key__in=consents, for_request=key).order_by("id")
    return list(found.select_for_update(no_key=True))


def _record(unit: Work, rows: Sequence[Consent], data: Mapping[str, Any]) -> None:
    before: dict[str, None] = {}
    after: dict[str, None] = {}
    for row in rows:
        _write(unit, row, data)
        left = split_by_day_told(left_on(unit.request, row), data["withdrawn_on"])
        before |= dict.fromkeys(left[0])
        after |= dict.fromkeys(left[1])
    unit.facts |= {
        "consents": [str(row.key) for row in rows],
        "items": list(dict.fromkeys(token for row in rows for token in row.items)),
        "how": data["withdrawn_how"],
        "withdrawn": data["withdrawn_on"].isoformat(),
        "had_left": list(before),
        "left_after": list(after),
    }
    unit.private["reason" if rows[0].mistaken else "to"] = data["withdrawn_to"].strip()
    for permission in ("review_legal_basis", "decide_request", "release_disclosure"):
        unit.tell(permission, unit.event)


def _write(unit: Work, row: Consent, data: Mapping[str, Any]) -> None:
    today = timezone.localdate(unit.at)
    _on_a_day_that_can_be(data["withdrawn_on"], row.given_on, today)
    row.withdrawn_at, row.withdrawn_by, row.withdrawal_event = unit.at, unit.person, unit.event_id
    row.withdrawn_on, row.withdrawn_how = data["withdrawn_on"], data["withdrawn_how"]
    row.withdrawn_to = data["withdrawn_to"].strip()
    row.save(
        update_fields=[
            "withdrawn_at",
            "withdrawn_by",
            "withdrawn_on",
            "withdrawn_how",
            "withdrawn_to",
            "withdrawal_event",
        ]
    )


def _on_a_day_that_can_be(day: date, given: date, today: date) -> None:
    if not given <= day <= today:
        words = "The day of the withdrawal must be between the day on which it was given and today"
        raise InvalidInput(f"{words}.", fields={"withdrawn_on": words})
