"""The pages that people open most, at 10,000 and at 1,000,000 requests, beside the same bytes from memory."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from bench import dataset
from bench.measuring import Row, at_most, milliseconds
from practices.models import Person
from requests_app.models import Request

SAYS = "queue, my work, a request's page and the search for a person, at 10,000 and 1,000,000 requests"
PRACTICES, GROWTH, QUERIES = 6_651, 1.2, 12


def measure(
    *, quick: bool, progress: Callable[[str], None], path: str, fresh: Callable[[str], None]
) -> Iterator[Row]:
    """Median and 95th percentile at each size, how both grow, the number of queries, and the floor."""
    sizes = (2_000, 20_000) if quick else (10_000, 1_000_000)
    medians: dict[str, list[float]] = {}
    for size in sizes:
        fresh(dataset.FREE_STATES)
        person = dataset.make(size, 200 if quick else PRACTICES, progress)
        for name, open_it in _pages(person).items():
            progress(f"{name} at {size:,}")
            asked: list[str] = []
            with connection.execute_wrapper(_noting(asked)):
                body = open_it().content
            median, slow = milliseconds(open_it, times=10 if quick else 40)
            floor, _ = milliseconds(partial(HttpResponse, body), times=40)
            medians.setdefault(name, []).append(median)
            yield Row(f"{name}, {size:,} requests, median", median, "ms")
            yield Row(f"{name}, {size:,} requests, 95th percentile", slow, "ms")
            yield Row(f"{name}, {size:,} requests, the same bytes from memory", floor, "ms")
            yield at_most(f"{name}, {size:,} requests, queries", len(asked), QUERIES, "queries")
    for name, (small, large) in medians.items():
        yield at_most(f"{name}, growth from {sizes[0]:,} to {sizes[1]:,}", large / small, GROWTH, "ratio")


def _pages(person: Person) -> dict[str, Callable[[], HttpResponse]]:
    client = Client()
    client.force_login(person)
    case = Request.objects.earliest("id")
    born = timezone.localdate().replace(year=1980, day=1)
    wanted = {"by": "name_dob", "name": "Made Up"} | {
        f"date_of_birth_{part}": str(getattr(born, part)) for part in ("day", "month", "year")
    }

    def answered(response: Any) -> HttpResponse:
        if response.status_code != 200:
            raise RuntimeError(f"a page was answered with {response.status_code}")
        found: HttpResponse = response
        return found

    return {
        "queue": lambda: answered(client.get("/requests/")),
        "my work": lambda: answered(client.get("/")),
        "request": lambda: answered(client.get(case.get_absolute_url())),
        "person search": lambda: answered(client.post("/requests/person/", wanted)),
    }


def _noting(asked: list[str]) -> Callable[..., Any]:
    """Notes each statement but those that only open and close a transaction."""

    def note(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")):
            asked.append(statement)
        return execute(statement, *rest)

    return note
