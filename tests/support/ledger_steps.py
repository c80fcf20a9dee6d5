"""The ledger's rule of one log a transaction, in tests that are one transaction from beginning to end.

Each durable step of such a test stands for a transaction of its own, so it forgets which log an earlier
step wrote to. Inside a step the rule holds as ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.transaction import Atomic


def forget_log() -> None:
    """Let the next entry of this transaction go to any log. Not counted among a test's queries."""
    if connection.connection is not None and not connection.connection.closed:
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('ledger.log', '', true)")


@contextmanager
def each_step_its_own_log() -> Iterator[None]:
    """Forget the log before and after each durable transaction inside a test's own."""
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def entering(step: Atomic) -> None:
        inside = connection.in_atomic_block
        enter(step)  # type: ignore[no-untyped-call]
        if step.durable and inside:
            forget_log()

    def leaving(step: Atomic, kind: Any, *rest: Any) -> None:
        leave(step, kind, *rest)  # type: ignore[no-untyped-call]
        if step.durable and kind is None and connection.in_atomic_block:
            forget_log()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Atomic, "__enter__", entering)
        patch.setattr(Atomic, "__exit__", leaving)
        yield
