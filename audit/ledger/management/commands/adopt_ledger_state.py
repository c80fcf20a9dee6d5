"""`manage.py adopt_ledger_state`: after the signer's memory was lost, take it from the verified database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.ledger.formats.notes import BadNote
from audit.ledger.models import Tree
from audit.ledger.signing.adopting import NotAdopted, adopt, check_root, lost
from audit.ledger.signing.state import Memory
from audit.ledger.verifying_root import verify_against


class Command(BaseCommand):
    """Verifies each log that the signer knows too little of, and remembers its newest checkpoint."""

    help = "Let the signer go on after it lost its memory, with what the database says, once that verifies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group(required=True)
        how.add_argument(
            "--against",
            action="append",
            default=[],
            metavar="FILE",
            help="a checkpoint that was kept elsewhere, best the root log's newest; may be repeated",
        )
        how.add_argument(
            "--without-comparison",
            action="store_true",
            help="there is none: entries that somebody with the signing key replaced would not be noticed",
        )

    def handle(self, *args: Any, against: list[str], **options: Any) -> None:
        if not settings.LEDGER_STATE_DIR:
            raise CommandError("LEDGER_STATE_DIR is not set: the signer's memory is there.")
        memory = Memory(Path(settings.LEDGER_STATE_DIR))
        with memory.held():
            found = lost(memory)
            for file in against:
                self._compare(file)
            if found:
                self._check_root(found)
            refused = [tree.log for tree in found if not self._adopted(memory, tree)]
        if refused:
            raise CommandError(f"{len(refused)} logs can't be adopted: each needs manage.py begin_successor.")
        self.stdout.write(self.style.SUCCESS(f"{len(found)} logs adopted."))

    def _check_root(self, found: list[Tree]) -> None:
        try:
            check_root(found)
        except NotAdopted as error:
            raise CommandError(f"Nothing is adopted: {error}.") from None

    def _compare(self, file: str) -> None:
        try:
            findings = list(verify_against(Path(file).read_text()))
        except (BadNote, OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} isn't a checkpoint that can be read: {error}") from None
        if findings:
            raise CommandError(f"{file}: {findings[0].code}: {findings[0].message}")

    def _adopted(self, memory: Memory, tree: Tree) -> bool:
        try:
            state = adopt(memory, tree)
        except NotAdopted as error:
            self.stderr.write(str(error))
            return False
        self.stdout.write(f"{state.origin}: {state.size:,} entries were signed")
        return True
