"""Split some items off into a linked request, so that a court's date doesn't wait for what takes longer."""

import uuid
from collections.abc import Collection

from django.db import transaction

from practices.models import Person
from requests_app import selectors
from requests_app.journey import waking
from requests_app.journey.drafts import next_reference
from requests_app.journey.linking import split_off
from requests_app.journey.unit import Work, people_to_tell, require, work
from requests_app.models import AskedItem, LegalBasisFinding, OutboxMessage, Request
from requests_app.workflow import State


def split(
    *, key: uuid.UUID, by: Person, tokens: Collection[str], reason: str, seen_version: int | None = None
) -> uuid.UUID:
    """Move these items, by token, into a linked request; returns its key.

    Here they are dropped, and what the review found of them with them; there they are asked for anew, from
    triage on: what was checked of a paper says nothing of who asks without one. The paper's date stays here,
    there the practice's own dates run. Only before anything was decided. See docs/adr/journey-splitting.md.
    """
    require(bool(reason.strip()), "Say why the items are split off.")
    with work(
        key=key,
        by=by,
        event="request.split",
        permission="review_legal_basis",
        states=[State.LEGAL_BASIS],
        seen_version=seen_version,
        part="prepares",
    ) as unit:
        items = _chosen(unit.request, tokens)
        require(
            not unit.request.decisions.exists(),
            "This request was decided once: what was decided stays together.",
        )
        unit.request.linked_group = unit.request.linked_group or uuid.uuid4()
        new = split_off(unit, items, reference=next_reference(unit.request.practice, unit.at))
        _drop(items)
        _tell(unit, new)
        unit.facts |= {"items": [item.token for item in items], "split_into": str(new.key)}
        unit.private["reason"] = reason
    return new.key


def _chosen(request: Request, tokens: Collection[str]) -> list[AskedItem]:
    """The items in their order: some of those that are asked for, not all, and none compelled."""
    known = selectors.item_by_token(request)
    require(set(tokens) <= set(known), "An item is not in this request.")
    require(bool(tokens), "Choose the items that are split off.")
    require(set(tokens) != set(known), "Leave at least one item in this request.")
    chosen = [item for token, item in known.items() if token in set(tokens)]
    compelled = LegalBasisFinding.objects.filter(
        item__in=chosen, review__voided_at=None, effect=LegalBasisFinding.COMPELLED
    )
    require(not compelled.exists(), "What the law compels stays with the paper and its date.")
    return chosen


def _drop(items: Collection[AskedItem]) -> None:
    """They stay for the record; what the live review found of them would mislead."""
    LegalBasisFinding.objects.filter(item__in=items, review__voided_at=None).delete()
    AskedItem.objects.filter(pk__in=[item.pk for item in items]).update(dropped=True)


def _tell(unit: Work, new: Request) -> None:
    """Those who triage learn of the new request."""
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            recipient=person, request=new, topic="request.linked", created_at=unit.at, not_before=unit.at
        )
        for person in people_to_tell(new, "triage_request")
        if person.pk != unit.person.pk
    )
    transaction.on_commit(waking.wake)
