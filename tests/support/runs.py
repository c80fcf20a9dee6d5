"""Test runs side by side: each process has its own Redis databases, and a lock says that its run lives."""

import contextlib
import fcntl
import os
from pathlib import Path
from typing import IO

FOLDER = Path(__file__).resolve().parents[2] / ".local" / "tests"
MOST_PROCESSES = 30  # each has two of the local Redis's 64 databases; the first two are the developer's

_held: list[IO[bytes]] = []  # locks that last as long as this process


def own_redis_number() -> int:
    """A number that no other test process on this machine has, as long as this process lives."""
    for number in range(1, MOST_PROCESSES + 1):
        with contextlib.suppress(BlockingIOError):
            _held.append(locked(FOLDER / f"redis-{number}.lock", fcntl.LOCK_EX | fcntl.LOCK_NB))
            return number
    raise RuntimeError(f"More than {MOST_PROCESSES} test processes run at once.")


def run_name() -> str:
    """The name of this run: made by the process that starts the workers, inherited by them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["DESK_TEST_RUN"] = os.urandom(4).hex()
    return os.environ["DESK_TEST_RUN"]


def locked(path: Path, kind: int) -> IO[bytes]:
    """Lock a file until the result is closed. Raises BlockingIOError with LOCK_NB while others hold it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("ab")
    try:
        fcntl.flock(handle, kind)
    except BlockingIOError:
        handle.close()
        raise
    return handle


def is_locked(path: Path) -> bool:
    """Whether any process holds a lock on the file."""
    try:
        locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB).close()
    except BlockingIOError:
        return True
    return False
