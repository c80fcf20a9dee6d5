"""What a witness checks and remembers, and its cosignature (C2SP tlog-witness, tlog-cosignature)."""

import base64
import fcntl
import hashlib
import json
import logging
import os
import re
import struct
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

logger = logging.getLogger("witness")
LOG_KEY, WITNESS_KEY = 1, 4  # the kinds of Ed25519 key
EMPTY_ROOT = hashlib.sha256(b"").digest()
LONGEST_PROOF = 63  # hashes
LARGEST = 2**63 - 1
BAD, FORBIDDEN, UNKNOWN, CONFLICT, UNPROVED = 400, 403, 404, 409, 422


class Refused(Exception):
    """The answer is no: its HTTP status, and for a conflict the size that was cosigned last."""

    def __init__(self, status: int, why: str, size: int | None = None) -> None:
        super().__init__(why)
        self.status, self.size = status, size


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes by which signature lines name a key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def from_base64(text: str) -> bytes:
    """The bytes of base64 in its one form. Raises ValueError."""
    data = base64.b64decode(text.encode("ascii"), validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not base64 in its one form")
    return data


def number(text: str) -> int:
    """A decimal number below 2^63 without leading zeroes. Raises ValueError."""
    if not re.fullmatch("0|[1-9][0-9]{0,18}", text) or int(text) > LARGEST:
        raise ValueError("not a number")
    return int(text)


@dataclass(frozen=True)
class LogKey:
    """A log's public key, which is known under the log's origin."""

    origin: str
    id: bytes
    public: Ed25519PublicKey


def log_key(text: str) -> LogKey:
    """The key that a text name+id+base64 gives. Raises ValueError."""
    name, key, encoded = [*text.split("+", 2), "", ""][:3]
    data = from_base64(encoded)
    if not name or len(data) != 33 or data[0] != LOG_KEY or key_id(name, LOG_KEY, data[1:]).hex() != key:
        raise ValueError("a log's key is name+id+base64, of an Ed25519 key for notes")
    return LogKey(name, bytes.fromhex(key), Ed25519PublicKey.from_public_bytes(data[1:]))


@dataclass(frozen=True)
class Seen:
    """A checkpoint of a log."""

    origin: str
    size: int
    root: bytes
    note: str


NOTHING = Seen("", 0, EMPTY_ROOT, "")


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grew(old: Seen, new: Seen, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the new tree begins with the old (RFC 9162, section 2.1.4.2)."""
    if old.size in (0, new.size):
        return not proof and (old.root == new.root or old.size < new.size)
    path = [old.root, *proof] if old.size & (old.size - 1) == 0 else list(proof)
    at, last = old.size - 1, new.size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not path:
        return False
    from_old = from_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            from_old, from_new = node_hash(sibling, from_old), node_hash(sibling, from_new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            from_new = node_hash(from_new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and from_old == old.root and from_new == new.root


class Memory:
    """What was cosigned last, a file a log."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which one process alone may have. Raises BlockingIOError."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder = folder
        self.held = (folder / "lock").open("w")
        try:
            fcntl.flock(self.held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.held.close()
            raise

    def read(self, origin: str) -> Seen:
        """The last checkpoint of a log. Raises ValueError where its file is damaged: nothing begins anew."""
        try:
            said = json.loads(self._path(origin).read_text())
        except FileNotFoundError:
            return NOTHING
        if said["origin"] != origin:
            raise ValueError(f"{self._path(origin)} is of another log")
        return Seen(origin, said["size"], from_base64(said["root"]), said["note"])

    def write(self, seen: Seen) -> None:
        """Remember it; it is on the disk when this returns, and a power cut leaves the old or the new."""
        root = base64.b64encode(seen.root).decode()
        said = {"origin": seen.origin, "size": seen.size, "root": root, "note": seen.note}
        path = self._path(seen.origin)
        fresh = path.with_suffix(".new")
        with fresh.open("w") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _path(self, origin: str) -> Path:
        return self.folder / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.json"


class Witness:
    """The witness itself: a name, a key, the logs that it knows, and its memory."""

    def __init__(self, name: str, key: Ed25519PrivateKey, logs: Sequence[LogKey], memory: Memory) -> None:
        self.name, self.key, self.logs, self.memory = name, key, logs, memory
        self.turn = threading.Lock()  # reading what was cosigned and writing what is, as one step

    def knows(self, origin: str) -> bool:
        """Whether the log is one of those that it watches."""
        return any(key.origin == origin for key in self.logs)

    def add_checkpoint(self, body: bytes) -> str:
        """The cosignature line for a checkpoint with its proof, as a body of the protocol. Raises Refused."""
        try:
            head, _, note = body.decode().partition("\n\n")
            first, *lines = head.split("\n")
            if not first.startswith("old ") or len(lines) > LONGEST_PROOF:
                raise ValueError("no old size, or too long a proof")
            old, proof = number(first[4:]), [from_base64(line) for line in lines]
            text, below, seen = self._parse(note)
        except ValueError as error:
            raise Refused(BAD, f"not a request of the protocol: {error}") from None
        self._check_signature(seen.origin, text, below)
        if old > seen.size:
            raise Refused(BAD, "the old size is larger than the checkpoint's")
        with self.turn:
            last = self.memory.read(seen.origin)
            if old != last.size or (old == seen.size and seen.root != last.root):
                logger.error(
                    "%s: %d was cosigned; refused %d from %d", seen.origin, last.size, seen.size, old
                )
                raise Refused(CONFLICT, "another checkpoint was cosigned last", last.size)
            if not grew(last, seen, proof):
                logger.error("%s: no growth from %d to %d; refused:\n%s", seen.origin, old, seen.size, note)
                raise Refused(UNPROVED, "the log isn't shown to have grown from what was cosigned last")
            self.memory.write(seen)
            return self._cosigned(text)

    def _parse(self, note: str) -> tuple[str, list[str], Seen]:
        body, gap, below = note.rpartition("\n\n")
        lines = body.split("\n")
        if not gap or len(lines) < 3 or not all(lines) or not below.endswith("\n"):
            raise ValueError("no checkpoint")
        root = from_base64(lines[2])
        if len(root) != 32:
            raise ValueError("no root")
        return body + "\n", below[:-1].split("\n"), Seen(lines[0], number(lines[1]), root, note)

    def _check_signature(self, origin: str, text: str, lines: list[str]) -> None:
        keys = [key for key in self.logs if key.origin == origin]
        if not keys:
            raise Refused(UNKNOWN, "this log isn't known here")
        for key in keys:
            for line in lines:
                dash, name, encoded = [*line.split(" "), "", ""][:3]
                try:
                    data = from_base64(encoded)
                    if (dash, name, data[:4]) == ("\u2014", origin, key.id):
                        key.public.verify(data[4:], text.encode())
                        return
                except (InvalidSignature, ValueError):
                    continue
        raise Refused(FORBIDDEN, "no key of this log signed it")

    def _cosigned(self, text: str) -> str:
        at = int(time.time())
        signature = self.key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        public = self.key.public_key().public_bytes_raw()
        data = key_id(self.name, WITNESS_KEY, public) + struct.pack(">Q", at) + signature
        return f"\u2014 {self.name} {base64.b64encode(data).decode()}\n"

    def public(self) -> str:
        """The witness's key, as it is handed out."""
        data = self.key.public_key().public_bytes_raw()
        encoded = base64.b64encode(bytes([WITNESS_KEY]) + data).decode()
        return f"{self.name}+{key_id(self.name, WITNESS_KEY, data).hex()}+{encoded}"
