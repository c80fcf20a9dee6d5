"""Ledger entries for tests, and the events that they use."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from audit.ledger import entry, events
from audit.ledger.api import Recorded, record, reference, register_events

HAPPENED = "test.happened"
VIEWED = "test.viewed"
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@contextmanager
def known_events() -> Iterator[None]:
    """`test.happened` and the view event `test.viewed`, known only inside."""
    before = dict(events._catalogue)
    register_events({HAPPENED: "Something happened"})
    register_events({VIEWED: "Someone looked"}, view=True)
    try:
        yield
    finally:
        events._catalogue.clear()
        events._catalogue.update(before)


def a_request() -> str:
    """A reference to a request that is nobody's."""
    return reference("request", uuid.uuid4())


def a_person() -> str:
    """A reference to a person who isn't there."""
    return reference("person", uuid.uuid4())


def entry_text(**given: Any) -> str:
    """The text of an entry of the site's log; give the parts that matter."""
    usual: dict[str, Any] = {
        "prefix": settings.LEDGER_ORIGIN,
        "practice": None,
        "event_id": uuid.uuid4(),
        "event": HAPPENED,
        "actor": a_person(),
        "about": a_request(),
        "at": AT,
        "facts": {},
        "private": None,
    }
    return entry.build(**{**usual, **given})


def recorded(event: str = HAPPENED, **given: Any) -> Recorded:
    """An entry recorded in a transaction of its own; give the parts that matter."""
    usual: dict[str, Any] = {"actor": a_person(), "practice": None, "about": a_request(), "facts": {}}
    with transaction.atomic():
        return record(event, **{**usual, **given})
