"""The shape of a chapter of a request's story, and the words that chapters share."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kit.dates import date_time
from practices.models import Person
from requests_app.law.base import Tagged
from requests_app.law.loader import Catalogue, catalogue
from requests_app.models import AskedItem

Row = tuple[str, Any]


@dataclass(frozen=True)
class Table:
    """A table inside a chapter."""

    caption: str
    columns: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True)
class Chapter:
    """A heading with what is known. `warnings` stand out; `earlier` is collapsed; `void` says why it is."""

    id: str
    heading: str
    rows: Sequence[Row] = ()
    tag: tuple[str, str] | None = None
    warnings: Sequence[str] = ()
    tables: Sequence[Table] = ()
    details: Sequence[tuple[str, Sequence[Row]]] = ()
    earlier: Sequence["Chapter"] = field(default=())
    void: str = ""


def with_earlier(chapters: Sequence[Chapter], voided: Sequence[Chapter]) -> list[Chapter]:
    """One chapter whose void predecessors are collapsed in it; none when there is neither."""
    if chapters:
        return [replace(chapters[0], earlier=voided)]
    if voided:
        none = Chapter(voided[0].id, voided[0].heading, [("Now", "None is valid; see why below")])
        return [replace(none, earlier=voided)]
    return []


def by_whom(person: Person | None, at: Any) -> str:
    """Dr Oda Kestlebrook, 9 November 2026 at 9:40am."""
    who = person.full_name if person is not None else "Automatic"
    return f"{who}, {date_time(at)}"


def why_void(row: Any) -> str:
    """Why an earlier review or decision no longer counts."""
    why = row.voided_because or "replaced"
    return f"No longer valid: {why}, {date_time(row.voided_at)}"


def item_name(item: AskedItem, law: Catalogue | None = None) -> str:
    """Its code and name, or the requester's own words, with any detail. law: another version than today's."""
    known = (law or catalogue()).items.get(item.code)
    name = f"{item.code} {known.label}" if known else f"{item.token} “{item.own_words or item.code}”"
    return f"{name} ({item.detail})" if item.detail else name


def entry_name(table: Any, code: str) -> str:
    """A law by its code, name and citation, and what to beware of; an unknown code stands for itself."""
    entry: Tagged | None = table.get(code) if code else None
    if entry is None:
        return code
    named = f"{code} {entry.label} ({entry.cite})" if entry.cite else f"{code} {entry.label}"
    return f"{named}. {entry.caution}" if entry.caution else named


def given(*rows: Row) -> list[Row]:
    """The rows that have something in them."""
    return [row for row in rows if row[1] not in (None, "", [], ())]
