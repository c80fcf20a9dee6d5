#!/usr/bin/env python3
"""Check an export of a ledger without the program that made it and without its database.

EXPORT is the ZIP file or its unpacked folder; without it, the folder that this file lies in. It can check one
entry's receipt instead. Needs Python 3.11 or newer and the package `cryptography`. Exit code: 0 all that can
be checked agrees, 1 something is wrong, 2 not called rightly. The code shares nothing with the program's own.
It follows RFC 6962 (trees) and the C2SP texts signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles and
tlog-proof.
"""

import argparse
import base64
import hashlib
import re
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WIDTH = 256  # entries in a bundle, hashes in a tile
LOG_KEY, WITNESS_KEY = 1, 4  # the kinds of Ed25519 key
AT_MOST = 20  # sentences under one heading
LATEST = 253402300799  # the last second of the year 9999
UNREADABLE = (OSError, KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
NOTE = re.compile(r"^(\S+\n\d+\n[A-Za-z0-9+/]{43}=\n)\n((?:\u2014 \S+ \S+\n)+)", re.MULTILINE)
NEVER_PROVED = (
    "That everything that happened was recorded, and that what was recorded is true.",
    "Names, reasons and other words: they are encrypted and not in the export.",
)


class Bad(Exception):
    """Something is wrong: what, in words."""


class Key(NamedTuple):
    """A public key. Its id commits to all three."""

    name: str
    kind: int
    public: bytes

    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]


class Signed(NamedTuple):
    """A checkpoint with good signatures: what it says, by which keys, and when witnesses say they saw it."""

    text: str
    origin: str
    size: int
    root: bytes
    keys: list[Key]
    seen: list[tuple[Key, int]]


def from_base64(text: str, least: int) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        data = b""
    if len(data) < least or base64.b64encode(data).decode() != text:
        raise Bad("a part isn't base64 in its one form")
    return data


def number(text: str) -> int:
    if not re.fullmatch("0|[1-9][0-9]{0,17}", text):
        raise Bad("a number isn't one")
    return int(text)


def read_key(text: str) -> Key:
    """A key as it is handed out: name+id+base64."""
    name, key_id, encoded = [*text.strip().split("+", 2), "", ""][:3]
    data = from_base64(encoded, 33)
    key = Key(name, data[0], data[1:])
    if len(data) != 33 or key.kind not in (LOG_KEY, WITNESS_KEY) or key.id().hex() != key_id:
        raise Bad("a public key isn't name+id+base64, or has another's id")
    return key


def read_checkpoint(note: str, keys: list[Key], others_too: bool) -> Signed:
    """The checkpoint that a note is. Each signature is good, and by one of the keys unless `others_too`."""
    body, _, below = note.rpartition("\n\n")
    lines = body.split("\n")
    if len(lines) != 3 or not below.endswith("\n"):
        raise Bad("it isn't a signed checkpoint")
    root = from_base64(lines[2], 32)
    signed = Signed(f"{body}\n", lines[0], number(lines[1]), root, [], [])
    by_id = {(key.name, key.id()): key for key in keys}
    for line in below[:-1].split("\n"):
        dash, name, encoded = [*line.split(" ", 2), "", ""][:3]
        data = from_base64(encoded, 68)
        key = by_id.get((name, data[:4]))
        if dash != "\u2014" or (key is None and not others_too):
            raise Bad("a line below it isn't a signature by one of the keys")
        if key is None:
            continue
        signature, message = data[4:], signed.text
        if key.kind == WITNESS_KEY:
            at, signature = int.from_bytes(data[4:12], "big"), data[12:]
            if at > LATEST:
                raise Bad("a witness gives a time that isn't one")
            message = f"cosignature/v1\ntime {at}\n{message}"
            signed.seen.append((key, at))
        else:
            signed.keys.append(key)
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message.encode())
        except (InvalidSignature, ValueError):
            raise Bad(f"the signature of {name} is false") from None
    return signed


def notes_in(text: str) -> list[str]:
    """The checkpoints in a text, such as a mail that quotes them."""
    plain = re.sub(r"^[> \t]+|[ \t\r]+$", "", f"{text}\n", flags=re.MULTILINE)
    return [f"{body}\n{below}" for body, below in NOTE.findall(plain)]


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: list[bytes]) -> bytes:
    sha256 = hashlib.sha256  # as node_hash, without a call for each
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=True)
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return hashes[0]


class Tree(list[tuple[int, bytes]]):
    """A Merkle tree that grows to the right, as (height, root) of its perfect parts, highest first."""

    def push(self, height: int, root: bytes) -> None:
        while self and self[-1][0] == height:
            root = node_hash(self.pop()[1], root)
            height += 1
        self.append((height, root))

    def root(self) -> bytes:
        hashed = self[-1][1] if self else hashlib.sha256(b"").digest()
        for _, part in self[-2::-1]:
            hashed = node_hash(part, hashed)
        return hashed


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that an inclusion proof leads to; its turns are taken from the top, as they are defined."""
    on_the_right = []
    while size > 1:
        left = 1 << (size - 1).bit_length() - 1
        on_the_right.append(index >= left)
        index, size = (index - left, size - left) if index >= left else (index, left)
    if (index, size) != (0, 1) or len(on_the_right) != len(path):
        raise Bad("the proof is of another form than the tree")
    for right, sibling in zip(reversed(on_the_right), path, strict=True):
        leaf = node_hash(sibling, leaf) if right else node_hash(leaf, sibling)
    return leaf


def tile_name(kind: str | int, index: int, width: int) -> str:
    """Where a tile lies, such as tile/0/x001/067.p/12."""
    name = f"{index % 1000:03}" + ("" if width == WIDTH else f".p/{width}")
    while index := index // 1000:
        name = f"x{index % 1000:03}/{name}"
    return f"tile/{kind}/{name}"


def split_bundle(data: bytes) -> list[bytes]:
    """Entries, each behind its length in two bytes."""
    entries, at, size = [], 0, len(data)
    while at < size:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        entries.append(data[start:at])
    if at > size:
        raise Bad("a bundle ends in the middle of an entry")
    return entries


class Check:
    """An export: what is proved of it, what can't be, and what is wrong."""

    def __init__(self, export: Path, trusted: list[Key]) -> None:
        self.export = export if export.is_dir() else zipfile.Path(export)
        self.trusted = trusted
        self.keys: list[Key] = []
        self.proved: list[str] = []
        self.unproved: list[str] = []
        self.wrong: list[str] = []

    def run(self, kept: list[Path]) -> None:
        """Check everything. What is wrong is noted, or raised as Bad where nothing more can be checked."""
        lines = self.text("keys.txt").splitlines()
        self.keys = [*self.trusted, *(read_key(line) for line in lines if not line.startswith("#"))]
        newest = self.checkpoint("checkpoint", self.text("checkpoint"))
        signed = self.all_checkpoints(newest)
        folder = self.export / "root"
        proofs = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        roots = [self.in_root_log(name, signed) for name in proofs]
        for path in kept:
            self.compare(path, signed, newest, roots)
        self.entries(newest, signed)
        if not self.given():
            self.unproved.append("That the public keys are the log's: they came with the export. Use --key.")
        if not roots:
            self.unproved.append("That the root log knows this log: the export has no proof of it.")
        if not any(key in self.trusted for root in roots for key, _ in root.seen):
            self.unproved.append("That everyone was shown the same log: use --witness and --checkpoint.")
        self.unproved += [f"Whether there are entries after the first {newest.size}.", *NEVER_PROVED]

    def given(self) -> set[bytes]:
        """The keys of logs that are known from elsewhere."""
        return {key.public for key in self.trusted if key.kind == LOG_KEY}

    def read(self, name: str) -> bytes:
        try:
            return (self.export / name).read_bytes()
        except UNREADABLE:
            raise Bad(f"{name} is missing or can't be read") from None

    def text(self, name: str) -> str:
        try:
            return self.read(name).decode()
        except UnicodeDecodeError:
            raise Bad(f"{name} isn't text") from None

    def checkpoint(self, where: str, note: str, others_too: bool = False) -> Signed:
        """A checkpoint that one of its log's own keys signed: one of those given, where any was given."""
        try:
            signed = read_checkpoint(note, self.keys, others_too)
        except Bad as error:
            raise Bad(f"{where}: {error}") from None
        given = self.given() or {
            key.public for key in self.keys
        }  # a key signs each log under that log's name
        if not any(key.name == signed.origin and key.public in given for key in signed.keys):
            raise Bad(f"{where}: no key of its log signed it")
        return signed

    def all_checkpoints(self, newest: Signed) -> dict[int, Signed]:
        """Every checkpoint of this tree by size. Of the log's earlier trees only signatures are checked."""
        parts = self.text("checkpoints.txt").removesuffix("\n").split("\n\n")
        notes = [f"{body}\n\n{below}\n" for body, below in zip(parts[::2], [*parts[1::2], ""], strict=False)]
        found = [self.checkpoint("checkpoints.txt", note) for note in notes]
        signed = {each.size: each for each in found if each.origin == newest.origin}
        if newest.size not in signed or max(signed) != newest.size or signed[newest.size].root != newest.root:
            raise Bad("checkpoints.txt doesn't end with the newest checkpoint")
        self.proved.append(f"All {len(found)} checkpoints carry a good signature by a key of the log.")
        return signed

    def in_root_log(self, name: str, signed: dict[int, Signed]) -> Signed:
        """The root log's checkpoint that a proof leads to, from one of this log's checkpoints."""
        where = f"root/{name}"
        of = next((each for size, each in signed.items() if name == f"{size}.tlog-proof"), None)
        if of is None:
            raise Bad(f"{where} isn't a proof for one of the checkpoints")
        root, _ = self.proof(where, self.text(where), of.text.encode())
        self.proved.append(f"The root log {root.origin} has this log's checkpoint of {of.size} entries.")
        return root

    def proof(self, where: str, text: str, leaf: bytes, others_too: bool = False) -> tuple[Signed, int]:
        """The checkpoint that a proof (C2SP tlog-proof) leads to from this leaf, and the leaf's index."""
        head, _, note = text.partition("\n\n")
        first, index, *path = [*head.split("\n"), ""]
        if (first, index[:6]) != ("c2sp.org/tlog-proof@v1", "index "):
            raise Bad(f"{where} isn't a proof")
        signed = self.checkpoint(where, note, others_too)
        hashes = [from_base64(line, 32) for line in path[:-1]]
        if root_by_path(leaf_hash(leaf), number(index[6:]), signed.size, hashes) != signed.root:
            raise Bad(f"{where}: the log {signed.origin} doesn't have this there")
        for key, at in signed.seen:
            known = "whom you named" if key in self.trusted else "whom only the export names"
            when = f"{datetime.fromtimestamp(at, UTC):%d %B %Y, %H:%M} UTC"
            self.proved.append(f"The witness {key.name}, {known}, saw {signed.origin} on {when}.")
        return signed, int(index[6:])

    def receipt(self, receipt: Path, entry: Path) -> None:
        """One entry's receipt, by the keys that were given."""
        self.keys = self.trusted
        text = receipt.read_bytes().decode(errors="replace")
        signed, index = self.proof(str(receipt), text, entry.read_bytes().rstrip(b"\r\n"), others_too=True)
        self.proved.append(f"The log {signed.origin} has this entry, number {index} of its {signed.size}.")
        self.unproved += NEVER_PROVED

    def compare(self, path: Path, signed: dict[int, Signed], newest: Signed, roots: list[Signed]) -> None:
        """The checkpoints in a file that was kept elsewhere, as far as they are of these logs."""
        found = notes_in(path.read_bytes().decode(errors="replace"))
        if not found:
            raise Bad(f"{path}: there is no checkpoint in it")
        compared, ours = 0, {each.origin for each in [newest, *roots]}
        of_ours = [note for note in found if note.partition("\n")[0] in ours]
        for kept in [self.checkpoint(str(path), note, others_too=True) for note in of_ours]:
            of_log = kept.origin == newest.origin
            same = [each for each in [*signed.values(), *roots] if each[1:3] == kept[1:3]]
            compared += of_log or bool(same)
            if any(each.root != kept.root for each in same):
                self.wrong.append(f"{path}: two different trees of {kept.size} entries were signed.")
            elif of_log and kept.size > newest.size:
                self.wrong.append(f"{path}: {kept.size} entries were signed, and these are {newest.size}.")
            elif of_log or same:
                self.proved.append(f"The checkpoint of {kept.origin} in {path} is one of those signed here.")
                if of_log:
                    signed[kept.size] = kept
        if not compared:
            self.unproved.append(f"Anything by {path}: the export has nothing to compare it with.")

    def entries(self, newest: Signed, signed: dict[int, Signed]) -> None:
        """The entries against their tiles, and the trees over them against every checkpoint."""
        ends = sorted((size for size in signed if size), reverse=True)
        agreed = 0 not in signed or signed[0].root == Tree().root()
        tree, rows = Tree(), dict[int, list[bytes]]()  # rows: by level, the tile that isn't full yet
        sound = 0  # entries that a checkpoint which agrees is over
        sha256 = hashlib.sha256  # as leaf_hash, without a call for each
        with self.lines() as lines:
            for start in range(0, newest.size, WIDTH):
                entries = self.bundle(newest, start)
                text = b"\n".join([*entries, b""])
                if lines.read(len(text)) != text:
                    self.wrong.append(f"entries.jsonl isn't the entries from {start} on.")
                hashes = [sha256(b"\x00" + entry).digest() for entry in entries]
                self.tile(0, start // WIDTH, hashes)
                grown, at = Tree(tree), start
                while agreed and ends and ends[-1] <= start + len(entries):
                    for hashed in hashes[at - start : ends[-1] - start]:
                        grown.push(0, hashed)
                    at = ends.pop()
                    agreed = grown.root() == signed[at].root
                    sound = at if agreed else sound
                    if not agreed:
                        self.wrong.append(f"The entries {sound} to {at - 1} aren't those that were signed.")
                if len(hashes) == WIDTH:
                    tree.push(8, root := perfect_root(hashes))
                    self.fill(rows, start + WIDTH, root)
            if lines.read(1):
                self.wrong.append("entries.jsonl has more than the entries.")
        for level, hashes in rows.items():
            self.tile(level, newest.size >> 8 * (level + 1), hashes)
        if agreed:
            self.proved.append(
                f"All {newest.size} entries of {newest.origin} are those that were signed, in order."
            )

    def lines(self) -> IO[bytes]:
        try:
            return (self.export / "entries.jsonl").open("rb")
        except UNREADABLE:
            raise Bad("entries.jsonl is missing or can't be read") from None

    def bundle(self, newest: Signed, start: int) -> list[bytes]:
        """The entries of a bundle, as many as there should be. They say which log they are of."""
        width = min(WIDTH, newest.size - start)
        name = tile_name("entries", start // WIDTH, width)
        entries = split_bundle(self.read(name))
        if len(entries) != width:
            raise Bad(
                f"{name} has {len(entries)} entries, not {width}: entry {start + len(entries)} is missing"
            )
        origin = re.sub("/successor/[0-9]+$", "", newest.origin)
        of_log = f',"origin":"{origin}","practice":'.encode()
        strange = [
            at for at, entry in enumerate(entries, start) if entry.rfind(of_log) < 0
        ]  # it is near the end
        self.wrong += [f"Entry {at} doesn't say that it is of {origin}." for at in strange]
        return entries

    def tile(self, level: int, index: int, hashes: list[bytes]) -> None:
        """A tile must be these hashes. At level 0 they are the entries' own."""
        name = tile_name(level, index, len(hashes))
        data = self.read(name)
        if data == b"".join(hashes):
            return
        there = [data[at : at + 32] for at in range(0, len(data), 32)]
        for at, hashed in enumerate(hashes if level == 0 else ()):
            if there[at : at + 1] != [hashed]:
                self.wrong.append(f"Entry {index * WIDTH + at} isn't the one whose hash is in {name}.")
        self.wrong.append(f"{name} isn't the tile over the entries.")

    def fill(self, rows: dict[int, list[bytes]], end: int, root: bytes) -> None:
        """A tile is full, over entries up to `end`: its root goes into the level above, and so on upwards."""
        level = 1
        while True:
            row = rows.setdefault(level, [])
            row.append(root)
            if len(row) < WIDTH:
                return
            self.tile(level, (end >> 8 * (level + 1)) - 1, row)
            root = perfect_root(rows.pop(level))
            level += 1


def report(check: Check, write: Callable[[str], object]) -> int:
    """What was found, in words. Returns the exit code."""
    parts = (("Proved", check.proved), ("Not proved", check.unproved), ("WRONG", check.wrong))
    for heading, sentences in parts:
        if sentences:
            write(f"{heading}:\n" + "".join(f"- {each}\n" for each in sentences[:AT_MOST]))
            if len(sentences) > AT_MOST:
                write(f"- and {len(sentences) - AT_MOST} more\n")
    write("THIS IS NOT WHAT WAS SIGNED.\n" if check.wrong else "All that could be checked agrees.\n")
    return 1 if check.wrong else 0


def main(words: list[str], write: Callable[[str], object] = sys.stdout.write) -> int:
    """Check the export that the command line names, or one entry's receipt."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    many: dict[str, Any] = {"action": "append", "default": []}
    parser.add_argument("export", nargs="?", type=Path, default=Path(__file__).parent, metavar="EXPORT")
    parser.add_argument("--key", **many, help="a public key of the log that you were given")
    parser.add_argument("--witness", **many, help="the public key of a witness whom you trust")
    parser.add_argument(
        "--checkpoint", **many, type=Path, help="a checkpoint that you kept, or a mail's text with one"
    )
    parser.add_argument("--receipt", type=Path, help="check this entry's receipt instead; needs --key")
    parser.add_argument("--entry", type=Path, help="the text of the entry that the receipt is of")
    given = parser.parse_args(words)
    if given.receipt and not (given.entry and given.key):
        parser.error("a receipt is checked with --entry and --key")
    try:
        place = given.receipt.parent if given.receipt else given.export
        check = Check(place, [read_key(text) for text in [*given.key, *given.witness]])
    except (Bad, *UNREADABLE) as error:
        write(f"Can't begin: {error}\n")
        return 2
    try:
        check.receipt(given.receipt, given.entry) if given.receipt else check.run(given.checkpoint)
    except (Bad, *UNREADABLE) as error:
        check.wrong.append(f"{error}.")
        check.unproved.append("Anything beyond this: what is wrong ended the check.")
    return report(check, write)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
