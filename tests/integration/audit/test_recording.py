"""record(): one entry, in the caller's transaction, in one log."""

import hashlib
import json
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from audit.ledger import entry
from audit.ledger.api import (
    BadEntry,
    OutsideTransaction,
    TwoLogs,
    UnknownEvent,
    WrongOrigin,
    new_event_id,
    record,
    reveal,
)
from audit.ledger.models import Event, Head, Key, Private
from tests.factories.ledger import AT, HAPPENED, a_person, a_request, recorded

pytestmark = pytest.mark.django_db


def test_an_entry_says_what_was_given_and_the_columns_beside_it_agree() -> None:
    actor, about, practice, event_id = a_person(), a_request(), uuid.uuid4(), new_event_id()
    done = recorded(
        actor=actor,
        about=about,
        practice=practice,
        event_id=event_id,
        at=AT,
        facts={"items": ["D01"], "n": 2},
    )
    assert (done.log, done.event_id) == (f"practice/{practice}", event_id)
    row = Event.objects.get(log=done.log, leaf_index=0)
    assert json.loads(row.entry) == {
        "about": about,
        "actor": actor,
        "at": "2026-11-02T09:30:00.000000Z",
        "event": HAPPENED,
        "event_id": str(event_id),
        "facts": {"items": ["D01"], "n": 2},
        "origin": f"disclosure-desk.localhost/practice/{practice}",
        "practice": str(practice),
        "private": None,
        "v": 1,
    }
    assert (row.event_id, row.event, row.actor, row.about, row.at) == (event_id, HAPPENED, actor, about, AT)
    assert bytes(row.leaf_hash) == hashlib.sha256(b"\x00" + row.entry.encode()).digest()
    assert entry.parse(row.entry).log == row.log
    assert str(row) == f"{done.log} 0 test.happened"
    assert str(Head.objects.get(log=done.log)) == f"{done.log}: 1"


def test_these_tests_run_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)")
        assert cursor.fetchone() == ("desk_app", False)


def test_indexes_follow_each_other_within_a_log() -> None:
    with transaction.atomic():
        done = [recorded().event_id for _ in range(3)]
    rows = Event.objects.filter(event_id__in=done).order_by("leaf_index")
    assert [(row.leaf_index, row.event_id) for row in rows] == [*enumerate(done)]


def test_the_time_is_now_unless_it_is_given() -> None:
    before = datetime.now(UTC)
    done = recorded()
    assert before <= Event.objects.get(log="site", event_id=done.event_id).at <= datetime.now(UTC)


@pytest.mark.django_db(transaction=True)
def test_it_must_be_in_a_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        record(HAPPENED, actor=a_person(), practice=None, about=a_request(), facts={})
    assert not Event.objects.exists()


def test_an_unregistered_event_is_refused() -> None:
    with pytest.raises(UnknownEvent):
        recorded("test.unheard_of")


@pytest.mark.parametrize(
    "wrong",
    [{"facts": {"why": "free text"}}, {"actor": "Ann"}, {"about": "a case"}, {"at": AT.replace(tzinfo=None)},
     {"private": {"x": 0.5}}, {"private": {}, "private_key_of": "nobody"}],
)  # fmt: skip
def test_what_is_outside_the_format_is_refused_and_leaves_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadEntry):
        recorded(**wrong)
    assert not Event.objects.exists()
    assert not Private.objects.exists()


def test_an_entry_is_one_statement_and_with_a_private_part_three_or_four(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    about = a_request()
    with transaction.atomic():
        for private, statements in (None, 1), ({"why": "so"}, 4), ({"why": "so"}, 3):
            with django_assert_num_queries(statements):
                record(HAPPENED, actor=a_person(), practice=None, about=about, facts={}, private=private)


def test_a_private_part_is_encrypted_under_the_key_of_what_it_is_about() -> None:
    about, private = a_request(), {"reason": "Naïve – “quoted”", "names": ["Ann"]}
    done = recorded(about=about, private=private)
    row = Private.objects.select_related("key").get(log="site", event_id=done.event_id)
    assert row.key.key_of == about
    assert str(row) == f"site {done.event_id}"
    assert str(row.key) == f"{about} {row.key.key_id}"
    assert "Ann" not in Event.objects.get(log="site", event_id=done.event_id).entry
    assert b"Ann" not in bytes(row.sealed)
    assert reveal("site", done.event_id) == private


def test_another_subjects_key_can_be_named_and_is_used_again() -> None:
    person = a_person()
    first, second = (recorded(private={"n": n}, private_key_of=person) for n in (1, 2))
    assert [key.key_of for key in Key.objects.all()] == [person]
    assert [reveal("site", done.event_id) for done in (first, second)] == [{"n": 1}, {"n": 2}]


def test_an_empty_private_part_is_still_committed_to() -> None:
    assert reveal("site", recorded(private={}).event_id) == {}


def into_two_logs(*, kept: bool) -> None:
    with transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic():
            recorded(practice=None)
            if not kept:
                raise ZeroDivisionError
        recorded(practice=uuid.uuid4())


def test_a_transaction_writes_to_one_log_only() -> None:
    with pytest.raises(TwoLogs, match="site"):
        into_two_logs(kept=True)
    assert not Event.objects.exists()


def test_a_savepoint_that_was_rolled_back_wrote_to_no_log() -> None:
    into_two_logs(kept=False)
    assert Event.objects.get().log.startswith("practice/")


@pytest.mark.django_db(transaction=True)
def test_the_next_transaction_may_write_to_another_log() -> None:
    recorded(practice=None)
    recorded(practice=uuid.uuid4())
    assert Event.objects.count() == 2


def test_a_log_keeps_the_origin_that_it_was_begun_under(settings: Settings) -> None:
    recorded()
    settings.LEDGER_ORIGIN = "elsewhere.example"
    with pytest.raises(WrongOrigin, match="elsewhere"):
        recorded()
    assert Head.objects.get().size == 1


def test_an_event_id_is_used_once_in_a_log() -> None:
    done = recorded()
    with pytest.raises(BadEntry, match="event id"):
        recorded(event_id=done.event_id)
    assert Head.objects.get().size == 1


@pytest.mark.django_db(transaction=True)
def test_a_private_part_without_its_entry_does_not_commit() -> None:
    def swallow_the_refusal() -> None:
        with transaction.atomic(), suppress(BadEntry):
            record(
                HAPPENED, actor="nobody", practice=None, about=a_request(), facts={}, private={"why": "so"}
            )

    with pytest.raises(IntegrityError):
        swallow_the_refusal()
    assert not Private.objects.exists()


def test_other_troubles_of_the_database_pass_through() -> None:
    def after_another_fault() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            with suppress(DatabaseError):
                cursor.execute("SELECT 1/0")
            record(HAPPENED, actor=a_person(), practice=None, about=a_request(), facts={})

    with pytest.raises(DatabaseError, match="aborted"):
        after_another_fault()
