"""Starting child processes that can't outlive their parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from config.local.places import Account

PR_SET_PDEATHSIG = 1
# Loaded before any fork: loading a library in the child between fork and exec can deadlock.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(death_signal: int) -> Callable[[], None]:
    """A function for the child, run before exec: the kernel sends it `death_signal` when its parent dies.

    Only Linux can do this. Elsewhere the next start finds and stops what a killed parent left behind.
    """
    parent = os.getpid()

    def prepare() -> None:
        if _LIBC is None:
            return
        _LIBC.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # the parent died before the request was in place
            os._exit(1)

    return prepare


def end_with_parent(death_signal: int) -> None:
    """Ask the kernel to send `death_signal` to this very process when its parent dies. Only Linux can."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, death_signal)


def start(
    command: Sequence[str | Path],
    *,
    death_signal: int,
    account: Account | None = None,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | int | None = None,
    new_group: bool = True,
) -> subprocess.Popen[bytes]:
    """Start a child that gets `death_signal` when we die, as `account` if given.

    In a process group of its own, so that Ctrl-C in the terminal reaches us alone and we stop the
    children in order. Must be called from the main thread: the kernel counts the thread as the parent.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        cwd=folder,
        env=None if environment is None else dict(environment),
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        process_group=0 if new_group else None,
        # Nothing but a system call runs there; the runner and the keeper start children from one thread.
        preexec_fn=dies_with_parent(death_signal),
    )


def stop(process: subprocess.Popen[bytes], request: int, *, patience: float = 20.0) -> None:
    """Ask a child to stop with signal `request`; kill it when it hasn't gone after `patience` seconds."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(request)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def program_of(pid: int) -> str | None:
    """The name of the running program, or None where there is no such process or no way to know."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return None


def named(program: str) -> list[int]:
    """The numbers of the processes that run a program; none where there is no way to know."""
    return [
        int(entry.name) for entry in Path("/proc").glob("[0-9]*") if program_of(int(entry.name)) == program
    ]
