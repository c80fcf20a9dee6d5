"""A migration of reminders that was broken off is taken up wherever it stood."""

from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError

from requests_app.models import Reminder, Request
from requests_app.reminders.sweep import sweep
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.integration.journey.conftest import make_team
from tests.integration.reminders.test_migrating import migrate, the_owner
from tests.support.databases import as_owner
from tests.support.reminding import quiet

# The schema changes under it: the database is thrown away afterwards.
pytestmark = pytest.mark.django_db(transaction=True)
MIGRATION: Any = import_module("requests_app.migrations.0016_a_dropped_reminder_blocks_nothing")
DEFINITION = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s) ORDER BY indexname"
FIRST, RUNG = "outbox_to_send_first", MIGRATION.INDEX
HALF_BUILT = f"CREATE INDEX {RUNG}_new ON requests_app_reminder (id)"


def definitions() -> dict[str, str]:
    with as_owner() as cursor:
        cursor.execute(DEFINITION, [[FIRST, RUNG, f"{RUNG}_new"]])
        return dict(cursor.fetchall())


def as_before(*statements: str) -> None:
    """The index as it was before, and what else a run left."""
    with as_owner() as cursor:
        cursor.execute(f"DROP INDEX {RUNG}")
        cursor.execute(f"CREATE UNIQUE INDEX {RUNG} ON requests_app_reminder {MIGRATION.OLD}")
        for statement in statements:
            cursor.execute(statement)


def run(step: Any) -> None:
    with the_owner(), connection.schema_editor(atomic=False) as editor:
        step(None, editor)


@pytest.mark.parametrize("left", [(), (HALF_BUILT,)], ids=["from_the_start", "half_built"])
def test_begun_anew_the_index_is_replaced(left: tuple[str, ...]) -> None:
    wanted = definitions()
    as_before(*left)
    assert definitions() != wanted

    run(MIGRATION.forwards)

    assert definitions() == wanted


def test_where_the_new_index_stands_it_is_not_built_again() -> None:
    with as_owner() as cursor:
        cursor.execute("SELECT to_regclass(%s)::oid", [RUNG])
        before = cursor.fetchone()
    run(MIGRATION.forwards)
    with as_owner() as cursor:
        cursor.execute("SELECT to_regclass(%s)::oid", [RUNG])
        assert cursor.fetchone() == before


def a_rung_twice() -> Request:
    """One that was dropped, and the one that took its place."""
    case = quiet(journeys.submitted(make_team()))
    a_clock(case)
    sweep()
    row = Reminder.objects.latest("id")
    Reminder.objects.filter(pk=row.pk).update(dropped_at=row.created_at, dropped_because="met")
    row.pk, row.key, row.message = None, uuid4(), None
    row.save(force_insert=True)
    return case


def test_there_is_no_way_back_once_a_rung_was_reminded_of_again() -> None:
    a_rung_twice()
    before = definitions()
    with pytest.raises(IrreversibleError, match=RUNG):
        run(MIGRATION.backwards)
    assert definitions() == before


def test_an_index_for_what_goes_first_that_was_left_half_built_is_built_anew() -> None:
    wanted = definitions()
    migrate(("requests_app", "0016_a_dropped_reminder_blocks_nothing"))
    with as_owner() as cursor:
        cursor.execute(f"CREATE INDEX {FIRST} ON requests_app_outboxmessage (id)")
    migrate()
    assert definitions() == wanted
