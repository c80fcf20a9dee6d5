"""The practice's register of requesters, with switchboard numbers from independent sources."""

from collections.abc import Mapping
from typing import Any

from django.db import DataError, IntegrityError, transaction

from audit.ledger.api import record
from kit import clock
from kit.constraints import refused_by
from kit.errors import InvalidInput, NotAllowed, NotPossible, StalePage
from practices.models import Person, Practice
from practices.permissions import access_of
from requests_app import permissions
from requests_app.journey.refusals import sentence_for
from requests_app.journey.unit import actor_of, require, require_known
from requests_app.law.loader import catalogue
from requests_app.models import RequesterOrganisation

# What a second person confirms: this number, found there, is this organisation's.
_NUMBER = ("name", "unit", "switchboard", "switchboard_source", "switchboard_source_on")


def save(
    *,
    practice: Practice,
    by: Person,
    data: Mapping[str, Any],
    organisation: RequesterOrganisation | None = None,
) -> RequesterOrganisation:
    """Enter or change an organisation. A changed switchboard number, or name, loses its confirmation.

    Raises InvalidInput when the practice has an entry of this name and unit already.
    """
    permissions.check_at_practice("manage_requesters", practice_id=practice.pk, access=access_of(by))
    require(organisation is None or organisation.practice_id == practice.pk, "It is not in your register.")
    require_known([data["kind"]] if "kind" in data else [], catalogue().requester_kinds, "What it is")
    try:
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
    except (DataError, IntegrityError) as clash:
        if sentence := sentence_for(clash):
            raise NotPossible(sentence) from None
        if refused_by(clash) != "requester_organisation_once":
            raise
        there = "It is in the register already: change that entry, or enter another unit"
        raise InvalidInput(there, fields={"name": there}) from None
    return entry


def confirm(*, organisation: RequesterOrganisation, by: Person, seen: str | None = None) -> None:
    """A second person confirms the switchboard number against its source.

    seen: the number that they looked up. Raises StalePage when another stands there meanwhile.
    """
    practice = organisation.practice
    permissions.check_at_practice("confirm_requester_number", practice_id=practice.pk, access=access_of(by))
    with transaction.atomic(durable=True):
        entry = RequesterOrganisation.objects.select_for_update().get(pk=organisation.pk)
        if entry.entered_by_id == by.pk:
            raise NotAllowed("You entered this number: somebody else confirms it.")
        require(bool(entry.switchboard), "There is no number to confirm.")
        if seen is not None and entry.switchboard != seen:
            raise StalePage("The number was changed since you opened this page. Nothing was confirmed.")
        now = clock.now()
        entry.confirmed_by, entry.confirmed_at = by, now
        entry.save(update_fields=["confirmed_by", "confirmed_at"])
        record(
            "organisation.confirmed",
            actor=actor_of(by),
            practice=practice.public_id,
            about=f"organisation:{entry.key}",
            facts={},
            at=now,
        )
    organisation.refresh_from_db()
