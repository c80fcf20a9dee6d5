"""Locks on files: held by open files, so that the kernel gives them back however a process ends."""

import fcntl
from pathlib import Path
from typing import IO


def lock(path: Path, kind: int) -> IO[bytes]:
    """Wait for a lock on a file; it lasts as long as the returned object is open."""
    handle = path.open("ab")
    fcntl.flock(handle, kind)
    return handle


def lock_at_once(path: Path) -> IO[bytes] | None:
    """The lock for oneself alone, or None while others hold it."""
    handle = path.open("ab")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle
