"""`manage.py make_ledger_key`: the key that checkpoints are signed with, at the first installation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.ledger.errors import BadKey
from audit.ledger.public_keys import public_keys
from audit.ledger.signing.key_files import make_key


class Command(BaseCommand):
    """Makes the key where there is none, and publishes its public half. Safe to repeat."""

    help = "Make the ledger's signing key at LEDGER_SIGNING_KEY_FILE, where there is none, and publish it."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_key(timezone.now())
        except BadKey as error:
            raise CommandError(f"{error}.") from None
        self.stdout.write("A new signing key." if made else "There is a signing key already.")
        self.stdout.write(f"Published in {settings.LEDGER_PUBLIC_KEYS_FILE}:")
        for key in public_keys():
            self.stdout.write(f"  {key}")
