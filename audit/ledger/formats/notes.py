"""Signed notes (C2SP signed-note) with Ed25519 signatures, and cosignatures (C2SP tlog-cosignature).

A note is a text whose last byte is a line feed, an empty line, and signature lines. Each names its key and
carries the key's id, which commits to name, kind and public key.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DASH = "\u2014"
NOTE, COSIGNATURE = 0x01, 0x04  # the kinds of Ed25519 signature
KEY_BYTES, SIGNATURE_BYTES, ID_BYTES = 32, 64, 4
LARGEST_NOTE = 1_000_000  # bytes; as Go's package
MOST_SIGNATURES = 100
LATEST = 2**63 - 1


class BadNote(ValueError):
    """A note, a key or a signature outside its format. Messages never quote what was given."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name; `kind` is NOTE or COSIGNATURE."""

    name: str
    public: bytes
    kind: int = NOTE

    def __post_init__(self) -> None:
        if not _good_name(self.name):
            raise BadNote("a key's name has no space and no plus, and isn't empty")
        if len(self.public) != KEY_BYTES or self.kind not in (NOTE, COSIGNATURE):
            raise BadNote("an Ed25519 key has 32 bytes and is for notes or for cosignatures")

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signature lines name the key."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:ID_BYTES]

    def __str__(self) -> str:
        """The key as others are given it: name, id, and kind with key, joined by pluses."""
        return f"{self.name}+{self.key_id.hex()}+{_text(bytes([self.kind]) + self.public)}"


def verifier_key(text: str) -> VerifierKey:
    """The key that a text gives, as VerifierKey writes it. Raises BadNote."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    data = _bytes(encoded)
    if len(data) != 1 + KEY_BYTES:
        raise BadNote("not an Ed25519 verifier key")
    key = VerifierKey(name, data[1:], data[0])
    if key.key_id.hex() != key_id:
        raise BadNote("the key's id isn't that of its name and its bytes")
    return key


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line: whose, by which key, and the bytes, which for a cosignature begin with its time."""

    name: str
    key_id: bytes
    signature: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"{DASH} {self.name} {_text(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart. Nothing is verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        """The note with more signature lines; one that it has already isn't doubled."""
        new = [each for each in more if each not in self.signatures]
        return Note(self.text, (*self.signatures, *new))


def parse(data: str) -> Note:
    """The parts of a note. Raises BadNote."""
    if not _is_unicode(data):
        raise BadNote("a note is valid Unicode")
    if len(data.encode()) > LARGEST_NOTE or any(ord(each) < 0x20 and each != "\n" for each in data):
        raise BadNote("a note has at most a million bytes and no control characters")
    text, gap, lines = data.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise BadNote("a note is a text, an empty line and lines of signatures")
    signatures = tuple(map(signature_line, lines[:-1].split("\n")))
    if len(signatures) > MOST_SIGNATURES:
        raise BadNote("a note has at most a hundred signatures")
    return Note(text + "\n", signatures)


def sign(text: str, key: Ed25519PrivateKey, name: str) -> Signature:
    """A key's signature over a note's text, which ends in a line feed."""
    if not text.endswith("\n"):
        raise BadNote("a note's text ends in a line feed")
    return Signature(name, VerifierKey(name, public_bytes(key)).key_id, key.sign(text.encode()))


def cosign(text: str, key: Ed25519PrivateKey, name: str, at: int) -> Signature:
    """A witness's cosignature over a checkpoint's text at a time in seconds since 1970."""
    signature = key.sign(_cosigned(text, at))
    key_id = VerifierKey(name, public_bytes(key), COSIGNATURE).key_id
    return Signature(name, key_id, struct.pack(">Q", at) + signature)


def verified(note: Note, keys: Sequence[VerifierKey]) -> list[tuple[VerifierKey, Signature]]:
    """The signatures by these keys, each of which must be good. Lines of unknown keys are passed over.

    Raises BadNote when a line that names a known key isn't its signature.
    """
    by_id = {(key.name, key.key_id): key for key in keys}
    found = []
    for signature in note.signatures:
        key = by_id.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not is_good(signature, note.text, key):
            raise BadNote(f"the signature by {key.name} is false")
        found.append((key, signature))
    return found


def is_good(signature: Signature, text: str, key: VerifierKey) -> bool:
    """Whether the key made the signature over this text."""
    signed, message = signature.signature, text.encode()
    if key.kind == COSIGNATURE:
        at = cosigned_at(signature)
        if at is None:
            return False
        signed, message = signed[8:], _cosigned(text, at)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signed, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def cosigned_at(signature: Signature) -> int | None:
    """The time that a cosignature states, in seconds since 1970; None when it isn't one."""
    if len(signature.signature) != 8 + SIGNATURE_BYTES:
        return None
    at = int.from_bytes(signature.signature[:8], "big")
    return at if at <= LATEST else None


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of a private key's public half."""
    return key.public_key().public_bytes_raw()


def signature_line(line: str) -> Signature:
    """A signature line, given without its line feed. Raises BadNote."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = _bytes(encoded)
    if dash != DASH or not _good_name(name) or len(data) <= ID_BYTES:
        raise BadNote("a signature line is a dash, a name, and base64 of key id and signature")
    return Signature(name, data[:ID_BYTES], data[ID_BYTES:])


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _good_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(each.isspace() for each in name) and _is_unicode(name)


def _is_unicode(text: str) -> bool:
    """Whether it can be written as UTF-8, which half of a surrogate pair can't."""
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise BadNote("not base64") from None
    if _text(data) != text:  # trailing bits that aren't zero: another text for the same bytes
        raise BadNote("not base64 in its one form")
    return data
