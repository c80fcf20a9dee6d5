"""Reading: short pages, newest first, and private parts that are proved when they are opened."""

import uuid

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from audit.ledger.api import (
    LedgerError,
    entries,
    entries_about,
    entry,
    known_logs,
    reveal,
    reveal_all,
    size_of,
)
from tests.factories.ledger import AT, HAPPENED, VIEWED, a_person, a_request, entry_text, recorded
from tests.support.ledger_steps import forget_log

pytestmark = pytest.mark.django_db


def test_an_entry_reads_as_it_was_recorded() -> None:
    about, actor = a_request(), a_person()
    done = recorded(about=about, actor=actor, at=AT, facts={"n": 1}, private={"why": "so"})
    found = entry("site", done.event_id)
    assert found is not None
    assert (found.log, found.leaf_index, found.event_id) == ("site", 0, done.event_id)
    assert (found.event, found.actor, found.about, found.facts, found.at) == (
        HAPPENED,
        actor,
        about,
        {"n": 1},
        AT,
    )
    assert found.private is not None
    assert found.private.key_of == about
    assert found.text.startswith('{"about":')


def test_what_is_not_there_is_none_or_empty() -> None:
    assert entry("site", uuid.uuid4()) is None
    assert reveal("site", uuid.uuid4()) is None
    assert entries("site") == []
    assert size_of("site") == 0
    assert known_logs() == []


def test_pages_run_from_the_newest_back() -> None:
    for n in range(5):
        recorded(facts={"n": n})
    assert size_of("site") == 5
    first = entries("site", limit=2)
    assert [found.leaf_index for found in first] == [4, 3]
    second = entries("site", limit=2, before_index=first[-1].leaf_index)
    assert [found.facts["n"] for found in second] == [2, 1]


def test_entries_about_one_thing_may_leave_views_out_or_show_them_only() -> None:
    about = a_request()
    recorded(about=about)
    recorded(VIEWED, about=about)
    recorded()
    assert [found.event for found in entries_about("site", about)] == [VIEWED, HAPPENED]
    assert [found.event for found in entries_about("site", about, exclude_events={VIEWED})] == [HAPPENED]
    assert [found.event for found in entries_about("site", about, only_events={VIEWED})] == [VIEWED]
    assert [found.leaf_index for found in entries_about("site", about, before_index=1)] == [0]


def test_a_page_is_never_longer_than_500() -> None:
    with connection.cursor() as cursor:
        for _ in range(501):
            cursor.execute("INSERT INTO ledger_event (entry) VALUES (%s)", [entry_text()])
    assert len(entries("site", limit=10_000)) == 500


def test_private_parts_of_a_page_take_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ids = [recorded(private={"n": n} if n % 2 else None).event_id for n in range(6)]
    with django_assert_num_queries(1):
        found = reveal_all("site", ids)
    assert {ids.index(event_id): part.private for event_id, part in found.items()} == {
        n: {"n": n} for n in (1, 3, 5)
    }


def test_every_log_is_known() -> None:
    practice = uuid.uuid4()
    recorded()
    forget_log()
    recorded(practice=practice)
    assert known_logs() == [f"practice/{practice}", "site"]


@pytest.mark.django_db(transaction=True)
def test_a_private_part_that_no_entry_commits_to_is_not_shown(unguarded: object) -> None:
    full, bare = recorded(private={"why": "so"}), recorded()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO ledger_private (log, event_id, key_id, sealed)
            SELECT log, %s, key_id, sealed FROM ledger_private WHERE event_id = %s""",
            [bare.event_id, full.event_id],
        )
    with pytest.raises(LedgerError, match="commits to no private part"):
        reveal("site", bare.event_id)
