"""One unit of work on one request: locked, checked, written and recorded in one transaction, or not at all.

Every change to a request goes through `work`. It locks the request, asks who may, hands the step its
row, and writes the ledger entry as the last statement before the commit. A refused attempt is recorded
in a transaction of its own, after the other one was rolled back.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, connection, transaction

from audit.ledger.api import log_name, new_event_id, record
from kit import clock
from kit.errors import NotAllowed, NotPossible, StalePage
from practices.models import Person
from practices.permissions import Access, access_of, people_who_may
from requests_app import permissions, selectors
from requests_app.journey import waking
from requests_app.journey.holding import hold_grounds
from requests_app.journey.refusals import sentence_for
from requests_app.models import OutboxMessage, Request
from requests_app.workflow import STATES, State

SYSTEM = "system:desk"
Thing = TypeVar("Thing")


@dataclass
class Work:
    """What a step has in hand. `facts` (codes only) and `private` (words, names) go to the ledger entry."""

    request: Request
    by: Person | None
    access: Access | None
    at: datetime
    event: str
    event_id: uuid.UUID
    log: str
    facts: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] = field(default_factory=dict)
    messages: list[tuple[str, str]] = field(default_factory=list)
    messages_to: list[tuple[Person, str]] = field(default_factory=list)
    # What must wait until the guard has looked at the request as it stood.
    after_guard: list[Callable[[], object]] = field(default_factory=list)

    @property
    def person(self) -> Person:
        """The person who acts; steps that only people take ask for it."""
        if self.by is None:
            raise NotAllowed("Only a person can do this.")
        return self.by

    def tell_people(self, people: Iterable[Person], topic: str) -> None:
        """Queue a message to these people, when the work is done; the caller knows that they see it."""
        self.messages_to += [(person, topic) for person in people]

    def tell(self, permission: str, topic: str) -> None:
        """Queue a message to those with a permission at the practice, when the work is done."""
        self.messages.append((permission, topic))


@contextmanager
def work(
    *,
    key: uuid.UUID,
    by: Person | None,
    event: str,
    permission: str = "",
    states: Collection[str] = (),
    seen_version: int | None = None,
    part: str = "",
    check: Callable[[Request, Access], object] | None = None,
    attempt: str = "",
) -> Iterator[Work]:
    """Lock the request, check the person and the state, let the step write, then record.

    First the agreement that it cites and its consents are held as they stand, always before the request: so
    that no step goes on upon an agreement that falls, or a consent that is withdrawn, at the same moment.

    permission: what the person needs (or `check`, asked under the lock); states: where the request may
    stand; seen_version: the version on the page that the person acted on; part: what the work makes
    of the person ("prepares" or "decides"); attempt: what a refusal calls it where the event isn't
    known beforehand. Raises NotVisible, NotAllowed, StalePage or NotPossible.
    """
    access = access_of(by) if by is not None else None
    with refusals_in_words(key=key, by=by, attempt=attempt or event), transaction.atomic(durable=True):
        held = hold_grounds(key)
        request = _locked(key, access)
        if request.agreement_id != held:
            raise StalePage("Another agreement was chosen meanwhile. Nothing was changed.")
        selectors.load_agreement(request)
        if by is not None:
            access = access_of(by)  # as it is now: a role may have ended while we waited for the lock
        if access is not None:
            if permission:
                permissions.check(permission, request=request, access=access)
            if check is not None:
                check(request, access)
        _not_stale(request, states, seen_version)
        with writing(request, by=by, access=access, event=event, part=part) as unit:
            yield unit


@contextmanager
def writing(
    request: Request, *, by: Person | None, access: Access | None, event: str, part: str = ""
) -> Iterator[Work]:
    """Let a step write, then save the request, queue its messages and record, as the last statement.

    Inside a transaction that locked the request or made it, once it is known that the person may.
    """
    unit = Work(
        request=request,
        by=by,
        access=access,
        at=clock.now(),
        event=event,
        event_id=new_event_id(),
        log=log_name(request.practice.public_id),
    )
    if part and by is not None:
        take_part(request, by, part, unit.at)
    yield unit
    request.version += 1
    request.save()
    _queue(unit)
    record(
        unit.event,
        actor=actor_of(by),
        practice=request.practice.public_id,
        about=request.about,
        facts={**unit.facts, "version": request.version},
        private=unit.private or None,
        event_id=unit.event_id,
        at=unit.at,
    )


@contextmanager
def refusals_in_words(*, by: Person | None, attempt: str, key: uuid.UUID | None = None) -> Iterator[None]:
    """Record who was refused, and say in words what the database refused. Goes around the transaction.

    key: the request, where there is one yet.
    """
    try:
        yield
    except NotAllowed as refusal:
        if by is not None and key is not None:
            record_refusal(key=key, by=by, attempt=attempt)
            refusal.recorded = True
        raise
    except (DataError, IntegrityError) as clash:
        sentence = sentence_for(clash)
        if not sentence:
            raise
        raise NotPossible(sentence) from None


def actor_of(by: Person | None) -> str:
    """How the ledger names who acts."""
    return by.opaque if by is not None else SYSTEM


def record_refusal(*, key: uuid.UUID, by: Person, attempt: str) -> None:
    """Write that somebody was refused, in a transaction of its own."""
    request = Request.objects.select_related("practice").filter(key=key).first()
    if request is None:
        return
    with transaction.atomic(durable=True):
        record(
            "attempt.refused",
            actor=actor_of(by),
            practice=request.practice.public_id,
            about=request.about,
            facts={"attempt": attempt},
            at=clock.now(),
        )


def take_part(request: Request, by: Person, part: str, at: datetime) -> None:
    """Write that the person prepares or decides; the database refuses one person both.

    ON CONFLICT names its target, so that the exclusion constraint still speaks up.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO requests_app_participation (request_id, person_id, part, emergency, since)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (request_id, person_id, part) DO NOTHING",
            [request.pk, by.pk, part, request.emergency, at],
        )


def _locked(key: uuid.UUID, access: Access | None) -> Request:
    if access is not None:
        return selectors.lock_in_scope(key, access)
    return Request.objects.select_for_update(of=("self",)).get(key=key)


def _not_stale(request: Request, states: Collection[str], seen_version: int | None) -> None:
    if states and request.state not in states:
        label = STATES[State(request.state)].label
        raise StalePage(
            f"The request is now at “{label}”, so this step is no longer open. Nothing was changed."
        )
    if seen_version is not None and request.version != seen_version:
        raise StalePage("Somebody changed the request since you opened this page. Nothing was changed.")


def _queue(unit: Work) -> None:
    """Outbox rows for everyone who may do what comes next, save the person who acts and those barred."""
    told = [
        (person, topic)
        for permission, topic in unit.messages
        for person in people_to_tell(unit.request, permission)
    ]
    rows: dict[tuple[int, str], OutboxMessage] = {}
    for person, topic in (*told, *unit.messages_to):
        if unit.by is None or person.pk != unit.by.pk:
            rows.setdefault(
                (person.pk, topic),
                OutboxMessage(
                    recipient=person,
                    request=unit.request,
                    topic=topic,
                    created_at=unit.at,
                    not_before=unit.at,
                ),
            )
    if rows:
        OutboxMessage.objects.bulk_create(rows.values())
        transaction.on_commit(waking.wake)


def people_to_tell(request: Request, permission: str) -> Iterable[Person]:
    """Those with the permission at the practice who may see this request and are not barred from it."""
    people = people_who_may(permission, request.practice)
    found = {p.pk: p for p in permissions.those_who_see(request, people)}
    if permission == "decide_request":
        found |= {person.pk: person for person in permissions.outside_guardians(request)}
    return found.values()


def found(thing: Thing | None, message: str) -> Thing:
    """The thing, or NotPossible with the message where there is none."""
    if thing is None:
        raise NotPossible(message)
    return thing


def require_known(codes: Iterable[str], known: Collection[str], what: str) -> None:
    """Raise NotPossible unless the page offers every code. `what` begins the sentence."""
    require(set(codes) <= set(known), f"{what}: choose what the page offers.")


def require(condition: bool, message: str) -> None:
    """Raise NotPossible with the message unless the condition holds."""
    if not condition:
        raise NotPossible(message)
