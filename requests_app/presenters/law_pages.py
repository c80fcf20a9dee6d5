"""The catalogue for anyone to read: tables, entries with all that is known of them, and what a search finds.

Nothing here depends on a request, and nothing decides.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kit.dates import long_date
from kit.tables import Cell
from requests_app.law.base import Dated, Entry, Source, Tagged
from requests_app.law.entries import RequesterKind
from requests_app.law.loader import TABLES as KINDS
from requests_app.law.loader import Catalogue
from requests_app.law.vocabulary import Answer, Extent, Tag
from requests_app.presenters import law_words
from requests_app.presenters.chapter import Row
from requests_app.presenters.law_cited import sure

BY_SLUG = {law_words.slug(name): name for name in KINDS}
TABLE_OF_KIND = {kind.table: name for name, kind in KINDS.items()}
# Said elsewhere on the page, or of use to programs only.
LEFT_OUT = frozenset({
    "code", "label", "address", "secondary", "rank", "contested", "in_force", "in_force_from", "in_force_to",
    "states", "emergency_states", "set_by", "record_shows",
})  # fmt: skip
MOST_FOUND = 60
# Its effect says so already.
COMPELS_NOTHING = law_words.WORDS[Extent][Extent.NOTHING]


@dataclass(frozen=True)
class Edition:
    """One text of an entry: when it is in force, how sure we are, and what it says."""

    heading: str
    in_force: str
    tags: list[SafeString]
    contested: str
    rows: list[Row]


@dataclass(frozen=True)
class Shown:
    """One entry with its editions, the newest first."""

    code: str
    label: str
    table: str
    table_url: str
    editions: list[Edition]


def address(table: str, code: str) -> str:
    """The page of an entry."""
    return reverse("law_entry", args=[law_words.slug(table), code])


def tables_of(law: Catalogue) -> list[list[Any]]:
    """A row for each table: its name, what it holds, how many entries."""
    return [
        [
            Cell(law_words.title(name), href=reverse("law_table", args=[law_words.slug(name)])),
            law_words.TABLES[name][1],
            str(len(getattr(law, name))),
        ]
        for name in law_words.TABLES
        if name in KINDS
    ]


def entries_of(law: Catalogue, table: str) -> list[list[Any]]:
    """A row for each entry of a table: code, name, citation, how far it can be relied on."""
    return [_line(table, entry) for entry in getattr(law, table).values()]


def _line(table: str, entry: Entry) -> list[Any]:
    cite = entry.cite if isinstance(entry, Tagged) else ""
    marks = sure(entry) if isinstance(entry, Tagged) else []
    return [
        Cell(entry.code, href=address(table, entry.code)),
        entry.label,
        cite,
        format_html_join(" ", "{}", ([mark] for mark in marks)) if marks else _tag_in_words(entry),
    ]


def _tag_in_words(entry: Entry) -> str:
    if not isinstance(entry, Tagged):
        return "Secondary source" if isinstance(entry, Source) and entry.secondary else ""
    return "Our practice" if entry.tag is Tag.DESIGN else "Verified"


def found_in(law: Catalogue, words: str) -> list[list[Any]]:
    """A row for each entry in which all the words occur; no more than MOST_FOUND + 1."""
    wanted = words.casefold().split()
    rows: list[list[Any]] = []
    for table in law_words.TABLES:
        for code in getattr(law, table):
            editions = getattr(law, table).editions(code)
            if wanted and any(_has(edition, wanted) for edition in editions):
                code_cell, *rest = _line(table, editions[-1])
                rows.append([code_cell, law_words.title(table), *rest])
                if len(rows) > MOST_FOUND:
                    return rows
    return rows


def _has(entry: Entry, wanted: list[str]) -> bool:
    text = " ".join(_texts(getattr(entry, field.name) for field in fields(entry))).casefold()
    return all(word in text for word in wanted)


def _texts(values: Iterator[Any]) -> Iterator[str]:
    for value in values:
        shown = law_words.value_in_words(value)
        yield from shown if isinstance(shown, list) else [shown]


def shown(law: Catalogue, table: str, code: str, today: dt.date) -> Shown:
    """Everything that is known of an entry. Raises KeyError for an unknown code."""
    editions = getattr(law, table).editions(code)
    return Shown(
        code=code,
        label=editions[-1].label,
        table=law_words.title(table),
        table_url=reverse("law_table", args=[law_words.slug(table)]),
        editions=[_edition(law, entry, today, len(editions) > 1) for entry in reversed(editions)],
    )


def _edition(law: Catalogue, entry: Entry, today: dt.date, several: bool) -> Edition:
    order = list(law_words.FIELDS)
    names = [field.name for field in fields(entry) if field.name not in LEFT_OUT]
    names.sort(key=lambda name: order.index(name) if name in order else len(order))
    links = {field.name: field.metadata.get("refers", ()) for field in fields(entry)}
    rows = [(law_words.field_name(name), _value(law, getattr(entry, name), links[name])) for name in names]
    if isinstance(entry, Source):
        rows.append(("Address", entry.address))
    return Edition(
        heading=entry.label if several else "",
        in_force=in_force_words(entry, today) if isinstance(entry, Dated) else "",
        tags=sure(entry) if isinstance(entry, Tagged) else [],
        contested=entry.contested if isinstance(entry, Tagged) else "",
        rows=[row for row in rows if row[1] not in ("", [], (), COMPELS_NOTHING)],
    )


def in_force_words(entry: Dated, today: dt.date) -> str:
    """Whether a text is in force today, and from when to when."""
    if entry.in_force is not Answer.YES:
        return "Not in force" if entry.in_force is Answer.NO else "Whether it is in force is not known"
    days = " ".join(
        f"{word} {long_date(day)}"
        for word, day in (("from", entry.in_force_from), ("to", entry.in_force_to))
        if day
    )
    now = "In force" if entry.in_force_on(today) is Answer.YES else "Not in force today"
    return f"{now}, {days}" if days else now


def _value(law: Catalogue, value: Any, refers: tuple[str, ...]) -> Any:
    if not refers:
        return law_words.value_in_words(value)
    codes = [value] if isinstance(value, str) else value
    return [_link(law, code, refers) for code in codes if code]


def _link(law: Catalogue, code: str, refers: tuple[str, ...]) -> SafeString | str:
    for kind in refers:
        table: Mapping[str, Entry] = getattr(law, TABLE_OF_KIND[kind])
        if code in table:
            href = address(TABLE_OF_KIND[kind], code)
            if kind == RequesterKind.table:
                return format_html('<a href="{}">{}</a>', href, table[code].label)
            return format_html('<a href="{}">{}</a> {}', href, code, table[code].label)
    return code
