"""`manage.py import_practices FILE`: the Organisation Data Service's list of GP practices."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practices import importing, ods

EVERY = 5000  # lines between two reports of progress


class Command(BaseCommand):
    """Fails only when nothing could be read; bad lines are named and left out."""

    help = "Create and update GP practices from the Organisation Data Service's list (epraccur.csv)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path, help="the list, as CSV without a header")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Reads, imports, and says what happened. Raises CommandError when nothing could be read."""
        try:
            content = file.read_bytes()
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}.") from None
        found = self._read(content)
        for number, why in found.bad:
            self.stderr.write(f"Line {number}: {why}. Left out.")
        if not found.practices:
            raise CommandError(f"{file} holds no line of a GP practice that could be read. Nothing changed.")
        result = importing.bring_in(found, sha256=hashlib.sha256(content).hexdigest())
        self.stdout.write(
            f"{result.created:,} created, {result.updated:,} updated, {result.closed:,} closed, "
            f"{result.unchanged:,} unchanged; {result.unknown_closed:,} not active and unknown here, "
            f"{found.others:,} other organisations, {len(found.bad):,} bad lines left out."
        )

    def _read(self, content: bytes) -> ods.Read:
        found = ods.Read()
        for found in ods.read(content.splitlines()):
            if found.lines % EVERY == 0:
                self.stdout.write(f"{found.lines:,} lines read")
        return found
