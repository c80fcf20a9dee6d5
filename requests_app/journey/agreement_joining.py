"""A practice joins an agreement: its IG lead records it, its Caldicott guardian confirms it, and nobody else.

No board, supplier, administrator, import or command joins for a practice: this module is the only writer.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from kit.errors import NotAllowed, StalePage
from practices.models import Person, Practice
from practices.permissions import Access, access_of
from practices.roles import ROLES
from requests_app import permissions
from requests_app.journey import agreement_fall
from requests_app.journey.agreement_work import locked, tell
from requests_app.journey.unit import actor_of, refusals_in_words, require
from requests_app.models import AgreementJoining, SharingAgreement
from requests_app.selectors.agreements import KEEP

RECORDS, CONFIRMS = "ig_lead", "caldicott_guardian"


def record_joining(*, key: uuid.UUID, practice: Practice, by: Person, reason: str) -> None:
    """The practice's IG lead records that it joined, and why; its guardian confirms."""
    require(bool(reason.strip()), "Say why the practice joins.")
    with _at(key, practice, by, "agreement.joining_recorded", RECORDS) as (agreement, now):
        event_id = new_event_id()
        AgreementJoining.objects.create(
            agreement=agreement,
            practice=practice,
            reason=reason,
            recorded_by=by,
            recorded_at=now,
            ledger_log=log_name(practice.public_id),
            ledger_event=event_id,
        )
        _record("agreement.joining_recorded", agreement, practice, by, now, {"reason": reason}, event_id)


def confirm_joining(*, key: uuid.UUID, practice: Practice, by: Person) -> None:
    """The practice's guardian confirms what its IG lead recorded: from now on the agreement covers it."""
    with _at(key, practice, by, "agreement.joining_confirmed", CONFIRMS) as (agreement, now):
        joining = _recorded(agreement, practice)
        if joining.confirmed_at is not None:
            raise StalePage("The joining is confirmed already. Nothing was changed.")
        if joining.recorded_by_id == by.pk:
            raise NotAllowed("You recorded the joining: another person confirms it as guardian.")
        joining.confirmed_by, joining.confirmed_at = by, now
        joining.save(update_fields=["confirmed_by", "confirmed_at"])
        _record("agreement.joining_confirmed", agreement, practice, by, now)


def leave(*, key: uuid.UUID, practice: Practice, by: Person, reason: str) -> int:
    """The practice leaves, or takes back what was not confirmed; by its IG lead or its guardian.

    For the practice it is as if the agreement fell. Returns how many of its requests were returned at once.
    """
    require(bool(reason.strip()), "Say why the practice leaves.")
    with _at(key, practice, by, "agreement.left", RECORDS, CONFIRMS) as (agreement, now):
        joining = _recorded(agreement, practice)
        falls = joining.confirmed_at is not None
        left_at = agreement_fall.moment_of(agreement, now, practices=[practice.pk]) if falls else now
        joining.left_by, joining.left_at, joining.left_because = by, left_at, reason
        joining.save(update_fields=["left_by", "left_at", "left_because"])
        _record("agreement.left", agreement, practice, by, now, {"reason": reason})
    return agreement_fall.carry_out(agreement, practices=[practice.pk]) if falls else 0


def check_role(access: Access, practice: Practice, *roles: str) -> None:
    """Raise NotAllowed unless the person holds one of these roles there, as a deputy too."""
    permissions.check_at_practice(KEEP, practice_id=practice.pk, access=access)
    if not access.roles_at(practice.pk).intersection(roles):
        names = " or ".join(ROLES[role].name for role in roles)
        raise NotAllowed("A practice joins by its IG lead and its guardian alone.", who_can=names)


@contextmanager
def _at(
    key: uuid.UUID, practice: Practice, by: Person, attempt: str, *roles: str
) -> Iterator[tuple[SharingAgreement, datetime]]:
    """Lock the agreement for somebody who holds one of these roles at the practice, deputies included."""
    with refusals_in_words(by=by, attempt=attempt), transaction.atomic(durable=True):
        agreement = locked(key, None)
        check_role(access_of(by), practice, *roles)
        yield agreement, clock.now()


def _recorded(agreement: SharingAgreement, practice: Practice) -> AgreementJoining:
    found = agreement.joinings.filter(practice=practice, left_at=None).first()
    if found is None:
        raise StalePage("Your practice has not joined, or left meanwhile. Nothing was changed.")
    return found


def _record(
    event: str,
    agreement: SharingAgreement,
    practice: Practice,
    by: Person,
    now: datetime,
    words: dict[str, Any] | None = None,
    event_id: uuid.UUID | None = None,
) -> None:
    tell(practice, by, event, now)
    record(
        event,
        actor=actor_of(by),
        practice=practice.public_id,
        about=agreement.about,
        facts={},
        private=words,
        event_id=event_id,
        at=now,
    )
