"""Searching the ledger of one practice, or of all that the person audits; each search is itself an entry."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from audit.desk.days import midnight
from audit.desk.events import SEARCHED
from audit.desk.views_recorded import record_view
from audit.ledger.api import BadEntry, Hit, Place, SearchTooLong, Wanted, log_name, reference, search
from kit.errors import NotPossible
from practices.models import Person, Practice

PAGE = 50
DAYS = 30  # before today, unless other days are chosen
EVER = 20 * 366  # days: longer than any ledger
MOST_CODES = 1_000  # that an entry of a search names: its text has room for six times as many
FACTS = ("outcome", "requester_kind")  # what can be searched for among the facts
SYSTEM = re.compile(r"[a-z][a-z0-9_.-]{0,59}")


@dataclass(frozen=True, slots=True)
class Days:
    """UK days, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Results:
    """A page of entries, newest first. `older` asks for the next one; "" on the last."""

    hits: list[Hit]
    older: str


def usual_days(*, ever: bool = False) -> Days:
    """The last thirty days and today; `ever`: as far back as any entry, for what has an index of its own."""
    today = timezone.localdate()
    return Days(today - timedelta(days=EVER if ever else DAYS), today)


def wanted_in(practices: Sequence[Practice], days: Days, chosen: Mapping[str, Any]) -> Wanted:
    """What a search wants, from what its form says."""
    return Wanted(
        logs=tuple(log_name(practice.public_id) for practice in practices),
        since=midnight(days.first),
        before=midnight(days.last + timedelta(days=1)),
        events=frozenset(filter(None, [chosen.get("event", "")])),
        actor=chosen.get("actor", ""),
        about=chosen.get("about", ""),
        says={name: code for name in FACTS if (code := chosen.get(name, ""))},
    )


def searched(wanted: Wanted, days: Days, practices: Sequence[Practice], *, by: Person, after: str) -> Results:
    """A page of a search, recorded before it is made: in the practice's log, or the site's for several.

    Raises NotPossible when it would take too long.
    """
    codes = sorted(each.ods_code for each in practices)
    alone = practices[0] if len(practices) == 1 else None
    record_view(
        SEARCHED,
        actor=by.opaque,
        practice=alone.public_id if alone else None,
        about=wanted.about or (f"practice:{alone.public_id}" if alone else by.opaque),
        facts={
            "first": days.first.isoformat(),
            "last": days.last.isoformat(),
            "practices": len(practices),
            "codes": codes if len(codes) <= MOST_CODES else [],
            "event": next(iter(wanted.events), ""),
            "by": wanted.actor,
            **dict(wanted.says),
        },
    )
    try:
        found = search(wanted, after=place_in(after), limit=PAGE + 1)
    except SearchTooLong:
        raise NotPossible(
            "This search reads more entries than you could wait for. Choose fewer days or one practice."
        ) from None
    shown = found[:PAGE]
    return Results(shown, as_text(shown[-1].place) if len(found) > PAGE else "")


def reference_in(text: str) -> str:
    """The opaque reference that an address or a form gives; "" for anything else."""
    kind, _, name = text.partition(":")
    try:
        return reference(kind, UUID(name))
    except (ValueError, BadEntry):
        return text if kind == "system" and SYSTEM.fullmatch(name) else ""


def as_text(place: Place) -> str:
    """A place as it stands in an address."""
    return f"{place.at.isoformat()}~{place.log}~{place.leaf_index}"


def place_in(text: str) -> Place | None:
    """The place that an address names; None where it names none."""
    at, _, rest = text.partition("~")
    log, _, index = rest.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    if moment.tzinfo is None or not (index.isascii() and index.isdigit() and len(index) < 18):
        return None
    if not log.isprintable():  # PostgreSQL takes no zero byte
        return None
    return Place(moment, log, int(index))
