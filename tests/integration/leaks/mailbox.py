"""A mail server that keeps what it gets, and that refuses some people in words that name a patient."""

import email
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from threading import Thread

from tests.integration.leaks.markers import NAME

REFUSAL = f"554 5.7.1 Message about {NAME} is refused\r\n".encode()


class Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as one client speaks."""

    server: "Mailbox"

    def handle(self) -> None:
        self.wfile.write(b"220 mailbox.test\r\n")
        for line in self.rfile:
            verb = line.strip().upper()
            if verb == b"DATA":
                self._take()
            elif verb == b"QUIT":
                self.wfile.write(b"221 Bye\r\n")
                return
            elif verb.startswith(b"RCPT") and any(name in line for name in self.server.refused):
                self.server.refusals += 1
                self.wfile.write(REFUSAL)
            else:
                self.wfile.write(b"250 mailbox.test\r\n")

    def _take(self) -> None:
        self.wfile.write(b"354 Go on\r\n")
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        self.server.mails.append(b"".join(lines))
        self.wfile.write(b"250 Taken\r\n")


class Mailbox(socketserver.ThreadingTCPServer):
    """The server, with what it took."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: list[bytes] = []
        self.refused = (b"refused@", b"ig_lead@")
        self.refusals = 0

    def texts(self) -> list[str]:
        """Each mail as it came and as it reads: headers, subject, body."""
        found = []
        for raw in self.mails:
            mail = email.message_from_bytes(raw, EmailMessage, policy=default)
            bodies = [part.get_content() for part in mail.walk() if not part.is_multipart()]
            found.append(
                "\n".join([raw.decode(errors="replace"), *map(str, mail.values()), *map(str, bodies)])
            )
        return found


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as serving:
        thread = Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield serving
        finally:
            serving.shutdown()
            thread.join()
