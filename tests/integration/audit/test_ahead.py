"""What is asked for ahead comes, or fails, where it is wanted."""

import pytest
from django.db import DataError, connection

from audit.ledger.ahead import Ahead

pytestmark = pytest.mark.django_db


def test_an_answer_waits_and_the_connection_is_free_again() -> None:
    asked = Ahead("SELECT %s FROM pg_sleep(0.05)", ["x"])
    asked.settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 2")
    assert asked.rows() == [("x",)]


def test_what_the_database_refuses_is_said_as_usual_and_where_it_is_wanted() -> None:
    asked = Ahead("SELECT 1 / 0")
    asked.settle()
    with pytest.raises(DataError):
        asked.rows()
