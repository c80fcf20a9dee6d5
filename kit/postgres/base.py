"""A transaction's last statement and its COMMIT, sent as one: one way to the server and back less.

What a transaction writes last can take a lock that others wait for, as an entry of the ledger does. Sent
together with the COMMIT, that lock is held while the server commits, and not while it waits for us as well.

Nothing else changes: before any other statement of the connection, and inside a savepoint, it is sent by
itself. See docs/adr/ledger-with-the-commit.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.db.backends.postgresql import base
from django.db.backends.utils import debug_transaction

#: What a database's error means, as the error to raise instead; None leaves it as it is.
Meaning = Callable[[DatabaseError], Exception | None]


@dataclass(frozen=True, slots=True)
class LastStatement:
    """What waits for the COMMIT: one statement without a result, and how its errors are told."""

    statement: str
    values: Sequence[str]
    meaning: Meaning


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, save that it begins and ends transactions by statements, which the driver would do else."""

    waiting: LastStatement | None = None

    def leave_to_commit(self, statement: str, values: Sequence[str], meaning: Meaning) -> None:
        """Send a statement with the COMMIT, or before whatever is sent next. It returns nothing.

        Errors come from there: as `meaning` tells them, and else as Django's.
        """
        last = LastStatement(statement, values, meaning)
        if self.savepoint_ids or not self.in_atomic_block:
            self._send(last)
            return
        self.send_waiting()
        self.waiting = last

    def send_waiting(self) -> None:
        """Send what waits for the COMMIT now."""
        if self.waiting is not None:
            last, self.waiting = self.waiting, None
            self._send(last)

    def _send(self, last: LastStatement, *, then: str = "") -> None:
        try:
            with self.cursor() as cursor:
                cursor.execute(last.statement + then, last.values)
        except DatabaseError as error:
            told = last.meaning(error)
            if told is None:
                raise
            raise told from None

    def create_cursor(self, name: str | None = None) -> Any:
        """Whoever asks for a cursor is about to send something."""
        self.send_waiting()
        return super().create_cursor(name)

    # Django asks for this where a database begins no transaction by itself. Here the driver isn't let: it
    # would send a COMMIT of its own behind ours.
    def _start_transaction_under_autocommit(self) -> None:
        self._alone("BEGIN")

    def _commit(self) -> None:
        if self.connection is None:
            return
        if not self.connection.autocommit:  # somebody keeps the transaction by hand
            self.send_waiting()
            super()._commit()  # type: ignore[misc]  # not in the stubs
        elif self.waiting is None:
            self._alone("COMMIT")
        else:
            last, self.waiting = self.waiting, None
            try:
                self._send(last, then="; COMMIT")
            except DatabaseError:
                raise  # Django goes back, or closes the connection
            except Exception:
                self._rollback()
                raise

    def _rollback(self) -> None:
        self.waiting = None
        if self.connection is None:
            return
        if self.connection.autocommit:
            self._alone("ROLLBACK")
        else:
            super()._rollback()  # type: ignore[misc]  # not in the stubs

    def _close(self) -> None:
        self.waiting = None
        super()._close()  # type: ignore[misc]  # not in the stubs

    def _alone(self, statement: str) -> None:
        with debug_transaction(self, statement), self.wrap_database_errors:
            self.connection.cursor().execute(statement)
