"""Makes a typed entry of a row, or says what is wrong with it and where."""

import datetime as dt
import re
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from typing import Any, TypeVar

from requests_app.law.base import Dated, Entry, Tagged
from requests_app.law.reader import Row
from requests_app.law.vocabulary import Answer, Tag

CODE = re.compile(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*")
AnyEntry = TypeVar("AnyEntry", bound=Entry)


def build(kind: type[AnyEntry], rows: Iterable[Row]) -> list[tuple[AnyEntry, Row]]:
    """The entries that the rows describe, each beside its row. Raises LawDataError on the first mistake."""
    types = typing.get_type_hints(kind)
    types = {field.name: types[field.name] for field in fields(kind)}
    return [(_build(kind, row, types), row) for row in rows]


def _build(kind: type[AnyEntry], row: Row, types: Mapping[str, Any]) -> AnyEntry:
    for key in row.values:
        if key not in types:
            raise row.error(f"unknown key {key!r}", f"Use one of: {', '.join(sorted(types))}.", key=key)
    for field in fields(kind):
        if field.name not in row.values and field.default is MISSING:
            raise row.error(f"{field.name!r} is missing", "Write it; every entry of this kind needs it.")
    entry = kind(**{key: _value(types[key], value, row, key) for key, value in row.values.items()})
    _check(entry, row)
    return entry


def _value(wanted: Any, value: object, row: Row, key: str) -> Any:
    """`value` as `wanted`: str, bool, int, a word of a closed list, a date or None, or a tuple of these."""
    if typing.get_origin(wanted) is tuple:
        if not isinstance(value, list):
            raise row.error(f"{key!r} must be a list", "Put it in square brackets.", key=key)
        members = tuple(_value(typing.get_args(wanted)[0], member, row, key) for member in value)
        if len(set(members)) < len(members):
            raise row.error(f"{key!r} names something twice", "Remove one of the two.", key=key)
        return members
    if wanted == dt.date | None:
        if type(value) is not dt.date:
            raise row.error(f"{key!r} must be a date", "Write it as 2026-02-05, without quotes.", key=key)
        return value
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        if value not in [word.value for word in wanted]:
            words = ", ".join(word.value for word in wanted)
            raise row.error(f"{key!r} can't be {value!r}", f"Use one of: {words}.", key=key)
        return wanted(value)
    if type(value) is not wanted:
        raise row.error(f"{key!r} must be of type {wanted.__name__}", "Correct the value.", key=key)
    if isinstance(value, str):
        value = _paragraphs(value)
        if not value:
            raise row.error(f"{key!r} is empty", "Write it, or leave the key out where it may be.", key=key)
    return value


def _paragraphs(text: str) -> str:
    """The text with one space between words and one empty line between paragraphs."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip())


def _check(entry: Entry, row: Row) -> None:
    """What must hold within one entry."""
    if not CODE.fullmatch(entry.code):
        raise row.error(f"{entry.code!r} can't be a code", "Use letters, digits, - and _.", key="code")
    if not isinstance(entry, Tagged):
        return
    if entry.needs_citation and not entry.cite:
        raise row.error(f"{entry.code} has no citation", "Add `cite`.")
    if entry.tag in {Tag.VERIFIED, Tag.MIXED} and not entry.source:
        raise row.error(
            f"{entry.code} is verified by no source", "Add `source`, or tag it knowledge.", key="tag"
        )
    if entry.tag is Tag.CONTESTED and not entry.contested:
        raise row.error(
            f"{entry.code} doesn't say what is contested", "Add `contested` with both views.", key="tag"
        )
    if isinstance(entry, Dated):
        _check_dates(entry, row)


def _check_dates(entry: Dated, row: Row) -> None:
    begin, end = entry.in_force_from, entry.in_force_to
    if (begin or end) and entry.in_force is not Answer.YES:
        raise row.error(
            f"{entry.code} has days in force, but isn't known to be in force",
            'Write in_force = "yes", or move the days to in_force_note.',
            key="in_force",
        )
    if begin and end and end < begin:
        raise row.error(f"{entry.code} ends before it begins", "Correct the days.", key="in_force_to")
