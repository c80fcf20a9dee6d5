"""A signer for tests, with a key and a memory of its own, whose clock goes on as the test says."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings as configured
from django.utils import timezone

from audit.ledger.errors import BadMemory
from audit.ledger.signing.key_files import make_key
from audit.ledger.signing.signer import Signer
from audit.ledger.signing.state import Memory, State


def unreadable_keys() -> None:
    """As where somebody wrote something else into the file of public keys."""
    Path(configured.LEDGER_PUBLIC_KEYS_FILE).write_text("not a key\n")


class TestSigner:
    """One whose every pass comes late enough to sign all that is new, the root log too."""

    __test__ = False

    def __init__(self, folder: Path, settings: Any) -> None:
        settings.LEDGER_SIGNING_KEY_FILE = str(folder / "signing-key.pem")
        settings.LEDGER_PUBLIC_KEYS_FILE = str(folder / "public-keys")
        settings.LEDGER_STATE_DIR = str(folder / "signed")
        settings.LEDGER_WITNESSES = []
        make_key(timezone.now())
        self.memory = Memory(folder / "signed")
        self.now = 0.0
        self.restart()

    def restart(self) -> None:
        """Another process: it knows only what is in the files."""
        self.signer = Signer(self.memory, clock=lambda: self.now)

    def sign(self, *, later: float = 60.0) -> None:
        """A pass, so many seconds after the last one."""
        self.now += later
        self.signer.one_pass()

    def state(self, log: str) -> State:
        """What is remembered of a log's newest tree."""
        found = []
        for origin in self.memory.origins():
            with suppress(BadMemory):
                found.append(self.memory.read(origin))
        return max((state for state in found if state and state.log == log), key=lambda state: state.era)
