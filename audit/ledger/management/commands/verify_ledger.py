"""`manage.py verify_ledger`: recompute the logs, and say what was checked and what could not be."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.ledger.findings import Finding, Progress, unverified
from audit.ledger.formats.notes import BadNote
from audit.ledger.trees import ROOT_LOG
from audit.ledger.verifying import known_logs, verify_log
from audit.ledger.verifying_root import verify_against

CHECKED = """Checked: indexes without a gap and up to the head; every entry's hash, canonical form and origin;
the columns beside it; every private part that a key in LEDGER_KEKS opens, against its entry's commitment;
the tree over the entries against its stored hashes and every checkpoint; the root log, which has every
other log's checkpoints, against each of them."""
SIGNATURES = """Checked: the signature of every checkpoint, with the keys in LEDGER_PUBLIC_KEYS_FILE."""
NO_SIGNATURES = """Not checked: signatures. There is no key in LEDGER_PUBLIC_KEYS_FILE."""
AGAINST = """Checked: that each checkpoint that was kept elsewhere is of the same entries."""
NOT_CHECKED = """Not checked: what nobody signed yet, and whether somebody who holds the signing key made all
of this anew. To find that, give --against a checkpoint that was kept elsewhere: mailed, printed, cosigned."""


class Command(BaseCommand):
    """Verifies every log, or those named. Ends with an error when anything doesn't agree."""

    help = "Recompute the ledger's logs and name everything that doesn't agree."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "logs",
            nargs="*",
            metavar="log",
            help="site, practice/<uuid> or root; all logs when none is named",
        )
        parser.add_argument(
            "--against",
            action="append",
            default=[],
            metavar="FILE",
            help="a checkpoint that was kept elsewhere; may be given several times",
        )

    def handle(self, *args: Any, logs: list[str], against: list[str], **options: Any) -> None:
        ended = [self._verify(log) for log in logs or [*known_logs(), ROOT_LOG]]
        found = sum(len(progress.findings) for progress in ended)
        found += sum(self._compare(file) for file in against)
        self.stdout.write(CHECKED)
        self.stdout.write(SIGNATURES if any(each.signatures for each in ended) else NO_SIGNATURES)
        self.stdout.write(AGAINST if against else NOT_CHECKED)
        if found:
            raise CommandError(f"{found} findings: the ledger doesn't agree with itself.")
        self.stdout.write(self.style.SUCCESS("Everything that was checked agrees."))

    def _verify(self, log: str) -> Progress:
        progress, told = Progress(log, 0), 0
        try:
            for progress in verify_log(log):
                for finding in progress.findings[told:]:
                    self._tell(finding)
                told = len(progress.findings)
                if progress.checked < progress.size and self.stdout.isatty():
                    self.stdout.write(f"{log}: {progress.checked:,} of {progress.size:,}", ending="\r")
        except Exception as error:  # whatever it is, the other logs are verified
            progress.add(unverified(log, error))
            self._tell(progress.findings[-1])
        self.stdout.write(
            f"{log}: {progress.checked:,} of {progress.size:,} entries; private parts: "
            f"{progress.privates_proved:,} proved, {progress.privates_destroyed:,} with their key destroyed, "
            f"{progress.privates_unopened:,} that no key in LEDGER_KEKS opens; "
            f"{progress.checkpoints:,} checkpoints agree, the last over {progress.signed_to:,} entries"
        )
        for ended in progress.succeeded:
            self.stdout.write(f"{log}: a successor took the place of {ended}")
        return progress

    def _compare(self, file: str) -> int:
        """How much doesn't agree with a checkpoint that was kept."""
        try:
            findings = list(verify_against(Path(file).read_text()))
        except (BadNote, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} isn't a checkpoint that can be read: {error}") from None
        for finding in findings:
            self._tell(finding)
        return len(findings)

    def _tell(self, finding: Finding) -> None:
        place = "the whole log" if finding.leaf_index is None else f"entry {finding.leaf_index}"
        self.stderr.write(f"{finding.log}, {place}: {finding.code}: {finding.message}")
