"""To migrations a time that is read within bounds is a plain one: its column is the same."""

from django.db import models

from audit.ledger.instants import Instant


def test_migrations_see_a_plain_time() -> None:
    assert Instant().deconstruct() == models.DateTimeField().deconstruct()
