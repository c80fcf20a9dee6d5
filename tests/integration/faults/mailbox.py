"""A mail server for one test: it keeps what comes, and can hold a delivery while its sender is killed."""

import email
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any


class Trap:
    """Catches the next delivery at one point: "before" the mail is taken, or "after", before it is said."""

    def __init__(self, point: str) -> None:
        self.point = point
        self.port = 0  # the sender's, by which its process is found
        self.caught = threading.Event()
        self.over = threading.Event()


class Mailbox(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine."""

    daemon_threads = True
    request_queue_size = 50

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.came: Counter[str] = Counter()  # mails by their Message-ID
        self.trap: Trap | None = None

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def passing(self, point: str, port: int) -> None:
        """A delivery has come to this point: it stays there while a trap holds it."""
        trap = self.trap
        if trap is not None and trap.point == point and not trap.caught.is_set():
            trap.port = port
            trap.caught.set()
            trap.over.wait(60)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that is killed hangs up: that is what the test is for."""


class Session(socketserver.StreamRequestHandler):
    """The few words of SMTP that Django's backend says."""

    server: Mailbox

    def handle(self) -> None:
        self.say("220 mailbox")
        port = self.client_address[1]
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.server.passing("before", port)
                self.say("354 go on")
                message = self.message()
                if message is None:
                    return
                self.server.came[str(message["Message-ID"])] += 1
                self.server.passing("after", port)
            self.say("250 taken")
            if word == b"QUIT":
                return

    def message(self) -> Message | None:
        """The mail to its lonely dot; None where the sender went in the middle of it."""
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return None
            lines.append(line)
        return email.message_from_bytes(b"".join(lines))

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            if server.trap:
                server.trap.over.set()
            server.shutdown()
            thread.join()
