"""Reads a report of a mail that came back, as a mail server hands it over on standard input."""

import logging
import sys
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from requests_app.reminders import bounces

log = logging.getLogger("desk.bounces")


class Command(BaseCommand):
    """For an alias of the mail server: `desk-bounces: "|…/python …/manage.py read_bounce"`."""

    help = "Notes on a message that it came back. Always ends well, so that no report of a report is made."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says on standard output whether it was about a mail of ours; nothing of the report."""
        report = sys.stdin.buffer.read(bounces.LARGEST)
        while sys.stdin.buffer.read(bounces.LARGEST):  # to its end, or the mail server thinks that it failed
            continue
        try:
            noted = bounces.note(report, timezone.now())
        except Exception as problem:  # whatever it is, no report of it may go out
            log.warning("a report of a mail that came back was not read: %s", type(problem).__name__)
            noted = None
        self.stdout.write("noted" if noted else "not about a mail of ours")
