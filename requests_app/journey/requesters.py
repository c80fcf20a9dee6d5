"""The practice's register of requesters, with switchboard numbers from independent sources."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from audit.ledger.api import record
from kit import clock
from kit.errors import NotAllowed
from practices.models import Person, Practice
from practices.permissions import access_of
from requests_app import permissions
from requests_app.journey.unit import actor_of, require
from requests_app.models import RequesterOrganisation

# A changed number must be confirmed again by a second person.
_NUMBER = ("switchboard", "switchboard_source", "switchboard_source_on")


def save(
    *,
    practice: Practice,
    by: Person,
    data: Mapping[str, Any],
    organisation: RequesterOrganisation | None = None,
) -> RequesterOrganisation:
    """Enter or change an organisation. A changed switchboard number loses its confirmation."""
    permissions.check_at_practice("manage_requesters", practice_id=practice.pk, access=access_of(by))
    with transaction.atomic(durable=True):
        now = clock.now()
        entry = organisation or RequesterOrganisation(practice=practice, entered_by=by, entered_at=now)
        changed = [name for name, value in data.items() if getattr(entry, name) != value]
        for name, value in data.items():
            setattr(entry, name, value)
        if organisation is not None and set(changed).intersection(_NUMBER):
            entry.entered_by, entry.entered_at = by, now
            entry.confirmed_by, entry.confirmed_at = None, None
        entry.save()
        record(
            "organisation.saved",
            actor=actor_of(by),
            practice=practice.public_id,
            about=f"organisation:{entry.key}",
            facts={"changed": sorted(changed)},
            private={name: str(data[name] or "") for name in changed},
            at=now,
        )
    return entry


def confirm(*, organisation: RequesterOrganisation, by: Person) -> None:
    """A second person confirms the switchboard number against its source."""
    practice = organisation.practice
    permissions.check_at_practice("confirm_requester_number", practice_id=practice.pk, access=access_of(by))
    if organisation.entered_by_id == by.pk:
        raise NotAllowed("You entered this number: somebody else confirms it.")
    require(bool(organisation.switchboard), "There is no number to confirm.")
    with transaction.atomic(durable=True):
        now = clock.now()
        organisation.confirmed_by, organisation.confirmed_at = by, now
        organisation.save(update_fields=["confirmed_by", "confirmed_at"])
        record(
            "organisation.confirmed",
            actor=actor_of(by),
            practice=practice.public_id,
            about=f"organisation:{organisation.key}",
            facts={},
            at=now,
        )
