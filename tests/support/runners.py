"""A running `make run` in a copy of the project."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from tests.support.clones import PATIENCE, Clone, wait_until


class Runner:
    """A running `make run`, with what it said so far."""

    def __init__(self, clone: Clone, **more: str) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as probe:
            self.port = probe.getsockname()[1]
        self.clone = clone
        self.said: list[str] = []
        self.process = clone.start("-m", "config.local.run", PORT=str(self.port), DEMO="0", **more)
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout
        with suppress(ValueError):
            self.said.extend(self.process.stdout)

    def says(self, words: str) -> bool:
        return any(words in line for line in list(self.said))

    def status(self, path: str) -> int:
        """The answer's status, or 0 where nothing answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with closing(connection), suppress(OSError):
            connection.request("GET", path)
            return connection.getresponse().status
        return 0


@contextmanager
def running(clone: Clone, **more: str) -> Iterator[Runner]:
    """A runner that is ready, with more in its environment; killed at the end."""
    runner = Runner(clone, **more)
    try:
        wait_until(
            lambda: runner.says("Ready: http") or runner.process.poll() is not None,
            "It is ready",
            patience=2 * PATIENCE,
        )
        assert runner.says(f"Ready: http://localhost:{runner.port}"), "".join(runner.said)
        yield runner
    finally:
        runner.process.kill()
        runner.process.wait(PATIENCE)
        runner.listener.join(PATIENCE)
        assert runner.process.stdout
        runner.process.stdout.close()
