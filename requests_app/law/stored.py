"""A catalogue made again from its stored content: the law as it was applied.

The kinds of entries grow over the years. What today's kinds ask for and the old content doesn't say is
empty, or "unknown" where a list of words has that; what they no longer know is left out.
"""

import datetime as dt
import json
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from enum import StrEnum
from typing import Any

from requests_app.law.base import Entry
from requests_app.law.content import canonical, version_of
from requests_app.law.loader import TABLES, Catalogue, catalogue
from requests_app.law.tables import Table

_KEPT: dict[str, Catalogue] = {}


def content_of(law: Catalogue) -> str:
    """The whole content of a catalogue as canonical JSON, to be stored beside its version."""
    return canonical({name: getattr(law, name) for name in TABLES})


def restore(version: str, text: str) -> Catalogue:
    """The catalogue that this content describes. Raises ValueError where the content isn't that version's."""
    if version_of(text) != version:
        raise ValueError(f"The stored content is not that of version {version}.")
    found: Mapping[str, Mapping[str, list[dict[str, Any]]]] = json.loads(text)
    tables = {name: _table(name, kind, found.get(name, {})) for name, kind in TABLES.items()}
    return Catalogue(version=version, **tables)  # type: ignore[arg-type]


def keep(version: str, text: str) -> None:
    """Make a version known to this process; a version never changes, and there are a few a year."""
    _KEPT[version] = restore(version, text)


def known(version: str) -> bool:
    """Whether `applied` can give that version."""
    return version == catalogue().version or version in _KEPT


def applied(version: str) -> Catalogue:
    """The law of that version; today's where it isn't known, or none was pinned yet."""
    return catalogue() if version == catalogue().version else _KEPT.get(version, catalogue())


def _table(name: str, kind: type[Entry], codes: Mapping[str, list[dict[str, Any]]]) -> Table[Entry]:
    """The content has its codes sorted; people know them in the order of today's files."""
    types = typing.get_type_hints(kind)
    today = list(getattr(catalogue(), name))
    ordered = [code for code in today if code in codes] + [code for code in codes if code not in today]
    return Table({code: tuple(_entry(kind, types, row) for row in codes[code]) for code in ordered})


def _entry(kind: type[Entry], types: Mapping[str, Any], row: Mapping[str, Any]) -> Entry:
    given: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in row:
            given[field.name] = _value(types[field.name], row[field.name])
        elif field.default is MISSING:
            given[field.name] = _empty(types[field.name])
    return kind(**given)


def _value(wanted: Any, value: Any) -> Any:
    """A value as JSON has it, in today's type; a word that today's list doesn't know stays a text."""
    if typing.get_origin(wanted) is tuple:
        members = value if isinstance(value, list) else [value]
        return tuple(_value(typing.get_args(wanted)[0], member) for member in members)
    if wanted == dt.date | None:
        return dt.date.fromisoformat(value) if value else None
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return next((word for word in wanted if word.value == value), value)
    return value


def _empty(wanted: Any) -> Any:
    if typing.get_origin(wanted) is tuple:
        return ()
    if issubclass(wanted, StrEnum):
        return next((word for word in wanted if word.value == "unknown"), "")
    return wanted()
