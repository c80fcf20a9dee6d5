"""The signer's life: a pass a second, whatever happens to the database, until it is told to stop."""

import logging
import time
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from audit.ledger.errors import BadKey
from audit.ledger.signing import witnesses
from audit.ledger.signing.refusing import Busy, Refused
from audit.ledger.signing.signer import Signer
from audit.ledger.signing.state import Memory
from audit.ledger.trees import ROOT_LOG

logger = logging.getLogger("desk.ledger")
EVERY = 1.0  # seconds from the beginning of a pass to that of the next
LONGEST_WAIT = 30.0  # seconds, after errors that go on
ALIVE = "alive"  # a file in LEDGER_STATE_DIR, written after each pass: for whoever watches


def run(folder: Path, stop: Event, *, every: float = EVERY) -> None:
    """Integrate and sign until `stop` is set. Errors of database, disk and key are logged and tried again."""
    memory = Memory(folder)
    signer, failures = Signer(memory), 0
    refusals: SimpleQueue[tuple[str, Refused]] = SimpleQueue()  # with the tree's origin

    def refuse(origin: str, refused: Refused) -> None:
        refusals.put((origin, refused))

    asking = Thread(target=witnesses.watch, args=(stop, refuse), name="witnesses", daemon=True)
    if settings.LEDGER_WITNESSES:
        asking.start()
    while not stop.is_set():
        began = time.monotonic()
        try:
            signer.one_pass(stop.is_set)
            while not refusals.empty():
                signer.refuse(ROOT_LOG, *refusals.get())
            (folder / ALIVE).touch()
            failures = 0
        except Busy:
            logger.info("Another signer is at work in this database")
        except BadKey as problem:
            failures += 1
            logger.error("Nothing is signed: %s", str(problem))  # our own words, without a value
        except (DatabaseError, InterfaceError, OSError):
            failures += 1
            logger.exception("Nothing is integrated or signed for the moment")
            connection.close()
            signer = Signer(memory)  # what it knew may not have been committed
        pause = every if not failures else min(LONGEST_WAIT, 2.0**failures)
        stop.wait(max(0.0, began + pause - time.monotonic()))
    if asking.ident is not None:
        asking.join(2 * witnesses.PATIENCE)
