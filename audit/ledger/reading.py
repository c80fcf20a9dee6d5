"""Reading the ledger in short, bounded ranges. Who may read is the caller's to ask."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from audit.ledger.entry import Commitment, parse
from audit.ledger.errors import LedgerError
from audit.ledger.keys import opened
from audit.ledger.models import Event, Head, Private
from audit.ledger.sealing import unseal

LONGEST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as readers get it. `text` is the truth, in the exact bytes that were hashed."""

    log: str
    leaf_index: int
    event_id: uuid.UUID
    event: str
    actor: str
    about: str
    facts: dict[str, Any]
    at: datetime
    text: str
    private: Commitment | None


@dataclass(frozen=True, slots=True)
class Revealed:
    """A private part, or None in its place when its key was destroyed."""

    private: dict[str, Any] | None


def size_of(log: str) -> int:
    """How many entries the log has."""
    return Head.objects.filter(log=log).values_list("size", flat=True).first() or 0


def sizes_of(logs: Collection[str]) -> dict[str, int]:
    """How many entries each of these logs has, in one query."""
    found = dict(Head.objects.filter(log__in=logs).values_list("log", "size"))
    return {log: found.get(log, 0) for log in logs}


def entry(log: str, event_id: uuid.UUID) -> Entry | None:
    """One entry, or None."""
    row = Event.objects.filter(log=log, event_id=event_id).first()
    return None if row is None else as_entry(row)


def recorded_among(log: str, event_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these events the log has."""
    return set(Event.objects.filter(log=log, event_id__in=list(event_ids)).values_list("event_id", flat=True))


def entries(log: str, *, before_index: int | None = None, limit: int = 50) -> list[Entry]:
    """A page of the log, newest first; the next one starts before the last index given. At most 500."""
    return _page(Event.objects.filter(log=log), before_index, limit)


def entries_about(
    log: str,
    about: str,
    *,
    exclude_events: Collection[str] = (),
    only_events: Collection[str] = (),
    before_index: int | None = None,
    limit: int = 50,
) -> list[Entry]:
    """A page of what the log says about one thing, newest first. At most 500."""
    found = Event.objects.filter(log=log, about=about)
    if exclude_events:
        found = found.exclude(event__in=exclude_events)
    if only_events:
        found = found.filter(event__in=only_events)
    return _page(found, before_index, limit)


def entries_about_any(log: str, abouts: Collection[str], only_events: Collection[str]) -> list[Entry]:
    """Every entry of these events about any of these things, oldest first; for a few hundred at most."""
    found = Event.objects.filter(log=log, about__in=abouts, event__in=only_events)
    return [as_entry(row) for row in found.order_by("leaf_index")]


def reveal(log: str, event_id: uuid.UUID) -> dict[str, Any] | None:
    """The private part, decrypted and proved against its entry.

    None when its key was destroyed, or when the entry has none. Raises ForgedPrivatePart and BadKey.
    """
    found = reveal_all(log, [event_id]).get(event_id)
    return found.private if found else None


def reveal_all(log: str, event_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Revealed]:
    """The private parts of several entries of a log, in one query. Entries without one are left out.

    Raises ForgedPrivatePart when one was tampered with and BadKey when `LEDGER_KEKS` can't open one.
    """
    its_entry = Event.objects.filter(log=log, event_id=OuterRef("event_id")).values("entry")
    rows = (
        Private.objects.filter(log=log, event_id__in=list(event_ids))
        .select_related("key")
        .annotate(entry=Subquery(its_entry))
    )
    found: dict[uuid.UUID, Revealed] = {}
    for row in rows:
        said = parse(row.entry)
        if said.private is None:
            raise LedgerError(f"The entry {row.event_id} commits to no private part, but one is stored")
        key = opened(row.key)
        if key is None:
            found[row.event_id] = Revealed(None)
            continue
        private = unseal(
            bytes(row.sealed),
            subject_key=key,
            origin=said.origin,
            event_id=row.event_id,
            committed=said.private.hmac_sha256,
        )
        found[row.event_id] = Revealed(private)
    return found


def _page(found: QuerySet[Event], before_index: int | None, limit: int) -> list[Entry]:
    if before_index is not None:
        found = found.filter(leaf_index__lt=before_index)
    return [as_entry(row) for row in found.order_by("-leaf_index")[: min(limit, LONGEST_PAGE)]]


def as_entry(row: Event) -> Entry:
    """The row as readers get it. Raises BadEntry when its text isn't an entry."""
    said = parse(row.entry)
    return Entry(
        log=row.log,
        leaf_index=row.leaf_index,
        event_id=said.event_id,
        event=said.event,
        actor=said.actor,
        about=said.about,
        facts=said.facts,
        at=said.at,
        text=row.entry,
        private=said.private,
    )
