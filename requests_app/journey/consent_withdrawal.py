"""A patient withdraws a consent: one action, at any time. What rests on it returns at once."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from consent.models import Consent
from consent.models.consent import HowGiven
from kit.errors import InvalidInput, NotVisible, StalePage
from practices.models import Person
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.journey import consent_fall
from requests_app.journey.unit import Work, refusals_in_words, require, require_known, writing
from requests_app.models import DisclosedItem, Request
from requests_app.selectors.consents import to_be_returned

PERMISSION = "record_withdrawal"


def withdraw(*, key: uuid.UUID, consent: uuid.UUID, by: Person, data: Mapping[str, Any]) -> bool:
    """Record that a consent for this request was withdrawn, and send back what rests on it.

    data: withdrawn_on, withdrawn_how, withdrawn_to (to whom it was said). No page is too old for it, and no
    state too late. The withdrawal is committed by itself first, and then the request is returned (or its
    review voided in place); the sweep sees to what could not be. Returns whether anything rested on it.
    Raises StalePage where it was withdrawn already.
    """
    require_known([data["withdrawn_how"]], HowGiven.values, "How it was withdrawn")
    require(bool(data["withdrawn_to"].strip()), "Say to whom the patient said it.")
    with refusals_in_words(key=key, by=by, attempt="consent.withdrawn"), transaction.atomic(durable=True):
        row = _held(key, consent)
        access = access_of(by)
        request = selectors.lock_in_scope(key, access)
        permissions.check(PERMISSION, request=request, access=access)
        if row is None:
            raise NotVisible
        if row.withdrawn_at is not None:
            raise StalePage("This consent was withdrawn already. Nothing was changed.")
        with writing(request, by=by, access=access, event="consent.withdrawn") as unit:
            _write(unit, row, data)
            rested = to_be_returned().filter(key=key).exists()
    consent_fall.carry_out(key)
    return rested


def _held(key: uuid.UUID, consent: uuid.UUID) -> Consent | None:
    """The consent, held by nobody else until the transaction ends: before the request, as everywhere.

    NO KEY: a row that names the consent is no reason to wait.
    """
    return Consent.objects.select_for_update(no_key=True).filter(key=consent, for_request=key).first()


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
    unit.facts |= {
        "consent": str(row.key),
        "items": list(row.items),
        "how": row.withdrawn_how,
        "withdrawn": data["withdrawn_on"].isoformat(),
        "had_left": left_on(unit.request, row),
    }
    unit.private["to"] = row.withdrawn_to
    for permission in ("review_legal_basis", "decide_request", "release_disclosure"):
        unit.tell(permission, "consent.withdrawn")


def _on_a_day_that_can_be(day: date, given: date, today: date) -> None:
    if not given <= day <= today:
        words = "The day of the withdrawal must be between the day on which it was given and today"
        raise InvalidInput(f"{words}.", fields={"withdrawn_on": words})


def left_on(request: Request, consent: Consent) -> list[str]:
    """The tokens of the consent's items that left on a disclosure before it was withdrawn, each once."""
    sent = DisclosedItem.objects.filter(disclosure__request=request).select_related(
        "released_item__item_decision__item"
    )
    tokens = {row.released_item.item_decision.item.token for row in sent}
    return [token for token in consent.items if token in tokens]
