"""What changed between two versions of the law: entries added, removed, or changed in which fields."""

import datetime as dt
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from requests_app.law.base import Dated, Entry
from requests_app.law.loader import TABLES, Catalogue


class What(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class FieldChange:
    """One field of one edition, before and after; None where the edition was not there."""

    field: str
    before: Any
    after: Any
    edition_from: dt.date | None = None


@dataclass(frozen=True)
class Change:
    """What happened to the entry of a code. `table`: the catalogue's attribute. `label`: its newest name."""

    table: str
    code: str
    label: str
    what: What
    fields: tuple[FieldChange, ...] = ()


def changes_between(old: Catalogue, new: Catalogue) -> list[Change]:
    """Every entry that differs, in the order of the catalogue; an entry without change is left out."""
    found: list[Change] = []
    for name in TABLES:
        before, after = getattr(old, name), getattr(new, name)
        for code in [*after, *(code for code in before if code not in after)]:
            change = _change(name, code, before, after)
            if change is not None:
                found.append(change)
    return found


def _change(name: str, code: str, before: Any, after: Any) -> Change | None:
    if code not in before:
        return Change(name, code, after[code].label, What.ADDED)
    if code not in after:
        return Change(name, code, before[code].label, What.REMOVED)
    changed = tuple(_editions(before.editions(code), after.editions(code)))
    return Change(name, code, after[code].label, What.CHANGED, changed) if changed else None


def _editions(before: tuple[Entry, ...], after: tuple[Entry, ...]) -> list[FieldChange]:
    """Editions are paired by the day on which they begin; a single one with a single one in any case."""
    if len(before) == len(after) == 1:
        return _fields(before[0], after[0])
    found: list[FieldChange] = []
    old, new = ({_begin(edition): edition for edition in editions} for editions in (before, after))
    for day in sorted({*old, *new}, key=lambda day: day or dt.date.min):
        if day in old and day in new:
            found += _fields(old[day], new[day], day)
        else:
            gone, come = old.get(day), new.get(day)
            found.append(FieldChange("edition", gone and gone.label, come and come.label, day))
    return found


def _fields(before: Entry, after: Entry, day: dt.date | None = None) -> list[FieldChange]:
    pairs = [(field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(after)]
    return [FieldChange(name, old, new, day) for name, old, new in pairs if old != new]


def _begin(entry: Entry) -> dt.date | None:
    return entry.in_force_from if isinstance(entry, Dated) else None
