"""Pages of a long list."""

from typing import Any

import pytest
from django.test import RequestFactory

from kit.pager import paginate, shown_numbers


class Counted:
    """Stands for a queryset: counts how often it is asked."""

    def __init__(self, total: int) -> None:
        self.total, self.asked = total, 0

    def count(self) -> int:
        self.asked += 1
        return self.total

    def __getitem__(self, index: slice) -> list[int]:
        self.asked += 1
        return list(range(self.total))[index]


def request(**query: Any) -> Any:
    return RequestFactory().get("/requests/", query)


@pytest.mark.parametrize(
    ("number", "pages", "expected"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (1, 10, [1, 2, 0, 10]),
        (3, 10, [1, 2, 3, 4, 0, 10]),
        (4, 10, [1, 2, 3, 4, 5, 0, 10]),
        (5, 10, [1, 0, 4, 5, 6, 0, 10]),
        (8, 10, [1, 0, 7, 8, 9, 10]),
        (10, 10, [1, 0, 9, 10]),
    ],
)
def test_which_numbers_are_shown(number: int, pages: int, expected: list[int]) -> None:
    assert shown_numbers(number, pages) == expected


def test_a_page_in_the_middle() -> None:
    rows = Counted(60)
    page = paginate(request(page="2", state="triage"), rows)
    assert (page.items, page.number, page.pages, page.total) == (list(range(25, 50)), 2, 3, 60)
    assert (page.first, page.last) == (26, 50)
    assert page.previous_url == "?state=triage"
    assert page.next_url == "?page=3&state=triage"
    assert page.links[1] == {"number": 2, "href": "?page=2&state=triage", "current": True}
    assert rows.asked == 2


@pytest.mark.parametrize(
    ("asked", "number"),
    [("0", 1), ("-1", 1), ("x", 1), ("99", 3), ("٣", 1), ("9" * 20, 1), ("3", 3)],
)
def test_an_address_that_means_no_page_shows_the_nearest(asked: str, number: int) -> None:
    assert paginate(request(page=asked), Counted(60)).number == number


def test_an_empty_list_has_one_page() -> None:
    page = paginate(request(), [])
    assert (page.items, page.pages, page.first, page.last) == ([], 1, 0, 0)
    assert page.previous_url is None
    assert page.next_url is None


def test_gaps_are_dots() -> None:
    links = paginate(request(page="5"), list(range(250))).links
    assert links[1] == {"ellipsis": True}
