"""Facts: what an entry says to everyone who may read it. Codes and counts; never words or a patient."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import nhs_number

from audit.ledger.canonical import LARGEST_INTEGER, encoded
from audit.ledger.errors import BadEntry

Scalar = str | int | bool | None
Fact = Scalar | Sequence[Scalar] | Mapping[str, Scalar | Sequence[Scalar]]

TOKEN = re.compile(r"[A-Za-z0-9_.:/+-]{0,200}")  # no space, so that free text can't enter
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_PART = re.compile(r"[:/+_]")
_SEPARATOR = re.compile(r"[.-]")
# Most values have nowhere near ten digits in a row, and need no closer look.
_TEN_DIGITS = re.compile(r"(?:[0-9][.-]*){10}")


_RUN = re.compile(r"[0-9][0-9.-]{9,}")
# Facts as canonical JSON where every part of them is plain: what _fact() would accept, at a glance.
_TEXT = rf'"{TOKEN.pattern}"|-?[0-9]{{1,15}}|true|false|null'
_NAME = rf'"(?!(?:null|true|false|NaN|Infinity)"){KEY.pattern}"'  # those may have been no texts
_LIST = rf"\[(?:(?:{_TEXT})(?:,(?:{_TEXT}))*)?\]"
_FLAT = rf"{_NAME}:(?:{_TEXT}|{_LIST})"
_INNER = rf"\{{(?:{_FLAT}(?:,{_FLAT})*)?\}}"
_PLAIN = re.compile(
    rf"\{{(?:{_NAME}:(?:{_TEXT}|{_LIST}|{_INNER})(?:,{_NAME}:(?:{_TEXT}|{_LIST}|{_INNER}))*)?\}}"
)


def encoded_facts(facts: Mapping[str, Fact]) -> str:
    """The canonical text of `facts`. Raises BadEntry, naming the fact and never its value.

    Written first and looked at as a text, which takes half the time of looking at each part; whatever isn't
    plain beyond doubt is looked at part by part.
    """
    try:
        text = encoded(facts)
    except (TypeError, ValueError, RecursionError):
        text = ""
    if _PLAIN.fullmatch(text) and not any(map(_TEN_DIGITS.match, _RUN.findall(text))):
        return text
    return encoded(checked_facts(facts))


def checked_facts(facts: Mapping[str, Fact]) -> dict[str, Any]:
    """A plain copy of `facts`. Raises BadEntry, naming the fact and never its value."""
    return {_key(key): _fact(key, value) for key, value in facts.items()}


def _fact(name: str, value: object) -> Any:
    if not isinstance(value, str) and isinstance(value, Mapping):  # asking a text whether it maps is slow
        return {_key(key): _list_or_scalar(f"{name}.{key}", item) for key, item in value.items()}
    return _list_or_scalar(name, value)


def _list_or_scalar(name: str, value: object) -> Any:
    if isinstance(value, list | tuple):
        return [_scalar(name, item) for item in value]
    return _scalar(name, value)


def _scalar(name: str, value: object) -> Scalar:
    if isinstance(value, str):
        if not TOKEN.fullmatch(value):
            raise BadEntry(f"the fact {name} must be a code without spaces; words belong in the private part")
        _refuse_nhs_number(name, value)
        return str.__str__(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise BadEntry(f"the fact {name} is an integer of 2^53 or more")
        _refuse_nhs_number(name, str(abs(value)))
        return int(value)
    raise BadEntry(f"the fact {name} is a {type(value).__name__}, which facts can't hold here")


def _key(key: object) -> str:
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise BadEntry("a fact's name must be a code of ASCII letters, digits, dot, dash and underline")
    return str.__str__(key)


def _refuse_nhs_number(name: str, value: str) -> None:
    """Look at the whole value and at each part between `: / + _`, read without dots and dashes.

    Runs of digits inside a part are left alone: one SHA-256 in two hundred holds one by chance.
    """
    if not _TEN_DIGITS.search(value):
        return
    for part in (value, *_PART.split(value)):
        digits = _SEPARATOR.sub("", part)
        if len(digits) == 10 and digits.isdigit() and nhs_number.is_valid(digits):
            raise BadEntry(f"the fact {name} holds a valid NHS number, which belongs in the private part")
