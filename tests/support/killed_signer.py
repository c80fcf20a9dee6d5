"""A program that runs the signer's passes in children and kills one at the step that it is told.

`python -m tests.support.killed_signer DATABASE FOLDER` reads a line for each pass: how (`fresh`, a process
that has just started, or `running`, one that has signed before), the step at which it dies, and the time. A
step is a call to the database or to a file. It answers `killed`, or `ended` after fewer steps.

Whatever is signed is noted in FOLDER/said first, whether or not anybody ever saw it.
"""

import io
import os
import signal
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

PRACTICE = uuid.UUID("33333333-3333-4333-8333-333333333333")
ADDED = 256  # entries: a stored hash is complete in each pass


class Steps:
    """Counts the calls, and dies before the one that it was told."""

    def __init__(self, last: int) -> None:
        self.left = last
        self.armed = False

    def counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def one(*args: Any, **more: Any) -> Any:
            if self.armed:
                self.left -= 1
                if self.left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
            return call(*args, **more)

        return one

    def watch(self) -> None:
        """Every statement, commit and use of a file from now on."""
        from django.db.backends.base.base import BaseDatabaseWrapper
        from django.db.backends.utils import CursorWrapper

        for owner, name in (
            (CursorWrapper, "execute"), (BaseDatabaseWrapper, "_commit"), (io, "open"),
            *((os, name) for name in ("open", "fdopen", "fchmod", "fsync", "replace")),
        ):  # fmt: skip
            setattr(owner, name, self.counted(getattr(owner, name)))


def add_entries(count: int) -> None:
    """So many to the practice's log, and one to the site's."""
    from django.db import transaction

    from audit.ledger.api import record
    from tests.factories.ledger import HAPPENED, a_person, a_request, known_events

    with known_events():
        for practice, number in ((PRACTICE, count), (None, 1)):
            with transaction.atomic():
                for _ in range(number):
                    record(HAPPENED, actor=a_person(), practice=practice, about=a_request(), facts={})


def note_what_is_signed(file: Path) -> None:
    """Each text goes into the file before it is signed."""
    from audit.ledger.formats import notes

    sign = notes.sign
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def signed(text: str, *rest: Any) -> notes.Signature:
        os.write(descriptor, f"{text}\n".encode())
        return sign(text, *rest)

    notes.sign = signed


def one_pass(folder: Path, how: str, last: int, now: float) -> None:
    """In the child, which may never come back from it."""
    from audit.ledger.signing import work
    from audit.ledger.signing.signer import Signer
    from audit.ledger.signing.state import Memory

    clock = [now]
    work.BATCH = 150  # so that what is added takes two transactions
    signer = Signer(Memory(folder / "signed"), clock=lambda: clock[0])
    note_what_is_signed(folder / "said")
    steps = Steps(last)
    if how == "running":
        signer.one_pass()
        clock[0] += 60
    add_entries(ADDED)
    steps.watch()
    steps.armed = True
    signer.one_pass()


def main(database: str, folder: Path) -> None:
    """Until the input ends. This process itself never opens the database."""
    from django.conf import settings
    from django.db import connection

    connection.settings_dict["NAME"] = database
    settings.LEDGER_SIGNING_KEY_FILE = str(folder / "signing-key.pem")
    settings.LEDGER_PUBLIC_KEYS_FILE = str(folder / "public-keys")
    for line in sys.stdin:
        how, last, now = line.split()
        child = os.fork()
        if child == 0:
            one_pass(folder, how, int(last), float(now))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        ended = {0: "ended", signal.SIGKILL: "killed"}.get(status, f"failed {status}")
        sys.stdout.write(f"{ended}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    os.environ["ENVIRONMENT"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    main(sys.argv[1], Path(sys.argv[2]))
