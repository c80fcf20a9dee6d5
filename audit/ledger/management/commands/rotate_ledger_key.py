"""`manage.py rotate_ledger_key`: change the signing key, with a time in which both keys sign."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.ledger.errors import BadKey
from audit.ledger.signing.rotating import begin_rotation, end_rotation


class Command(BaseCommand):
    """Begins the change; with --end, ends it. Each is an entry in the site's log."""

    help = "Let a second key sign beside the first; with --end, let the older one sign no more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--end", action="store_true", help="retire the older key and destroy it")

    def handle(self, *args: Any, end: bool, **options: Any) -> None:
        try:
            key = (end_rotation if end else begin_rotation)(timezone.now())
        except BadKey as error:
            raise CommandError(f"{error}.") from None
        self.stdout.write(str(key))
        if end:
            self.stdout.write("It signs no more. Keep its line: what it signed is still checked with it.")
        else:
            self.stdout.write(
                "It signs from now on, beside the key until now. Give it to witnesses and to whoever checks "
                "checkpoints, then: manage.py rotate_ledger_key --end"
            )
