"""The guards: what the application's role is refused by its grants, and the owner by triggers."""

import json
import uuid
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg2 import sql

from audit.ledger.models import Event, Head
from tests.factories.ledger import a_request, entry_text, recorded

TABLES = ("ledger_head", "ledger_event", "ledger_private", "ledger_key")
DENIED = "permission denied"
FIXED = "append-only"
ANOTHER = uuid.UUID("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa")


def refused(statement: str, *values: Any) -> str:
    """The application's refusal, by its message."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values or None)
    return str(caught.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [
        "(entry, leaf_index) VALUES (%s, 0)",
        "(entry, leaf_hash) VALUES (%s, sha256('x'))",
        "(entry, leaf_index) OVERRIDING SYSTEM VALUE VALUES (%s, 0)",
        "(entry, leaf_index) OVERRIDING USER VALUE VALUES (%s, 0)",
    ],
)
def test_the_application_gives_the_entry_and_nothing_else(columns: str) -> None:
    assert DENIED in refused(f"INSERT INTO ledger_event {columns}", entry_text())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_event SET entry = entry",
        "DELETE FROM ledger_event",
        "TRUNCATE ledger_event CASCADE",
        "INSERT INTO ledger_head VALUES ('site', 'x/site', 1)",
        "UPDATE ledger_head SET size = size + 1",
        "DELETE FROM ledger_head",
        "TRUNCATE ledger_head",
        "UPDATE ledger_private SET sealed = ''",
        "DELETE FROM ledger_private",
        "TRUNCATE ledger_private",
        "UPDATE ledger_key SET key_of = key_of",
        "DELETE FROM ledger_key",
        "TRUNCATE ledger_key CASCADE",
        "SET LOCAL session_replication_role = replica",
        "CREATE TEMP TABLE trap (entry text, leaf_index bigint, leaf_hash bytea);"
        " CREATE TRIGGER move_the_head BEFORE INSERT ON trap FOR EACH ROW EXECUTE FUNCTION ledger_append()",
    ],
)
def test_the_application_changes_nothing(statement: str) -> None:
    recorded(private={"why": "so"})
    assert DENIED in refused(statement)


@pytest.mark.parametrize(
    "statement",
    ["ALTER TABLE ledger_event DISABLE TRIGGER ALL", "DROP TRIGGER ledger_event_append ON ledger_event"],
)
@pytest.mark.django_db
def test_the_application_can_not_take_a_guard_away(statement: str) -> None:
    assert "must be owner" in refused(statement)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_owner_is_refused_by_triggers(owner: Any, statement: str, table: str) -> None:
    recorded(private={"why": "so"})
    with pytest.raises(psycopg2.Error, match=FIXED):
        owner.execute(statement.format(table))


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE ledger_event SET entry = entry", FIXED),
        ("UPDATE ledger_event SET leaf_hash = sha256('x')", FIXED),
        ("UPDATE ledger_private SET sealed = ''", FIXED),
        ("UPDATE ledger_head SET size = size + 1", "moves only with an entry"),
        ("INSERT INTO ledger_head VALUES ('x', 'x/x', 1)", "moves only with an entry"),
        ("UPDATE ledger_key SET key_of = 'person:other'", "wrapped anew or destroyed"),
        ("UPDATE ledger_key SET created_at = now()", "wrapped anew or destroyed"),
        ("UPDATE ledger_event SET event = 'test.other'", "can only be updated to DEFAULT"),
    ],
)
def test_the_owner_changes_nothing_either(owner: Any, statement: str, message: str) -> None:
    recorded(private={"why": "so"})
    with pytest.raises(psycopg2.Error, match=message):
        owner.execute(statement)


def test_every_trigger_fires_also_where_replication_would_silence_it(owner: Any) -> None:
    owner.execute(
        "SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY (%s::regclass[])",
        [list(TABLES)],
    )
    found = dict(owner.fetchall())
    assert set(found.values()) == {"A"}
    assert set(found) == {
        "ledger_event_append",
        "ledger_event_fixed",
        "ledger_head_fixed",
        "ledger_head_moves",
        "ledger_key_changes",
        "ledger_key_fixed",
        "ledger_private_first",
        "ledger_private_fixed",
    }


def test_the_append_trigger_runs_as_the_owner_and_looks_nothing_up_elsewhere(owner: Any) -> None:
    owner.execute(
        "SELECT prosecdef, proconfig, has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc"
        " WHERE proname = 'ledger_append'"
    )
    assert owner.fetchall() == [(True, ["search_path=pg_catalog, pg_temp"], False)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.ledger_head SET size = size + 2",
        "UPDATE public.ledger_head SET size = size + 1, origin = 'x/site'",
        "INSERT INTO public.ledger_head VALUES ('site', 'x/site', 5)",
    ],
)
def test_even_from_inside_a_trigger_the_head_grows_by_one(owner: Any, statement: str) -> None:
    if statement.startswith("UPDATE"):
        recorded()
    owner.execute(
        f"""CREATE TABLE trap (x int);
        CREATE FUNCTION spring() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NEW; END $$;
        CREATE TRIGGER spring BEFORE INSERT ON trap FOR EACH ROW EXECUTE FUNCTION spring()"""
    )
    with pytest.raises(psycopg2.Error, match="grows by one"):
        owner.execute("INSERT INTO trap VALUES (1)")


def offering(column: str) -> sql.Composed:
    return sql.SQL("INSERT INTO ledger_event (entry, {}) VALUES (%s, %s)").format(sql.Identifier(column))


@pytest.mark.parametrize("column", ["leaf_index", "leaf_hash"])
def test_the_owner_gives_no_index_and_no_hash_either(owner: Any, column: str) -> None:
    value = {"leaf_index": 5, "leaf_hash": b"0" * 32}[column]
    with pytest.raises(psycopg2.Error, match="database alone"):
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
    with pytest.raises(psycopg2.Error, match="non-DEFAULT"):
        owner.execute(offering(column), [entry_text(), value])


def changed(**parts: Any) -> str:
    said = {**json.loads(entry_text()), **parts}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed(v=2), "version 1"),
        (changed(v="1"), "version 1"),
        (changed(facts=[]), "version 1"),
        (changed(extra=1), "ten keys"),
        (changed().replace('"v":1', '"v":1,"v":1'), "ten keys"),
        (json.dumps(dict(reversed(json.loads(entry_text()).items())), separators=(",", ":")), "ten keys"),
        ("[]", "json"),
        ("nonsense", "json"),
        (changed(origin="desk.example/practice/x"), "origin"),
        (changed(origin="/site"), "origin"),
        (changed(origin=None), "origin"),
        (changed(event="Event"), "event_named"),
        (changed(actor="Ann"), "actor_opaque"),
        (changed(about="Ann"), "about_opaque"),
        (changed(practice="x", origin="d/practice/x"), "log_named"),
        (changed(at="2026-11-02T09:30:00Z"), '"at"'),
        (changed(at="tomorrow"), '"at"'),
        (changed(event_id=str(ANOTHER).upper()), "event_id_canonical"),
        (changed(event_id=None), "event_id"),
        (changed(facts={"why": "free text"}), "entry_plain"),
        (changed(facts={"why": "naïve"}), "entry_plain"),
        (changed(facts={"why": "a\\u0020b"}), "entry_plain"),
        (changed(facts={"why": "x" * 60_000}), "entry_size"),
        (changed(private={"hmac_sha256": "0" * 64, "key_of": a_request()}), "stored"),
        (changed(private={"key_of": a_request()}), "stored"),
        (changed(private=5), "stored|scalar"),
    ],
)
def test_a_malformed_entry_is_refused_by_the_database_too(text: str, message: str) -> None:
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
    assert "commits to no private part" in message
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
