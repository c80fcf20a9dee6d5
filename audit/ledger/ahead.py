"""Asking the database for what comes next while what came before is worked on."""

import threading
from collections.abc import Sequence
from typing import Any

from django.db import connection


class Ahead:
    """What a query finds, asked for in a thread on the caller's own connection.

    The server works meanwhile, and so do we: the driver takes the whole answer in without holding up Python,
    as it can't with COPY, which calls back for each row. Nobody else may use the connection before settle().
    """

    def __init__(self, query: Any, values: Sequence[object] = ()) -> None:
        self._failure: list[BaseException] = []
        connection.ensure_connection()
        self._cursor: Any = connection.connection.cursor()  # the driver's own: Django's belongs to its thread
        self._thread = threading.Thread(target=self._ask, args=(query, values))
        self._thread.start()

    def _ask(self, query: Any, values: Sequence[object]) -> None:
        try:
            self._cursor.execute(query, values or None)
        except BaseException as failure:  # raised where the rows are wanted
            self._failure.append(failure)

    def settle(self) -> None:
        """Wait until the connection is free again, however it went."""
        self._thread.join()

    def rows(self) -> list[tuple[Any, ...]]:
        """What was found, once. Raises the database's errors as Django's."""
        self.settle()
        with self._cursor, connection.wrap_database_errors:
            if self._failure:
                raise self._failure[0]
            found: list[tuple[Any, ...]] = self._cursor.fetchall()
        return found
