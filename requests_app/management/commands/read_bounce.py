"""Reads a report of a mail that came back, as a mail server hands it over on standard input."""

import sys
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from requests_app.reminders import bounces


class Command(BaseCommand):
    """For an alias of the mail server: `desk-bounces: "|…/python …/manage.py read_bounce"`."""

    help = "Notes on a message that it came back. Always ends well, so that no report of a report is made."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says on standard output whether it was about a mail of ours; nothing of the report."""
        noted = bounces.note(sys.stdin.buffer.read(bounces.LARGEST + 1), timezone.now())
        self.stdout.write("noted" if noted else "not about a mail of ours")
