"""Discard a draft: the one thing that is ever deleted. The ledger keeps that it was there."""

import uuid

from django.db import transaction

from audit.ledger.api import record
from kit import clock
from kit.errors import NotAllowed, NotPossible, StalePage
from practices.models import Person
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.journey.unit import actor_of, record_refusal
from requests_app.workflow import State


def discard(*, key: uuid.UUID, by: Person) -> None:
    """Delete a draft that was never submitted, with all its parts."""
    try:
        _discard(key, by)
    except NotAllowed as refusal:
        record_refusal(key=key, by=by, attempt="request.draft_discarded")
        refusal.recorded = True
        raise


def _discard(key: uuid.UUID, by: Person) -> None:
    access = access_of(by)
    with transaction.atomic(durable=True):
        request = selectors.lock_in_scope(key, access)
        permissions.check("draft_request", request=request, access=access)
        if request.state != State.DRAFT:
            raise StalePage("It has been submitted meanwhile, so it can't be discarded. It can be withdrawn.")
        if request.conflicts.exists() or request.incidents.exists():
            raise NotPossible(
                "Somebody declared an interest in it or recorded an incident, so it stays in the register: "
                "submit it, and end it there."
            )
        practice, about = request.practice, request.about
        for parts in ("subjects", "items", "claims", "status_changes", "participations", "messages"):
            getattr(request, parts).all().delete()
        for part in ("requester", "instrument"):
            if hasattr(request, part):
                getattr(request, part).delete()
        request.delete()
        record(
            "request.draft_discarded",
            actor=actor_of(by),
            practice=practice.public_id,
            about=about,
            facts={},
            at=clock.now(),
        )
