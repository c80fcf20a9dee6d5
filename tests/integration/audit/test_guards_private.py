"""The guards of a private part and of its key, and the deferred foreign key into the ledger."""

import json
import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from audit.ledger.models import Event
from tests.factories.ledger import a_request, entry_text, recorded
from tests.integration.audit.refusing import changed, refused


@pytest.mark.django_db
def test_a_private_part_is_added_before_its_entry_or_never() -> None:
    bare, full = recorded(), recorded(private={"why": "so"})
    statement = """INSERT INTO ledger_private (log, event_id, key_id, sealed)
        SELECT log, %s, key_id, sealed FROM ledger_private WHERE event_id = %s"""
    assert "added to an entry" in refused(statement, bare.event_id, full.event_id)


@pytest.mark.django_db
def test_an_entry_can_not_disown_the_private_part_that_was_stored_for_it() -> None:
    full, event_id = recorded(private={"why": "so"}), uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO ledger_private (log, event_id, key_id, sealed)
            SELECT log, %s, key_id, sealed FROM ledger_private WHERE event_id = %s""",
            [event_id, full.event_id],
        )
        message = refused("INSERT INTO ledger_event (entry) VALUES (%s)", entry_text(event_id=event_id))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert "or to none though one is" in message
    transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "commitment",
    [{"hmac_sha256": "0" * 63}, {"hmac_sha256": "X" * 64}, {"key_of": a_request()}],
    ids=["short", "not hex", "another subject"],
)
def test_a_commitment_has_its_form_and_names_the_subject_whose_key_it_is(commitment: dict[str, str]) -> None:
    full, event_id = recorded(private={"why": "so"}), uuid.uuid4()
    said = json.loads(Event.objects.get().entry)["private"]
    statement = """INSERT INTO ledger_private (log, event_id, key_id, sealed)
        SELECT log, %s, key_id, sealed FROM ledger_private WHERE event_id = %s"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [event_id, full.event_id])
    insert, text = "INSERT INTO ledger_event (entry) VALUES (%s)", {"event_id": str(event_id)}
    assert "stored" in refused(insert, changed(**text, private={**said, **commitment}))
    with connection.cursor() as cursor:
        cursor.execute(insert, [changed(**text, private=said)])


@pytest.mark.django_db(transaction=True)
def test_a_key_is_not_destroyed_without_an_entry_that_says_so() -> None:
    recorded(private={"why": "so"})
    destroy = "UPDATE ledger_key SET wrapped = NULL"
    assert "destroyed_is_recorded" in refused(destroy)
    assert "destroyed_entry" in refused(
        f"{destroy}, destroyed_log = 'site', destroyed_event = gen_random_uuid()"
    )


@pytest.mark.django_db
def test_a_destroyed_key_stays_destroyed() -> None:
    done = recorded(private={"why": "so"})
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_key SET wrapped = NULL, destroyed_log = %s, destroyed_event = %s",
            [done.log, done.event_id],
        )
    again = "UPDATE ledger_key SET wrapped = 'x', destroyed_log = NULL, destroyed_event = NULL"
    assert "wrapped anew or destroyed" in refused(again)


def test_other_tables_rest_on_an_entry_by_a_deferred_foreign_key(owner: Any) -> None:
    owner.execute(
        """CREATE TABLE deed (ledger_log text NOT NULL, ledger_event uuid NOT NULL,
        FOREIGN KEY (ledger_log, ledger_event) REFERENCES ledger_event (log, event_id)
        DEFERRABLE INITIALLY DEFERRED)"""
    )
    deed, event_id = "INSERT INTO deed VALUES ('site', %s)", uuid.uuid4()
    assert "foreign key" in refused(deed, event_id)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed, [event_id])
        recorded(event_id=event_id)
    assert Event.objects.get().event_id == event_id
