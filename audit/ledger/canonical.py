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
LONGEST_KEY = 200


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
    if (
        not isinstance(key, str)
        or not key
        or len(key) > LONGEST_KEY
        or not key.isascii()
        or not key.isprintable()
    ):
        raise BadEntry(f"{where} has a key that isn't plain ASCII text")
    return str.__str__(key)


def dump(value: object, *, where: str = "the value") -> bytes:
    """The canonical bytes of `value`. Raises BadEntry when it is outside the profile."""
    ready = plain(value, where=where)
    text = _ENCODE(ready)
    if "\\" not in text:  # plain ASCII: within the profile the standard library writes the same, and faster
        return text.encode("ascii")
    try:
        return rfc8785.dumps(ready)
    except rfc8785.CanonicalizationError:
        raise BadEntry(f"{where} holds text that isn't valid Unicode") from None


def load(data: bytes) -> Any:
    """The value that canonical bytes stand for. Raises BadEntry unless they are exactly canonical."""
    try:
        text = data.decode()
        value, plain_text = _quickly(text)
        if plain_text:
            return value
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise BadEntry("not JSON") from None
    if dump(value) != data:  # finds floats, spaces, key order, doubled keys and needless escapes alike
        raise BadEntry("not canonical JSON")
    return value


def _quickly(text: str) -> tuple[Any, bool]:
    """The value, and whether the text is canonical beyond doubt. Ten times as fast as writing it by RFC 8785.

    ASCII without spaces and escapes can differ from its canonical form only in floats, long integers, minus
    zero, and in keys: their order, their length, one given twice. Whatever is doubtful is left open.
    """
    if not (text.isascii() and text.isprintable()) or " " in text or "\\" in text or '"":' in text:
        return None, False
    try:
        value, end = _SCAN(text, 0)
        # A key given twice is read once. No text has a quotation mark in it, so that each key shows.
        once = type(value) not in (dict, list) or _ordered_keys(value) == text.count('":')
    except (ValueError, RecursionError, StopIteration):
        return None, False
    return value, once and end == len(text) and (
        text.count("{") + text.count("[") <= DEEPEST or _depth(value) <= DEEPEST
    )


def _depth(value: object) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _ordered_keys(value: Any) -> int:
    """How many keys the value has, on all its levels. Raises ValueError where they aren't in order."""
    found, levels = 0, [value]
    for level in levels:
        inner = level
        if type(level) is dict:
            keys = [*level]
            if keys != sorted(keys) or (
                len("".join(keys)) > LONGEST_KEY and max(map(len, keys)) > LONGEST_KEY
            ):
                raise ValueError
            found += len(keys)
            inner = level.values()
        levels += [each for each in inner if type(each) is dict or type(each) is list]
    return found


def _integer(digits: str) -> int:
    if len(digits) > 15 or digits == "-0":
        raise ValueError
    return int(digits)


def _refuse(number: str) -> Any:
    raise ValueError


_DECODER: Any = json.JSONDecoder(parse_float=_refuse, parse_int=_integer, parse_constant=_refuse)
_SCAN = _DECODER.scan_once  # what decode() calls, without looking for spaces around
_ENCODE = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode
#: The canonical text of what is known to be within the profile and to need no escape, as checked facts are.
encoded = _ENCODE
