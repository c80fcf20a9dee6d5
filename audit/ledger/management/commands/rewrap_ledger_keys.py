"""`manage.py rewrap_ledger_keys`: after a new key came first in LEDGER_KEKS, before an old one goes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.ledger.keks import current_kek
from audit.ledger.keys import rewrap_keys


class Command(BaseCommand):
    """Wraps every subject's key under the first of LEDGER_KEKS. Safe to interrupt and to repeat."""

    help = "Wrap the ledger's keys under the first key of LEDGER_KEKS, so that older ones can be retired."

    def handle(self, *args: Any, **options: Any) -> None:
        done = rewrap_keys()
        self.stdout.write(f"{done.rewrapped} keys are now wrapped under {current_kek().kek_id}.")
        if done.failed:
            for message in done.failed:
                self.stderr.write(message)
            raise CommandError(f"{len(done.failed)} keys didn't open: keep every old key in LEDGER_KEKS.")
