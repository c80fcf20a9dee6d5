"""What the tests of the guards share: the database's refusal, by its message."""

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.ledger import entry_text


def refused(statement: str, *values: Any) -> str:
    """The application's refusal, by its message."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values or None)
    return str(caught.value)


def changed(**parts: Any) -> str:
    said = {**json.loads(entry_text()), **parts}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
