"""Linked requests: one for each person of a letter, or one for the items that another way takes longer."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from audit.ledger.api import new_event_id, record
from requests_app import permissions
from requests_app.journey.clocks import refresh
from requests_app.journey.unit import Work, actor_of, take_part
from requests_app.models import (
    AskedItem,
    ClaimedLaw,
    Conflict,
    Instrument,
    Request,
    Requester,
    StatusChange,
    Subject,
)
from requests_app.workflow import State


def link(unit: Work, subject: Subject, *, reference: str) -> Request:
    """Make the linked request for one more person of the letter, inside the transaction that submits it.

    Everything but the person is the same as in the first request; both entries go to one log.
    """
    first = unit.request
    new = copy_of(unit, reference=reference)
    new.save(force_insert=True)
    _copy_parts(first, new, items=first.live_items, instrument=True)
    subject.request, subject.position = new, 1
    subject.save()
    _begin(unit, new, verb="link")
    return new


def split_off(unit: Work, items: Sequence[AskedItem], *, reference: str) -> Request:
    """Make the linked request for some items of the first one, inside the transaction that drops them there.

    The paper and its date stay with the first: what nothing compels has the practice's own dates.
    """
    first = unit.request
    new = copy_of(unit, reference=reference)
    new.round, new.comply_by, new.comply_by_time = 1, None, None
    new.save(force_insert=True)
    _copy_parts(first, new, items=items, instrument=False)
    for subject in first.subjects.all():
        subject.pk, subject.request = None, new
        subject._state.adding = True
        subject.save(force_insert=True)
    _begin(unit, new, verb="split")
    return new


def copy_of(unit: Work, *, reference: str) -> Request:
    """The first request again, in triage, under a reference of its own; not saved yet."""
    first = unit.request
    new = Request.objects.select_related("practice").get(pk=first.pk)
    for name in ("logged_by", "logged_at", "linked_group"):
        setattr(new, name, getattr(first, name))
    new.pk, new.key = None, uuid.uuid4()
    new._state.adding = True
    new.reference, new.state, new.state_since = reference, State.TRIAGE, unit.at
    new.change_number, new.version = 0, 1
    return new


def _begin(unit: Work, new: Request, *, verb: str) -> None:
    """Those who took part in the first prepared this one too; its first change and its entry."""
    first, event_id = unit.request, new_event_id()
    for person in {p.person for p in first.participations.select_related("person")}:
        take_part(new, person, "prepares", unit.at)
    StatusChange.objects.create(
        request=new,
        number=0,
        verb=verb,
        from_state="",
        to_state=State.TRIAGE,
        changed_by=unit.by,
        changed_at=unit.at,
        ledger_log=unit.log,
        ledger_event=event_id,
    )
    facts = {"reference": new.reference, "first": str(first.key), "to": str(State.TRIAGE), "version": 1}
    private: dict[str, Any] = {}
    refresh(new, at=unit.at, by=unit.by, log=unit.log, event_id=event_id).tell(facts, private)
    new.save(update_fields=["due_at", "due_rule"])
    record(
        "request.linked",
        actor=actor_of(unit.by),
        practice=new.practice.public_id,
        about=new.about,
        facts=facts,
        private=private,
        event_id=event_id,
        at=unit.at,
    )


def _copy_parts(first: Request, new: Request, *, items: Iterable[AskedItem], instrument: bool) -> None:
    copies: list[Requester | Instrument] = [*Requester.objects.filter(request=first)]
    if instrument:
        copies += Instrument.objects.filter(request=first)
    for part in copies:
        part.pk, part.request = None, new
        part._state.adding = True
        part.save(force_insert=True)
    for item in items:
        AskedItem.objects.create(
            request=new,
            position=item.position,
            code=item.code,
            own_words=item.own_words,
            detail=item.detail,
            proposed_withheld=item.proposed_withheld,
        )
    ClaimedLaw.objects.bulk_create([ClaimedLaw(request=new, code=c.code) for c in first.claims.all()])
    # An interest in the letter is one in each of its requests.
    Conflict.objects.bulk_create(
        [
            Conflict(
                request=new,
                person_id=row.person_id,
                kind=row.kind,
                declared_by_id=row.declared_by_id,
                declared_at=row.declared_at,
            )
            for row in first.conflicts.all()
        ]
    )
    if first.restricted:
        rows = first.requestuserobjectpermission_set.select_related("user")
        permissions.name_people(new, [row.user for row in rows])
