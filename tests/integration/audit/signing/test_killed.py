"""The signer, killed before each call to database and file: nothing is lost, no size is signed twice."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from audit.ledger.api import ROOT_LOG, known_logs, newest_checkpoint, size_of, verify_log
from audit.ledger.formats.checkpoints import Checkpoint, parse_checkpoint
from audit.ledger.models import StoredCheckpoint
from audit.ledger.signing.state import Memory
from tests.support.killed_signer import PRACTICE, add_entries
from tests.support.signing import TestSigner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
MOST = 200  # steps of one pass, far more than there are


@pytest.fixture
def killed_at(signer: TestSigner) -> Iterator[Callable[[str, int], bool]]:
    """`killed_at(how, step)`: whether a pass in a process of its own died there; else it had fewer steps."""
    folder = Path(settings.LEDGER_STATE_DIR).parent
    words = [
        sys.executable,
        "-m",
        "tests.support.killed_signer",
        connection.settings_dict["NAME"],
        str(folder),
    ]
    with subprocess.Popen(
        words, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin
        assert program.stdout

        def killed(how: str, step: int) -> bool:
            signer.now += 120
            print(how, step, signer.now, file=program.stdin, flush=True)
            answer = program.stdout.readline().strip()
            assert answer in {"killed", "ended"}
            return answer == "killed"

        yield killed
        program.stdin.close()


def said(folder: Path) -> list[Checkpoint]:
    """All that was ever signed by a pass that might have been killed."""
    return [parse_checkpoint(f"{text}\n") for text in (folder / "said").read_text().split("\n\n")[:-1]]


def forgotten(memory: Memory, folder: Path) -> dict[str, int]:
    """Sizes that were signed and that the memory doesn't have."""
    states = {checkpoint.origin: memory.read(checkpoint.origin) for checkpoint in said(folder)}
    return {
        checkpoint.origin: checkpoint.size
        for checkpoint in said(folder)
        if (state := states[checkpoint.origin]) is None or state.size < checkpoint.size
    }


def sizes_signed_twice(folder: Path) -> dict[tuple[str, int], set[bytes]]:
    """Trees of one size of which different ones were ever signed, published or not."""
    signed = {(row.origin, row.size): {bytes(row.root_hash)} for row in StoredCheckpoint.objects.all()}
    for checkpoint in said(folder):
        signed.setdefault((checkpoint.origin, checkpoint.size), set()).add(checkpoint.root)
    return {place: roots for place, roots in signed.items() if len(roots) > 1}


def is_sound() -> bool:
    """Everything is integrated and signed, and verification finds nothing."""
    for log in [*known_logs(), ROOT_LOG]:
        *_, last = verify_log(log)
        assert last.findings == []
        assert last.signed_to == last.size
    return True


@pytest.mark.parametrize("how", ["fresh", "running"])
def test_killed_at_every_step_it_goes_on_where_it_was(
    signer: TestSigner, killed_at: Callable[[str, int], bool], how: str
) -> None:
    folder = Path(settings.LEDGER_STATE_DIR).parent
    if how == "running":
        add_entries(5)
        signer.sign()
    step = 1
    while killed_at(how, step):
        assert forgotten(signer.memory, folder) == {}
        signer.restart()
        signer.sign(later=120)
        for log in ("site", f"practice/{PRACTICE}"):
            signed = newest_checkpoint(log)
            assert signed
            assert signed.size == size_of(log) > 0
            assert signer.state(log).checkpoint.root == signed.root
        assert sizes_signed_twice(folder) == {}
        if step % 10 == 1:
            assert is_sound()
        step += 1
        assert step < MOST
    assert step > 50, "Calls are counted"
    signer.restart()
    signer.sign(later=120)
    assert is_sound()
    assert not list(Path(settings.LEDGER_STATE_DIR).glob("*.new"))
