"""A witness of transparency logs (C2SP tlog-witness): cosigns a log's checkpoint only when the log has grown.

    python3 -m witness.witness make-key --key KEYFILE NAME
    python3 -m witness.witness run --key KEYFILE --state FOLDER --log KEY [--host HOST] [--port PORT]

It remembers the last checkpoint of each log and never cosigns a smaller or another one, so that whoever holds
the log's key can't show different logs to different people. Run it somewhere that the log's owner has no
power over: copy this folder there. Needs Python 3.11 or newer on a Unix and the package `cryptography`.
"""

import argparse
import base64
import json
import logging
import os
import re
import sys
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from witness.cosigning import BAD, UNKNOWN, Memory, Refused, Witness, from_base64, log_key

logger = logging.getLogger("witness")
LONGEST_BODY = 1_000_000  # bytes
PATIENCE = 10  # seconds for a caller to send


class Handler(BaseHTTPRequestHandler):
    """POST /add-checkpoint, as the protocol has it; GET /last-checkpoint, which is our own."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    server: "Server"

    def do_POST(self) -> None:
        """Cosign a checkpoint, or say why not."""
        size = self.headers.get("Content-Length", "")
        if not size.isdecimal() or int(size) > LONGEST_BODY:
            self.close_connection = True
            return self._answer(BAD, "The length is missing or too large.\n")
        body = self.rfile.read(int(size))
        if self.path != "/add-checkpoint":
            return self._answer(UNKNOWN, "There is only /add-checkpoint.\n")
        try:
            line = self.server.witness.add_checkpoint(body)
        except Refused as refused:
            if refused.size is not None:
                return self._answer(refused.status, f"{refused.size}\n", "text/x.tlog.size")
            return self._answer(refused.status, f"{refused}\n")
        except (OSError, ValueError, KeyError):
            return self._forgotten()
        return self._answer(200, line)

    def do_GET(self) -> None:
        """What was cosigned last: anybody may compare it with what they were shown."""
        asked = urlsplit(self.path)
        origin = parse_qs(asked.query).get("origin", [""])[0]
        if asked.path != "/last-checkpoint" or not self.server.witness.knows(origin):
            return self._answer(
                UNKNOWN, "There is only /last-checkpoint?origin= of a log that is known here.\n"
            )
        try:
            note = self.server.witness.memory.read(origin).note
        except (OSError, ValueError, KeyError):
            return self._forgotten()
        return self._answer(200 if note else UNKNOWN, note or "Nothing was cosigned yet.\n")

    def _forgotten(self) -> None:
        logger.exception("The witness can't read or write its memory")
        self._answer(500, "The witness can't remember.\n")

    def _answer(self, status: int, text: str, kind: str = "text/plain; charset=utf-8") -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Requests go to the program's log."""
        logger.info(format, *args)


class Server(ThreadingHTTPServer):
    """Serves one witness."""

    daemon_threads = True

    def __init__(self, place: tuple[str, int], witness: Witness) -> None:
        self.witness = witness
        super().__init__(place, Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller who went away before the answer can ask again: it is remembered."""
        logger.info("An answer could not be given", exc_info=True)


def make_key(path: Path, name: str) -> None:
    """A new key in a file that only its owner can read; never over another. Raises FileExistsError."""
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"name": name, "private": base64.b64encode(seed).decode()}, file)


def witness_of(path: Path, logs: Sequence[str], state: Path) -> Witness:
    """The witness of a key file. Raises ValueError and OSError."""
    said = json.loads(path.read_text())
    key = Ed25519PrivateKey.from_private_bytes(from_base64(said["private"]))
    return Witness(said["name"], key, [log_key(text) for text in logs], Memory(state))


def main(words: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    making, running = commands.add_parser("make-key"), commands.add_parser("run")
    for each in (making, running):
        each.add_argument("--key", required=True, type=Path, help="the file with the witness's key")
    making.add_argument("name", help="the witness's name, such as witness.example/w1")
    running.add_argument(
        "--state", required=True, type=Path, help="the folder of its memory: keep it for ever"
    )
    running.add_argument("--log", action="append", required=True, help="a log's public key: name+id+base64")
    running.add_argument("--host", default="127.0.0.1")
    running.add_argument("--port", type=int, default=8089)
    given = parser.parse_args(words)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if given.command == "make-key":
        if not re.fullmatch(r"[^\s+]+", given.name):
            parser.error("a name has no space and no plus")
        make_key(given.key, given.name)
        return 0
    witness = witness_of(given.key, given.log, given.state)
    with Server((given.host, given.port), witness) as server:
        logger.info("%s listens on %s port %d", witness.public(), *server.server_address[:2])
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
