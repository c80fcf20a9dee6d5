"""Searching logs: what is found, in which order, page by page, and what is told of changed entries."""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection, transaction

from audit.ledger import searching
from audit.ledger.api import Hit, SearchTooLong, Wanted, find_entry, log_name, record, search
from tests.factories.ledger import HAPPENED, VIEWED, a_person, a_request
from tests.support.ledger_steps import each_step_its_own_log
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
END = START + timedelta(days=1)
HERE, THERE = uuid.uuid4(), uuid.uuid4()


@pytest.fixture(autouse=True)
def _steps(db: None) -> Iterator[None]:
    with each_step_its_own_log():
        yield


def entered(minute: int, *, practice: uuid.UUID = HERE, event: str = HAPPENED, **given: Any) -> uuid.UUID:
    usual: dict[str, Any] = {"actor": a_person(), "about": a_request(), "facts": {}}
    at = START + timedelta(minutes=minute)
    with transaction.atomic(durable=True):
        return record(event, practice=practice, at=at, **{**usual, **given}).event_id


def wanted(*practices: uuid.UUID, **given: Any) -> Wanted:
    logs = tuple(map(log_name, practices or (HERE,)))
    return Wanted(**{"logs": logs, "since": START, "before": END, **given})


def ids(hits: list[Hit]) -> list[uuid.UUID]:
    return [hit.found.event_id for hit in hits]


def test_newest_first_within_the_days() -> None:
    entered(-1)
    first = entered(0)
    late = entered(30)
    early = entered(10)  # recorded after, and of an earlier moment
    entered(24 * 60)
    assert ids(search(wanted())) == [late, early, first]


def test_another_log_is_not_searched() -> None:
    mine = entered(1)
    entered(2, practice=THERE)
    assert ids(search(wanted())) == [mine]
    assert search(wanted(uuid.uuid4())) == []


def test_each_criterion_narrows_and_all_must_fit() -> None:
    actor, about = a_person(), a_request()
    facts = {"outcome": "DISCLOSE_PART", "requester_kind": "police"}
    right = entered(1, actor=actor, about=about, facts=facts)
    entered(2, event=VIEWED, actor=actor, about=about, facts=facts)
    entered(3, about=about, facts=facts)
    entered(4, actor=actor, facts=facts)
    entered(5, actor=actor, about=about, facts=facts | {"outcome": "DISCLOSE"})
    entered(6, actor=actor, about=about, facts=facts | {"requester_kind": "court"})
    everything = {
        "events": frozenset({HAPPENED}),
        "actor": actor,
        "about": about,
        "says": facts,
    }
    assert ids(search(wanted(**everything))) == [right]
    for left_out in everything:
        others = {name: value for name, value in everything.items() if name != left_out}
        assert len(search(wanted(**others))) > 1


def test_a_fact_is_matched_whole() -> None:
    entered(1, facts={"outcome": "DISCLOSE_PART", "other_outcome": "DISCLOSE"})
    assert search(wanted(says={"outcome": "DISCLOSE"})) == []
    assert len(search(wanted(says={"outcome": "DISCLOSE_PART"}))) == 1


@pytest.mark.parametrize("size", [1, 2, 3, 5, 20])
def test_pages_follow_each_other_over_several_logs(size: int) -> None:
    for minute in (1, 1, 2, 3, 3, 3, 4):
        for practice in (HERE, THERE):
            entered(minute, practice=practice)
    whole = search(wanted(HERE, THERE), limit=100)
    assert len(whole) == 14
    found: list[Hit] = []
    while page := search(wanted(HERE, THERE), after=found[-1].place if found else None, limit=size):
        assert len(page) <= size
        found += page
    assert ids(found) == ids(whole)


def test_one_statement_however_many_logs() -> None:
    for practice in (HERE, THERE):
        entered(1, practice=practice)
    with counted() as asked:
        search(wanted(HERE, THERE, *(uuid.uuid4() for _ in range(50))))
    assert len(asked) == 1


def test_the_first_page_is_found_by_the_index() -> None:
    for minute in range(5):
        entered(minute)
    conditions, values = searching._conditions(wanted(), None)
    statement = searching._SEARCH.format(conditions=" AND ".join(conditions))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) {statement}", {**values, "logs": [log_name(HERE)], "limit": 50}
        )
        plan = json.dumps(cursor.fetchone()[0])
    assert '"ledger_event_at"' in plan


def test_a_search_that_takes_too_long_is_given_up() -> None:
    entered(1)
    slow = searching._SEARCH.replace("LIMIT %(limit)s) AS found", "LIMIT %(limit)s) AS found, pg_sleep(5)")
    with (
        patch.object(searching, "PATIENCE", 50),
        patch.object(searching, "_SEARCH", slow),
        pytest.raises(SearchTooLong),
    ):
        search(wanted())
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
    assert len(search(wanted())) == 1


def test_another_failure_of_the_database_is_not_hidden() -> None:
    with (
        patch.object(searching.transaction, "atomic", side_effect=OperationalError("gone")),
        pytest.raises(OperationalError, match="gone"),
    ):
        search(wanted())


def test_one_entry_by_its_id() -> None:
    made = entered(1)
    hit = find_entry(log_name(HERE), made)
    assert hit is not None
    assert (hit.log, hit.found.event_id, hit.found.intact) == (log_name(HERE), made, True)
    assert find_entry(log_name(THERE), made) is None


@pytest.mark.django_db(transaction=True)
def test_a_changed_entry_is_found_and_said_to_be_changed(unguarded: Any) -> None:
    made, other = entered(1), entered(2)
    unguarded.execute(
        "UPDATE ledger_event SET entry = replace(entry, 'happened', 'happenes') WHERE event_id = %s", [made]
    )
    unguarded.execute(
        "UPDATE ledger_event SET entry = replace(entry, '\"v\":1', '\"v\":9') WHERE event_id = %s", [other]
    )
    unreadable, changed = search(wanted())
    assert unreadable.found.entry is None
    assert changed.found.entry is not None
    assert not changed.found.intact
