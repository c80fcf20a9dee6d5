"""Columns, cells and sorting for `components/data_table.jinja`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from kit.links import with_query


@dataclass(frozen=True)
class Column:
    """A column's heading. `href` sorts by it; `sorted` is "ascending" or "descending" when the rows are."""

    text: str
    numeric: bool = False
    hidden: bool = False
    href: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Cell:
    """What a cell shows: text or safe HTML, linked to `href`, or as a tag of a colour."""

    text: Any = ""
    href: str = ""
    colour: str = ""
    hint: str = ""


def as_column(given: Column | Mapping[str, Any] | str) -> Column:
    """A column from itself, from a mapping of its parts, or from its heading alone."""
    if isinstance(given, Column):
        return given
    return Column(**given) if isinstance(given, Mapping) else Column(given)


def as_cell(given: Any) -> Cell:
    """A cell from itself, from a mapping of its parts, or from what it shows; None shows nothing."""
    if isinstance(given, Cell):
        return given
    if isinstance(given, Mapping):
        return Cell(**given)
    return Cell("" if given is None else given)


@dataclass(frozen=True)
class Sorting:
    """What a list is sorted by: a key of its columns, and which way."""

    key: str
    descending: bool = False

    @property
    def value(self) -> str:
        """As it stands in the address: "due", or "-due" for the other way round."""
        return f"-{self.key}" if self.descending else self.key


def read_sorting(request: HttpRequest, keys: Sequence[str], default: str) -> Sorting:
    """The sorting that the address asks for; an unknown key means the default ("due" or "-due")."""
    asked = request.GET.get("sort", "")
    value = asked if asked.removeprefix("-") in keys else default
    return Sorting(value.removeprefix("-"), value.startswith("-"))


def sortable(request: HttpRequest, sorting: Sorting, key: str, text: str, *, numeric: bool = False) -> Column:
    """A column whose heading sorts: upwards first, then the other way round, from the first page on."""
    current = sorting.key == key
    next_one = Sorting(key, descending=current and not sorting.descending)
    direction = ("descending" if sorting.descending else "ascending") if current else ""
    href = with_query(request, sort=next_one.value, page=None)
    return Column(text, numeric=numeric, href=href, sorted=direction)
