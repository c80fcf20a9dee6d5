"""What the ledger's tests share: events of their own, and the database as its owner."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.db import connection

from config.environment import Environment
from tests.factories.ledger import known_events


@pytest.fixture(autouse=True)
def _events() -> Iterator[None]:
    with known_events():
        yield


@pytest.fixture
def owner(transactional_db: None) -> Iterator[Any]:
    """A cursor as the schema's owner, each statement committed, in this test's own database."""
    found = Environment().database("MIGRATION_DATABASE_URL")
    link = psycopg2.connect(
        host=found["HOST"] or None,
        port=found["PORT"] or None,
        user=found["USER"],
        password=found["PASSWORD"] or None,
        dbname=connection.settings_dict["NAME"],
    )
    link.autocommit = True
    with contextlib.closing(link), link.cursor() as cursor:
        yield cursor


@pytest.fixture
def unguarded(owner: Any) -> Any:
    """The owner's cursor once they have taken every guard away, as only who owns the tables can."""
    owner.execute(
        """SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger
        WHERE tgname LIKE 'ledger%' AND tgname <> 'ledger_event_append'"""
    )
    for (statement,) in owner.fetchall():
        owner.execute(statement)
    return owner
