"""`manage.py begin_successor LOG --reason WHY`: let a frozen log be signed again, under a new origin."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.ledger.signing.state import Memory
from audit.ledger.signing.successors import REASONS, NoSuccessor, begin_successor


class Command(BaseCommand):
    """For a log that the signer refuses to sign. What it signed before stands, and stays published."""

    help = "Begin a successor to a log that is signed no more: the same entries, under another origin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("log", help="site, practice/<uuid> or root")
        words = "; ".join(f"{code}: {meaning}" for code, meaning in REASONS.items())
        parser.add_argument("--reason", required=True, choices=sorted(REASONS), help=words)

    def handle(self, *args: Any, log: str, reason: str, **options: Any) -> None:
        if not settings.LEDGER_STATE_DIR:
            raise CommandError("LEDGER_STATE_DIR is not set: the signer's memory is there.")
        try:
            state, recorded = begin_successor(Memory(Path(settings.LEDGER_STATE_DIR)), log, reason=reason)
        except NoSuccessor as error:
            raise CommandError(f"{error}.") from None
        if recorded is not None:
            self.stdout.write(f"Recorded in {recorded.log} as {recorded.event_id}.")
        self.stdout.write(f"From its next pass on the signer signs {log} as {state.origin}.")
