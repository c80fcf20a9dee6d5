"""The register of sharing agreements: entered by one, every status proposed by one and confirmed by another.

One register for the whole service; each agreement is kept by the practice that entered it. What is written
here goes to the site's log, since it concerns every practice that joined.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.ledger.api import SITE_LOG, new_event_id, record
from kit import clock
from kit.errors import InvalidInput, NotAllowed, StalePage
from practices.models import Person, Practice
from practices.permissions import access_of
from practices.roles import who_can
from requests_app import permissions
from requests_app.journey import agreement_fall
from requests_app.journey.agreement_work import locked, tell
from requests_app.journey.unit import actor_of, refusals_in_words, require, require_known
from requests_app.law.loader import catalogue
from requests_app.models import AgreementChange, AgreementStatus, SharingAgreement
from requests_app.models.agreement import FALLEN
from requests_app.selectors import agreements as select

KEEP = select.KEEP
# What can be changed later. Another name, other parties, items or purposes make another agreement.
LATER = ("claimed_basis", "documents")
ENTERED = ("name", "parties", "purposes", "items", *LATER)


def enter(*, practice: Practice, by: Person, data: Mapping[str, Any]) -> SharingAgreement:
    """Enter an agreement, which the practice keeps. It has no status until one is proposed and confirmed.

    data: name, parties, purposes, items (catalogue codes), claimed_basis, documents. Raises InvalidInput
    where the register has one of this name.
    """
    permissions.check_at_practice(KEEP, practice_id=practice.pk, access=access_of(by))
    require_known(data["items"], catalogue().items, "The items")
    for name in ("name", "parties", "purposes", "claimed_basis"):
        require(bool(data[name].strip()), "Give its name, parties, purposes and the basis that it claims.")
    with refusals_in_words(by=by, attempt="agreement.entered"), transaction.atomic(durable=True):
        if SharingAgreement.objects.filter(name__iexact=data["name"].strip()).exists():
            there = "The register has an agreement of this name already"
            raise InvalidInput(there, fields={"name": there})
        now = clock.now()
        agreement = SharingAgreement.objects.create(
            kept_by=practice, entered_by=by, entered_at=now, **{name: data[name] for name in ENTERED}
        )
        _record(
            "agreement.entered", agreement, by, now, {"items": list(data["items"])}, _words(data, ENTERED)
        )
    return agreement


def change(*, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None) -> None:
    """Change where its texts are, or the basis that it claims."""
    with _keeping(key, by, "agreement.changed", seen_version) as (agreement, now):
        changed = [name for name in LATER if getattr(agreement, name) != data[name]]
        for name in changed:
            setattr(agreement, name, data[name])
        agreement.save(update_fields=[*changed, "version"])
        _record("agreement.changed", agreement, by, now, {"changed": changed}, _words(data, changed))


def propose(
    *, key: uuid.UUID, by: Person, data: Mapping[str, Any], seen_version: int | None = None
) -> AgreementChange:
    """Propose where it stands from a day on, with reason and source; another person confirms.

    data: status, since (never in the future), reason, source.
    """
    require_known([data["status"]], AgreementStatus.values, "Where it stands")
    require(bool(data["reason"].strip() and data["source"].strip()), "Give the reason and the source.")
    require(data["since"] <= timezone.localdate(clock.now()), "A status can't begin in the future.")
    with _keeping(key, by, "agreement.status_proposed", seen_version) as (agreement, now):
        event_id = new_event_id()
        proposed = AgreementChange.objects.create(
            agreement=agreement,
            proposed_by=by,
            proposed_at=now,
            ledger_log=SITE_LOG,
            ledger_event=event_id,
            **{name: data[name] for name in ("status", "since", "reason", "source")},
        )
        agreement.save(update_fields=["version"])
        tell(agreement.kept_by, by, "agreement.status_proposed", now)
        _record(
            "agreement.status_proposed", agreement, by, now, _codes(proposed),
            _words(data, ("reason", "source")), event_id,
        )  # fmt: skip
    return proposed


def confirm(*, key: uuid.UUID, by: Person, seen_version: int | None = None) -> int:
    """A second person confirms the status that waits. Where it falls by it, what rests on it is returned.

    Returns how many requests were returned, or told of it, at once.
    """
    with _keeping(key, by, "agreement.status_confirmed", seen_version) as (agreement, now):
        waiting = _waiting(agreement, by)
        waiting.confirmed_by, waiting.confirmed_at = by, now
        waiting.save(update_fields=["confirmed_by", "confirmed_at"])
        falls = waiting.status in FALLEN
        if falls:
            agreement.fallen_at = agreement_fall.moment_of(agreement, now)
        agreement.save(update_fields=["fallen_at", "version"])
        for practice in {agreement.kept_by, *select.joined_practices(agreement)}:
            tell(practice, by, "agreement.status_confirmed", now)
        proposal = {"proposal": str(waiting.ledger_event)}
        _record("agreement.status_confirmed", agreement, by, now, _codes(waiting) | proposal)
    return agreement_fall.carry_out(agreement) if falls else 0


def decline(*, key: uuid.UUID, by: Person, seen_version: int | None = None) -> None:
    """A second person declines the status that waits: it never counts."""
    with _keeping(key, by, "agreement.status_declined", seen_version) as (agreement, now):
        waiting = _waiting(agreement, by)
        waiting.declined_by, waiting.declined_at = by, now
        waiting.save(update_fields=["declined_by", "declined_at"])
        agreement.save(update_fields=["version"])
        tell(agreement.kept_by, by, "agreement.status_declined", now)
        proposal = {"proposal": str(waiting.ledger_event)}
        _record("agreement.status_declined", agreement, by, now, _codes(waiting) | proposal)


@contextmanager
def _keeping(
    key: uuid.UUID, by: Person, attempt: str, seen_version: int | None
) -> Iterator[tuple[SharingAgreement, datetime]]:
    """Lock it for somebody who keeps agreements at the practice that keeps this one."""
    with refusals_in_words(by=by, attempt=attempt), transaction.atomic(durable=True):
        agreement = locked(key, seen_version)
        permissions.check_at_practice(KEEP, practice_id=agreement.kept_by_id, access=access_of(by))
        yield agreement, clock.now()


def _waiting(agreement: SharingAgreement, by: Person) -> AgreementChange:
    found = agreement.changes.filter(confirmed_by=None, declined_by=None).first()
    if found is None:
        raise StalePage("No status waits to be confirmed any more. Nothing was changed.")
    if found.proposed_by_id == by.pk:
        raise NotAllowed("You proposed this status: somebody else confirms it.", who_can=who_can(KEEP))
    return found


def _codes(row: AgreementChange) -> dict[str, Any]:
    return {"status": row.status, "since": row.since.isoformat()}


def _words(data: Mapping[str, Any], names: Any) -> dict[str, str]:
    return {name: str(data[name]) for name in names if name != "items"}


def _record(
    event: str,
    agreement: SharingAgreement,
    by: Person,
    now: datetime,
    facts: Mapping[str, Any],
    words: Mapping[str, str] | None = None,
    event_id: uuid.UUID | None = None,
) -> None:
    record(
        event,
        actor=actor_of(by),
        practice=None,
        about=agreement.about,
        facts={**facts, "version": agreement.version},
        private=words or None,
        event_id=event_id,
        at=now,
    )
