"""Several programs in one terminal: output with a prefix, restarted after a crash, stopped together."""

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from config.local import processes
from config.local.errors import LocalServicesProblem

MOST_CRASHES = 7
WITHIN = 60.0  # seconds
LONGEST_PAUSE = 4.0  # seconds
STOPPING = 10.0  # seconds until a part is killed
LOOK_EVERY = 0.5  # seconds


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, a signal."""


@dataclass
class Part:
    """One program. `death_signal` is what the kernel sends it should we be killed."""

    name: str
    command: Sequence[str]
    death_signal: int
    process: "subprocess.Popen[bytes] | None" = None
    crashes: deque[float] = field(default_factory=deque)
    start_again_at: float = 0.0
    output: int | None = None
    unfinished: bytes = b""


class Supervisor:
    """Runs parts until told to stop, or until one crashes too often."""

    def __init__(self, parts: Sequence[Part], environment: Mapping[str, str]) -> None:
        self.parts = parts
        self.environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self.selector = selectors.DefaultSelector()
        self.width = max(len(part.name) for part in parts)

    def run(self, regularly: Callable[[], None]) -> None:
        """Start all and stay; `regularly` is called twice a second.

        Raises Stopped when asked to stop, LocalServicesProblem when a part can't be kept running.
        """
        try:
            for part in self.parts:
                self._start(part)
            while True:
                self._pass_on(LOOK_EVERY)
                for part in self.parts:
                    self._look_after(part)
                regularly()
        finally:
            self._stop_all()

    def say(self, name: str, line: str) -> None:
        """One line on the terminal, with who says it. Raises Stopped when the terminal is gone."""
        try:
            sys.stdout.write(f"{name:<{self.width}} | {line}\n")
            sys.stdout.flush()
        except OSError:
            raise Stopped from None

    def _start(self, part: Part) -> None:
        reading, writing = os.pipe()
        try:
            part.process = processes.start(
                part.command,
                death_signal=part.death_signal,
                environment=self.environment,
                output=writing,
            )
        finally:
            os.close(writing)
        os.set_blocking(reading, False)
        part.output = reading
        self.selector.register(reading, selectors.EVENT_READ, part)

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is None:
            if now >= part.start_again_at:
                self._start(part)
            return
        code = part.process.poll()
        if code is None:
            return
        self._end_of_output(part)
        part.crashes.append(now)
        while part.crashes and part.crashes[0] < now - WITHIN:
            part.crashes.popleft()
        if len(part.crashes) >= MOST_CRASHES:
            raise LocalServicesProblem(
                f"The part '{part.name}' ended {MOST_CRASHES} times within a minute; its last lines say why."
            )
        pause = min(LONGEST_PAUSE, 2.0 ** (len(part.crashes) - 1))
        part.start_again_at = now + pause
        self.say(part.name, f"ended with code {code}; starting it again in {pause:.0f} s")

    def _pass_on(self, patience: float) -> None:
        for key, _ in self.selector.select(patience):
            part = key.data
            with contextlib.suppress(BlockingIOError):
                data = os.read(key.fd, 65536)
                if not data:
                    self._close(part)
                    continue
                *lines, part.unfinished = (part.unfinished + data).split(b"\n")
                for line in lines:
                    self.say(part.name, line.decode(errors="replace"))

    def _end_of_output(self, part: Part) -> None:
        self._pass_on(0)
        if part.unfinished:
            self.say(part.name, part.unfinished.decode(errors="replace"))
        part.unfinished = b""
        self._close(part)
        part.process = None

    def _close(self, part: Part) -> None:
        if part.output is not None:
            self.selector.unregister(part.output)
            os.close(part.output)
            part.output = None

    def _stop_all(self) -> None:
        """Ask all at once, then wait for each; what doesn't go is killed with its own children."""
        running = [part.process for part in self.parts if part.process]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + STOPPING
        while any(process.poll() is None for process in running) and time.monotonic() < deadline:
            with contextlib.suppress(Stopped):  # keep their pipes empty, or they can't end
                self._pass_on(0.1)
        for process in running:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
