"""Counting what a page asks the database, without the statements that only begin and end transactions."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

#: So often may a page ask, for the session and the person as for what it shows.
MOST_A_PAGE = 12
NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT", "SET ")


@contextmanager
def counted() -> Iterator[list[str]]:
    """`with counted() as asked: …` and then `len(asked)`: the statements that read or write."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    asked += [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(NOT_COUNTED)]
