"""The application's own server, as `make run` starts it, and a client that keeps its connection."""

import base64
import http.client
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.local.processes import start, stop

PROJECT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0  # seconds until it answers
SERVER = [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py"]


@dataclass
class Answer:
    """What a page was answered with."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class Browser:
    """One connection to a server on this machine, kept open, with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _link: http.client.HTTPConnection | None = None

    def ask(self, path: str, sent: bytes | None = None) -> Answer:
        """GET, or POST a form. Raises RuntimeError unless it is answered with 200."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if sent is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        found = self._answer("GET" if sent is None else "POST", path, sent, headers)
        if found.status != 200:
            raise RuntimeError(f"{path} was answered with {found.status}")
        return found

    def _answer(self, method: str, path: str, sent: bytes | None, headers: dict[str, str]) -> Answer:
        for _ in range(2):  # once more where the server closed a connection that lay idle
            link = self._link or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            self._link = link
            with suppress(http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                link.request(method, path, sent, headers)
                response = link.getresponse()
                return Answer(response.status, response.getheaders(), response.read())
            self.close()
        raise RuntimeError(f"{path} was not answered")

    def close(self) -> None:
        """Give the connection back."""
        if self._link is not None:
            self._link.close()
            self._link = None


@contextmanager
def served(application: str = "config.wsgi", **environment: str) -> Iterator[int]:
    """The application's server with these variables, on a free port, until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    values = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "WEB_CONCURRENCY": "1", **environment}
    with tempfile.TemporaryFile() as said:
        command = [*SERVER, application]
        server = start(command, death_signal=signal.SIGKILL, folder=PROJECT, environment=values, output=said)
        try:
            _wait_until_it_listens(server, port, said)
            yield port
        finally:
            stop(server, signal.SIGQUIT)


@contextmanager
def from_memory(answers: list[Answer]) -> Iterator[int]:
    """The same server, answering `/0`, `/1` and so on with these answers from its memory."""
    kept = [{"headers": _own(each.headers), "body": base64.b64encode(each.body).decode()} for each in answers]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(kept, file)
        file.flush()
        with served("bench.from_memory", BENCH_ANSWERS=file.name) as port:
            yield port


def _own(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without those that the server itself writes."""
    return [pair for pair in headers if pair[0].lower() not in {"server", "date", "connection"}]


def _wait_until_it_listens(server: Any, port: int, said: Any) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    said.seek(0)
    raise RuntimeError(f"the server did not start: {said.read().decode(errors='replace')[-2000:]}")
