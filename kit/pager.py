"""A long list in pages, with links that keep what was chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

from django.http import HttpRequest

from kit.links import with_query

# Pages shown on either side of the current one.
AROUND = 1


class Countable(Protocol):
    """A queryset or anything that can be counted and sliced."""

    def count(self) -> int: ...
    def __getitem__(self, index: slice) -> Any: ...


@dataclass(frozen=True)
class Page:
    """One page of a list. `number` and `pages` begin at 1; `links` are items of the NHS pagination."""

    items: list[Any]
    number: int
    pages: int
    total: int
    per_page: int
    links: list[dict[str, Any]]
    previous_url: str | None
    next_url: str | None

    @property
    def first(self) -> int:
        """The place of the page's first item in the whole list; 0 in an empty one."""
        return (self.number - 1) * self.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The place of the page's last item."""
        return min(self.number * self.per_page, self.total)


def asked_page(request: HttpRequest, pages: int) -> int:
    """The page in the address, brought within what there is: a list may have shrunk meanwhile."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    return min(max(number, 1), pages)


def shown_numbers(number: int, pages: int) -> list[int]:
    """Which pages get a link: the first, the last, the current and its neighbours; 0 stands for a gap."""
    near = range(number - AROUND, number + AROUND + 1)
    wanted = sorted({1, pages, *(n for n in near if 1 <= n <= pages)})
    found: list[int] = []
    for previous, current in zip([0, *wanted], wanted, strict=False):
        if current - previous == 2:
            found.append(current - 1)
        elif current - previous > 2:
            found.append(0)
        found.append(current)
    return found


def paginate(request: HttpRequest, queryset: Countable | Sequence[Any], per_page: int = 25) -> Page:
    """The page of the list that the address asks for (`?page=2`), in two queries whatever its size."""
    total = len(queryset) if isinstance(queryset, list | tuple) else queryset.count()  # type: ignore[call-arg]
    pages = max(1, ceil(total / per_page))
    number = asked_page(request, pages)
    start = (number - 1) * per_page

    def address(page: int) -> str:
        return with_query(request, page=page if page > 1 else None)

    links = [
        {"number": n, "href": address(n), "current": n == number} if n else {"ellipsis": True}
        for n in shown_numbers(number, pages)
    ]
    return Page(
        items=list(queryset[start : start + per_page]),
        number=number,
        pages=pages,
        total=total,
        per_page=per_page,
        links=links,
        previous_url=address(number - 1) if number > 1 else None,
        next_url=address(number + 1) if number < pages else None,
    )
