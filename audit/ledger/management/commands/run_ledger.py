"""`manage.py run_ledger`: integrate the ledger's logs into their trees and sign them, until told to stop."""

import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.ledger.errors import BadKey
from audit.ledger.signing import loop
from audit.ledger.signing.key_files import make_key, signing_and_public
from audit.ledger.signing.signer import Signer
from audit.ledger.signing.state import Memory


class Command(BaseCommand):
    """A process of its own, under whatever supervises programs. Exactly one for a database."""

    help = "Integrate the ledger's logs into their trees and sign them, once a second, until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="one pass, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if not settings.LEDGER_STATE_DIR:
            raise CommandError("LEDGER_STATE_DIR is not set: the signer needs a folder for its memory.")
        try:
            if settings.ENVIRONMENT != "production":
                make_key(timezone.now())
            signing_and_public()
        except BadKey as error:
            raise CommandError(f"{error}.") from None
        folder = Path(settings.LEDGER_STATE_DIR)
        if once:
            Signer(Memory(folder)).one_pass()
            return
        with _told_to_stop() as stop:
            loop.run(folder, stop)


@contextmanager
def _told_to_stop() -> Iterator[Event]:
    """Set by SIGTERM and by Ctrl-C: the transaction at hand ends first."""
    stop = Event()
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, lambda *_: stop.set()) for number in numbers]
    try:
        yield stop
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
