"""A witness for tests: the program itself, serving in a thread."""

import http.client
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit.ledger.formats.notes import VerifierKey, verifier_key
from witness.witness import Server, make_key, witness_of


@dataclass
class Serving:
    """A witness that serves: where, and what it has."""

    url: str
    key: VerifierKey
    server: Server

    def asks(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """Status, kind and text of an answer."""
        host, port = self.server.server_address[:2]
        connection = http.client.HTTPConnection(str(host), port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
        finally:
            connection.close()

    def add(self, body: str) -> tuple[int, str, str]:
        """The answer to a checkpoint."""
        return self.asks("POST", "/add-checkpoint", body.encode())


@contextmanager
def serving(folder: Path, logs: Sequence[str], name: str = "witness.example/w1") -> Iterator[Serving]:
    """The witness of a folder; its key is made where there is none."""
    folder.mkdir(exist_ok=True)
    if not (folder / "key").exists():
        make_key(folder / "key", name)
    witness = witness_of(folder / "key", logs, folder / "state")
    with Server(("127.0.0.1", 0), witness) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            port = server.server_address[1]
            yield Serving(f"http://127.0.0.1:{port}", verifier_key(witness.public()), server)
        finally:
            server.shutdown()
            thread.join()
            witness.memory.held.close()
