"""Asking the database for what comes next while what came before is worked on."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection

Answer = TypeVar("Answer")


class Ahead(Generic[Answer]):
    """What `ask` returns, asked for in a thread on the caller's own connection.

    The server works meanwhile and so do we; nobody else may use the connection before settle(). `ask` gets
    the driver's own connection: Django's belongs to its thread.
    """

    def __init__(self, ask: Callable[[Any], Answer]) -> None:
        self._answer: list[Answer] = []
        self._failure: list[BaseException] = []
        connection.ensure_connection()
        self._thread = threading.Thread(target=self._run, args=(ask, connection.connection))
        self._thread.start()

    def _run(self, ask: Callable[[Any], Answer], link: Any) -> None:
        try:
            self._answer.append(ask(link))
        except BaseException as failure:  # raised where the answer is wanted
            self._failure.append(failure)

    def settle(self) -> None:
        """Wait until the connection is free again, however it went."""
        self._thread.join()

    def answer(self) -> Answer:
        """What came. Raises what `ask` raised, the database's errors as Django's."""
        self.settle()
        if self._failure:
            with connection.wrap_database_errors:
                raise self._failure[0]
        return self._answer[0]
