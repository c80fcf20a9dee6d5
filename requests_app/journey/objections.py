"""A person objects, or takes that back. It is recorded as they said it, and weighed for each request.

It needs no request. Those who work on an open request that it is about are told at once, by its reference
alone.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.ledger.api import log_name, new_event_id, record
from consent.models import Objection, PatientPage
from consent.models.objection import Against, HowSaid, SaidBy
from kit import clock
from kit.errors import NotVisible, StalePage
from practices.models import Person
from practices.permissions import access_of
from requests_app import permissions, policies, workflow
from requests_app.journey import waking
from requests_app.journey.unit import (
    actor_of,
    people_to_tell,
    refusals_in_words,
    require,
    require_known,
)
from requests_app.law.loader import catalogue
from requests_app.models import OutboxMessage, Request, RequesterOrganisation
from requests_app.selectors.patients import open_requests_about

PERMISSION = "record_objection"
AGAINST = ("against", "requester_kind", "organisation_name", "items")
SAID = ("said_by", "speaker", "said_on", "how", "words")


def record_objection(*, page: PatientPage, by: Person, data: Mapping[str, Any]) -> Objection:
    """Record what a person objected to, as they said it.

    data: against (everybody, kind, organisation), requester_kind or organisation_name, items (codes; none for
    all), said_by, speaker where it isn't the patient, said_on (a day, not in the future), how, words. Raises
    NotAllowed and NotPossible.
    """
    permissions.check_at_practice(PERMISSION, practice_id=page.practice_id, access=access_of(by))
    told = _checked(data)
    with refusals_in_words(by=by, attempt="objection.recorded"), transaction.atomic(durable=True):
        now, event_id = clock.now(), new_event_id()
        objection = Objection.objects.create(
            practice=page.practice,
            page=page,
            nhs_number_index=page.nhs_number_index,
            name_and_birth_index=page.name_and_birth_index,
            index_key_version=page.index_key_version,
            organisation=_in_register(page, told["organisation_name"]),
            recorded_by=by,
            recorded_at=now,
            ledger_log=log_name(page.practice.public_id),
            ledger_event=event_id,
            **told,
        )
        _tell(objection, by, "objection.recorded")
        record(
            "objection.recorded",
            actor=actor_of(by),
            practice=page.practice.public_id,
            about=page.about,
            facts={
                "objection": str(objection.key),
                "against": objection.against,
                "requester_kind": objection.requester_kind,
                "items": list(objection.items),
                "said_by": objection.said_by,
                "said_on": objection.said_on.isoformat(),
                "how": objection.how,
            },
            private={name: told[name] for name in ("words", "speaker", "organisation_name") if told[name]}
            or None,
            event_id=event_id,
            at=now,
        )
    return objection


def take_back(*, page: PatientPage, objection: uuid.UUID, by: Person, reason: str) -> None:
    """Record that the person took it back, with how and why. It stays on record, and stops being weighed."""
    permissions.check_at_practice(PERMISSION, practice_id=page.practice_id, access=access_of(by))
    require(bool(reason.strip()), "Say how and why it was taken back.")
    with refusals_in_words(by=by, attempt="objection.ended"), transaction.atomic(durable=True):
        found = (
            Objection.objects.select_for_update(of=("self",), no_key=True)
            .select_related("page")
            .filter(key=objection, practice=page.practice_id)
            .first()
        )
        if found is None:
            raise NotVisible
        if found.ended_at is not None:
            raise StalePage("This objection was taken back already. Nothing was changed.")
        now, event_id = clock.now(), new_event_id()
        found.ended_at, found.ended_by = now, by
        found.ended_because, found.ended_event = reason.strip(), event_id
        _tell(found, by, "objection.ended")
        found.save(update_fields=["ended_at", "ended_by", "ended_because", "ended_event"])
        record(
            "objection.ended",
            actor=actor_of(by),
            practice=page.practice.public_id,
            about=found.page.about,
            facts={"objection": str(found.key)},
            private={"reason": found.ended_because},
            event_id=event_id,
            at=now,
        )


def _checked(data: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the table takes them; NotPossible where one is missing or unknown."""
    told: dict[str, Any] = {name: data.get(name) or "" for name in (*AGAINST, *SAID)}
    told["items"] = list(data.get("items") or [])
    for name in ("speaker", "words", "organisation_name"):
        told[name] = told[name].strip()
    require_known([told["against"]], Against.values, "What it is about")
    require_known([told["said_by"]], SaidBy.values, "Who said it")
    require_known([told["how"]], HowSaid.values, "How it was said")
    require_known(told["items"], catalogue().items, "The items")
    if told["against"] == Against.KIND:
        require_known([told["requester_kind"]], catalogue().requester_kinds, "The kind of requester")
    require(
        told["against"] == Against.KIND or not told["requester_kind"], "Choose one thing that it is about."
    )
    named = told["against"] == Against.ORGANISATION
    require(
        bool(told["organisation_name"]) == named, "Name the organisation that it is about, and only then."
    )
    require(told["said_by"] == SaidBy.PATIENT or bool(told["speaker"]), "Say who spoke, and why they may.")
    require(bool(told["words"]), "Write what they said.")
    require(
        bool(told["said_on"]) and told["said_on"] <= timezone.localdate(clock.now()),
        "Say on which day it was said, today or before.",
    )
    return told


def _in_register(page: PatientPage, name: str) -> uuid.UUID | None:
    """The register's only entry of this name, so that it is known under another name later."""
    if not name:
        return None
    found = RequesterOrganisation.objects.filter(practice=page.practice_id, name__iexact=name)
    keys = list(found.values_list("key", flat=True)[:2])
    return keys[0] if len(keys) == 1 else None


def _tell(objection: Objection, by: Person, topic: str) -> None:
    """Queue a message to whoever works on each open request that it is about, save the person who acts."""
    now = clock.now()
    rows = [
        OutboxMessage(recipient=person, request=request, topic=topic, created_at=now, not_before=now)
        for request in open_requests_about(objection)
        if policies.concerned_by(request, objection)
        for person in _working_on(request)
        if person.pk != by.pk
    ]
    if rows:
        OutboxMessage.objects.bulk_create(rows)
        transaction.on_commit(waking.wake)


def _working_on(request: Request) -> list[Person]:
    """Who takes its next step, and the guardian from the decision on: each once."""
    owner = workflow.STATES[workflow.State(request.state)].owner
    late = request.state in (workflow.State.APPROVED, workflow.State.RELEASED)
    found = {
        person.pk: person
        for permission in ([owner, "decide_request"] if late else [owner])
        if permission
        for person in people_to_tell(request, permission)
    }
    return list(found.values())
