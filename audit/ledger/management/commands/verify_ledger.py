"""`manage.py verify_ledger`: recompute the logs, and say what was checked and what could not be."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.ledger.findings import Progress
from audit.ledger.verifying import known_logs, verify_log

CHECKED = """Checked: indexes without a gap and up to the head; every entry's hash, canonical form and origin;
the columns beside it; every private part that a key in LEDGER_KEKS opens, against its entry's commitment."""
NOT_CHECKED = """Not checked: whether entries were rewritten together with their hashes, or cut off at the end
together with the head. There is no tree and no signed checkpoint yet to compare with."""


class Command(BaseCommand):
    """Verifies every log, or those named. Ends with an error when anything doesn't agree."""

    help = "Recompute the ledger's logs and name everything that doesn't agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "logs", nargs="*", metavar="log", help="site or practice/<uuid>; all logs when none is named"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = sum(self._verify(log) for log in options["logs"] or known_logs())
        self.stdout.write(CHECKED)
        self.stdout.write(NOT_CHECKED)
        if found:
            raise CommandError(f"{found} findings: the ledger doesn't agree with itself.")
        self.stdout.write(self.style.SUCCESS("Everything that was checked agrees."))

    def _verify(self, log: str) -> int:
        progress = Progress(log, 0)
        told = 0
        for progress in verify_log(log):
            for finding in progress.findings[told:]:
                place = "the whole log" if finding.leaf_index is None else f"entry {finding.leaf_index}"
                self.stderr.write(f"{log}, {place}: {finding.code}: {finding.message}")
            told = len(progress.findings)
            if progress.checked < progress.size and self.stdout.isatty():
                self.stdout.write(f"{log}: {progress.checked:,} of {progress.size:,}", ending="\r")
        self.stdout.write(
            f"{log}: {progress.checked:,} of {progress.size:,} entries; private parts: "
            f"{progress.privates_proved:,} proved, {progress.privates_destroyed:,} with their key destroyed, "
            f"{progress.privates_unopened:,} that no key in LEDGER_KEKS opens"
        )
        return told
