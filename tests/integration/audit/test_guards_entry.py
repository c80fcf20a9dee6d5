"""The guards of an entry: what the database says of its index, its copies and its form."""

import json
import uuid
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg2 import sql

from audit.ledger.models import Event, Head
from tests.factories.ledger import a_request, entry_text, recorded
from tests.integration.audit.refusing import changed, refused

ANOTHER = uuid.UUID("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa")


def offering(column: str) -> sql.Composed:
    return sql.SQL("INSERT INTO ledger_event (entry, {}) VALUES (%s, %s)").format(sql.Identifier(column))


@pytest.mark.parametrize("column", ["leaf_index", "leaf_hash"])
def test_the_owner_gives_no_index_and_no_hash_either(owner: Any, column: str) -> None:
    value = {"leaf_index": 5, "leaf_hash": b"0" * 32}[column]
    with pytest.raises(psycopg2.Error, match="gives the entry alone"):
        owner.execute(offering(column), [entry_text(), value])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("log", "site"),
        ("event_id", str(ANOTHER)),
        ("event", "test.other"),
        ("actor", "system:x"),
        ("about", "system:x"),
        ("at", "2026-01-01T00:00Z"),
    ],
)
def test_a_false_copy_can_not_be_offered_by_anybody(owner: Any, column: str, value: str) -> None:
    with pytest.raises(psycopg2.Error, match="gives the entry alone"):
        owner.execute(offering(column), [entry_text(), value])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed(v=2), "ten keys"),
        (changed(v="1"), "ten keys"),
        (changed(facts=[]), "ten keys"),
        (changed(facts="{}"), "ten keys"),
        (changed(extra=1), "ten keys"),
        (changed().replace('"v":1', '"v":1,"v":1'), "ten keys"),
        (changed().replace('"facts":{', '"facts":{},"facts":{'), "ten keys"),
        (changed().replace('"facts":{', '"facts":{"x":01'), "ten keys"),
        (changed().replace('"facts":{', '"facts":{"x":{}},"y":{'), "ten keys"),
        (changed().replace('"origin"', '"x":1,"origin"'), "ten keys"),
        (json.dumps(dict(reversed(json.loads(entry_text()).items())), separators=(",", ":")), "ten keys"),
        (changed() + "}", "ten keys"),
        ("[]", "ten keys"),
        ("nonsense", "ten keys"),
        ("", "gives the entry alone"),
        (None, "gives the entry alone"),
        (changed(origin="desk.example/practice/x"), "origin"),
        (changed(origin="/site"), "origin"),
        (changed(origin=None), "ten keys"),
        (changed(event="Event"), "one form"),
        (changed(actor="Ann"), "one form"),
        (changed(actor=f"person:{ANOTHER}-1"), "one form"),
        (changed(actor="person:9993014176"), "one form"),
        (changed(actor=f"Person:{ANOTHER}"), "one form"),
        (changed(actor=f"person:{str(ANOTHER).upper()}"), "one form"),
        (changed(about="Ann"), "one form"),
        (changed(about="request:aaaaaaaa-aaaa-4aaa-8aaa-aaaa-aaaaaaa"), "one form"),
        (changed(about="system:9993014176"), "one form"),
        (changed(practice="x", origin="d/practice/x"), "uuid"),
        (changed(practice=str(ANOTHER).upper(), origin=f"d/practice/{ANOTHER}"), "one form"),
        (changed(at="2026-11-02T09:30:00Z"), "one form"),
        (changed(at="2026-11-02T09:30:00+00:00"), "one form"),
        (changed(at="yesterday"), "one form"),
        (changed(at="9999-12-31T24:00:00.000000Z"), "one form"),
        (changed(at="sometimes"), "timestamp"),
        (changed(event_id=str(ANOTHER).upper()), "one form"),
        (changed(event_id=None), "ten keys"),
        (changed(facts={"why": "free text"}), "without spaces"),
        (changed(facts={"why": "naïve"}), "ASCII"),
        (changed(facts={"why": "a\\u0020b"}), "backslashes"),
        (changed(facts={"why": "x" * 60_000}), "60,000"),
        (changed(private={"hmac_sha256": "0" * 64, "key_of": a_request()}), "stored"),
        (changed(private={"key_of": a_request()}), "ten keys"),
        (changed(private=5), "ten keys"),
    ],
)
def test_a_malformed_entry_is_refused_by_the_database_too(text: str | None, message: str) -> None:
    with pytest.raises(DatabaseError, match=message), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_event (entry) VALUES (%s)", [text])
    assert not Head.objects.exists()


@pytest.mark.django_db
def test_an_entry_skipped_on_conflict_can_not_leave_a_gap() -> None:
    done = recorded()
    text = entry_text(event_id=done.event_id)
    assert "event id" in refused("INSERT INTO ledger_event (entry) VALUES (%s) ON CONFLICT DO NOTHING", text)
    assert Head.objects.get().size == Event.objects.count() == 1


@pytest.mark.django_db
def test_the_application_can_still_insert_an_entry_by_itself() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO ledger_event (entry) VALUES (%s), (%s)", [entry_text(), entry_text()])
    assert sorted(Event.objects.values_list("leaf_index", flat=True)) == [0, 1]
