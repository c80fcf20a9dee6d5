"""What every change to the register of agreements shares: the lock, and who is told."""

import uuid
from datetime import datetime

from django.db import transaction

from kit.errors import NotVisible, StalePage
from practices.models import Person, Practice
from practices.permissions import people_who_may
from requests_app.journey import waking
from requests_app.models import OutboxMessage, SharingAgreement
from requests_app.selectors.agreements import KEEP


def tell(practice: Practice, by: Person, topic: str, now: datetime) -> None:
    """Queue a message to those who keep agreements at a practice, save the person who acts."""
    people = people_who_may(KEEP, practice).exclude(pk=by.pk)
    OutboxMessage.objects.bulk_create(
        OutboxMessage(recipient=person, topic=topic, created_at=now, not_before=now) for person in people
    )
    transaction.on_commit(waking.wake)


def locked(key: uuid.UUID, seen_version: int | None) -> SharingAgreement:
    """The agreement, held by nobody else until the transaction ends; steps that rest on one hold it too.

    NO KEY: a row that names the agreement is no reason to wait. Raises NotVisible and StalePage.
    """
    agreement = (
        SharingAgreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("kept_by")
        .filter(key=key)
        .first()
    )
    if agreement is None:
        raise NotVisible
    if seen_version is not None and agreement.version != seen_version:
        raise StalePage("Somebody changed the agreement since you opened this page. Nothing was changed.")
    agreement.version += 1
    return agreement
