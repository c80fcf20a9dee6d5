"""What the ledger's tests share: events of their own, and the database as its owner."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.factories.ledger import known_events
from tests.support.copies import keep_copies_true
from tests.support.databases import as_owner
from tests.support.signing import TestSigner


@pytest.fixture(autouse=True)
def _events() -> Iterator[None]:
    with known_events():
        yield


@pytest.fixture
def owner(transactional_db: None) -> Iterator[Any]:
    """A cursor as the schema's owner, each statement committed, in this test's own database."""
    with as_owner() as cursor:
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
    keep_copies_true(owner)
    return owner


@pytest.fixture
def signer(transactional_db: None, tmp_path: Path, settings: Settings) -> TestSigner:
    """A signer with a key and a memory of its own."""
    return TestSigner(tmp_path / "ledger", settings)
