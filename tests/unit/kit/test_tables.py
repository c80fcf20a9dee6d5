"""Columns, cells and sorting."""

import pytest
from django.test import RequestFactory

from kit.tables import Cell, Column, Sorting, as_cell, as_column, read_sorting, sortable


def test_columns_and_cells_from_short_forms() -> None:
    column, cell = Column("Due", numeric=True), Cell("x", href="/x")
    assert as_column(column) is column
    assert as_column("Due") == Column("Due")
    assert as_column({"text": "Due", "numeric": True}) == column
    assert as_cell(cell) is cell
    assert as_cell({"text": "x", "href": "/x"}) == cell
    assert as_cell(3) == Cell(3)
    assert as_cell(None) == Cell("")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("due", Sorting("due")),
        ("-due", Sorting("due", descending=True)),
        ("password", Sorting("reference", descending=True)),
        ("", Sorting("reference", descending=True)),
        ("--due", Sorting("reference", descending=True)),
    ],
)
def test_only_known_keys_sort(asked: str, expected: Sorting) -> None:
    request = RequestFactory().get("/", {"sort": asked})
    assert read_sorting(request, ["reference", "due"], "-reference") == expected


def test_a_heading_sorts_upwards_then_downwards_from_the_first_page() -> None:
    request = RequestFactory().get("/", {"page": "2"})
    other = sortable(request, Sorting("reference"), "due", "Due")
    assert (other.href, other.sorted) == ("?sort=due", "")
    up = sortable(request, Sorting("due"), "due", "Due", numeric=True)
    assert (up.href, up.sorted, up.numeric) == ("?sort=-due", "ascending", True)
    down = sortable(request, Sorting("due", descending=True), "due", "Due")
    assert (down.href, down.sorted) == ("?sort=due", "descending")
