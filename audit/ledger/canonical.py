"""Canonical JSON: RFC 8785 within a narrow profile, so that every implementation gets the same bytes.

Keys are ASCII, numbers are integers whose size is below 2^53, and there are no floats.
"""

import json
from collections.abc import Mapping
from typing import Any

import rfc8785

from audit.ledger.errors import BadEntry

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 8


def plain(value: object, *, where: str = "the value", depth: int = 0) -> Any:
    """A copy of `value` in plain JSON types. Raises BadEntry, naming the place and never the value."""
    if depth > DEEPEST:
        raise BadEntry(f"{where} is nested deeper than {DEEPEST} levels")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # an enum member becomes its value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise BadEntry(f"{where} is an integer of 2^53 or more")
        return int(value)
    if isinstance(value, list | tuple):
        return [plain(item, where=f"{where}[{n}]", depth=depth + 1) for n, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {
            _key(key, where): plain(item, where=f"{where}.{key}", depth=depth + 1)
            for key, item in value.items()
        }
    raise BadEntry(f"{where} is a {type(value).__name__}, which the ledger's JSON can't hold")


def _key(key: object, where: str) -> str:
    if not isinstance(key, str) or not key or len(key) > 200 or not key.isascii() or not key.isprintable():
        raise BadEntry(f"{where} has a key that isn't plain ASCII text")
    return str.__str__(key)


def dump(value: object, *, where: str = "the value") -> bytes:
    """The canonical bytes of `value`. Raises BadEntry when it is outside the profile."""
    try:
        return rfc8785.dumps(plain(value, where=where))
    except rfc8785.CanonicalizationError:
        raise BadEntry(f"{where} holds text that isn't valid Unicode") from None


def load(data: bytes) -> Any:
    """The value that canonical bytes stand for. Raises BadEntry unless they are exactly canonical."""
    try:
        value = json.loads(data.decode())
    except (ValueError, RecursionError):
        raise BadEntry("not JSON") from None
    if dump(value) != data:  # finds floats, spaces, key order, doubled keys and needless escapes alike
        raise BadEntry("not canonical JSON")
    return value
