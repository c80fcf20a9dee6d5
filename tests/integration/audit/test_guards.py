"""The guards: what the application's role is refused by its grants, and the owner by triggers."""

from typing import Any

import psycopg2
import pytest

from tests.factories.ledger import entry_text, recorded
from tests.integration.audit.refusing import refused

TABLES = ("ledger_head", "ledger_event", "ledger_private", "ledger_key")
DENIED = "permission denied"
FIXED = "append-only"


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
        ("UPDATE ledger_event SET event = 'test.other'", FIXED),
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
