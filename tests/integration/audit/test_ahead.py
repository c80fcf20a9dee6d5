"""What is asked for ahead comes, or fails, where it is wanted."""

from typing import Any

import pytest
from django.db import DataError, connection

from audit.ledger.ahead import Ahead

pytestmark = pytest.mark.django_db


def _asked(query: str) -> Any:
    def ask(link: Any) -> Any:
        with link.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]

    return Ahead(ask)


def test_an_answer_waits_and_the_connection_is_free_again() -> None:
    asked = _asked("SELECT 1 FROM pg_sleep(0.05)")
    asked.settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 2")
    assert asked.answer() == asked.answer() == 1


def test_what_the_database_refuses_is_said_as_usual() -> None:
    asked = _asked("SELECT 1 / 0")
    asked.settle()
    with pytest.raises(DataError):
        asked.answer()


def test_any_other_failure_is_raised_as_it_is() -> None:
    def ask(link: Any) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Ahead(ask).answer()
