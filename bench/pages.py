"""The pages that people open most, at 10,000 and at 1,000,000 requests, beside the same bytes from memory.

Both sizes and the peer are served by the application's own server, each by one of its own, and asked in
turn: a busy moment of the machine meets all three. Whose own practices hold the same at both sizes must not
feel that everybody else's grow; what it costs where they grow a hundredfold themselves is told beside it.
"""

import hashlib
import re
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from bench import dataset
from bench.databases import Databases
from bench.measuring import Row, alternately, at_most, percentile95
from bench.practices import made_up
from bench.serving import Answer, Browser, from_memory, served

SAYS = "queue, my work, a request's page and the search for a person, at 10,000 and 1,000,000 requests"
GROWTH, QUERIES = 1.2, 12
#: What seems to have grown is measured so often in all, and judged by everything measured: on a busy machine
#: the medians of a hundred sway by a tenth.
MOST_ROUNDS = 3
ABOUT = {
    "by": "name_dob",
    "name": dataset.NAMED,
    "date_of_birth_day": str(dataset.BORN.day),
    "date_of_birth_month": str(dataset.BORN.month),
    "date_of_birth_year": str(dataset.BORN.year),
}
SEARCH = "/requests/person/"


@dataclass(frozen=True)
class Size:
    """What is measured: the two data sets, how many practices a made-up list has, and how often."""

    small: dataset.Plan
    large: dataset.Plan
    practices: int
    times: int


FULL = Size(dataset.Plan(10_000), dataset.Plan(1_000_000), practices=6_651, times=100)
QUICK = Size(dataset.Plan(2_000, 150, 50, 30), dataset.Plan(20_000, 150, 50, 30), practices=300, times=40)


@dataclass(frozen=True)
class Asked:
    """A page as somebody opens it: its address and, for a POST, the form."""

    path: str
    form: Mapping[str, str] | None = None


def measure(
    *,
    quick: bool,
    progress: Callable[[str], None],
    path: str,
    databases: Databases,
    size: Size | None = None,
) -> Iterator[Row]:
    """Median and 95th percentile at each size, how they grow, the number of queries, and the floor."""
    size = size or (QUICK if quick else FULL)
    plans = (size.small, size.large)
    names = [dataset_of(plan, size, path, databases, progress) for plan in plans]
    with ExitStack() as running:
        ports = [
            running.enter_context(served(DATABASE_URL=databases.address(name), ENVIRONMENT="development"))
            for name in names
        ]
        sides: dict[str, list[Side]] = {who: [] for who in dataset.LOOKING}
        for name, port, plan in zip(names, ports, plans, strict=True):
            with databases.at(name):
                for who, there in sides.items():
                    there.append(Side(f"{plan.requests:,} requests", port, dataset.looker(who)))
                    running.callback(there[-1].browser.close)
        answers = [large.open(page) for _, large in sides.values() for page in large.pages]
        peer = Browser(running.enter_context(from_memory(answers)))
        running.callback(peer.close)
        places = count()
        for who, (small, large) in sides.items():
            for page in large.pages:
                progress(f"{page}, {who}, {size.times} times each")
                memory = partial(peer.ask, f"/{next(places)}", large.sent(page))
                yield from _compare(f"{page}, {who}", page, (small, large), memory, size.times)


def dataset_of(
    plan: dataset.Plan,
    size: Size,
    path: str,
    databases: Databases,
    progress: Callable[[str], None],
    *,
    keep: bool = False,
) -> str:
    """The name of a database with such a data set, made where none is kept."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(path) if path else made_up(Path(folder) / "list.csv", size.practices)
        key = f"{plan} {hashlib.sha256(file.read_bytes()).hexdigest()}"
        return databases.filled(key, lambda owner: dataset.make(plan, owner, progress, file), keep=keep)


class Side:
    """One data set, its server, and somebody who is signed in there."""

    def __init__(self, words: str, port: int, looker: dataset.Looker) -> None:
        self.words = words
        client = Client()
        client.force_login(looker.person)
        self.pages = {
            "queue": Asked("/requests/"),
            "my work": Asked("/"),
            "request": Asked(looker.case.get_absolute_url()),
            "person search": Asked(SEARCH, ABOUT | {"practice": looker.practice.ods_code}),
        }
        self.queries = {name: _queries(client, page) for name, page in self.pages.items()}
        self.browser = Browser(port, {name: morsel.value for name, morsel in client.cookies.items()})
        self.token = self._token()

    def _token(self) -> str:
        """The hidden field that a form is sent with, and the cookie that belongs to it."""
        found = self.browser.ask(SEARCH)
        for name, value in found.headers:
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.browser.cookies[cookie] = rest.partition(";")[0]
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', found.body)
        if token is None:
            raise RuntimeError("the form has no token")
        return token[1].decode()

    def open(self, name: str) -> Answer:
        """The page over HTTP."""
        return self.browser.ask(self.pages[name].path, self.sent(name))

    def sent(self, name: str) -> bytes | None:
        """The form as a browser sends it."""
        form = self.pages[name].form
        return None if form is None else urlencode({**form, "csrfmiddlewaretoken": self.token}).encode()


def _compare(
    about: str, page: str, sides: tuple[Side, Side], memory: Callable[[], object], times: int
) -> Iterator[Row]:
    small, large = (side.words for side in sides)
    works: dict[str, Callable[[], object]] = {side.words: partial(side.open, page) for side in sides}
    works["the same bytes from memory"] = memory
    taken: dict[str, list[float]] = {words: [] for words in works}
    for _ in range(MOST_ROUNDS):
        for words, each in alternately(works, times=times).items():
            taken[words] += each
        growth = statistics.median(taken[large]) / statistics.median(taken[small])
        if growth <= GROWTH:
            break
    for words, each in taken.items():
        yield Row(f"{about}, {words}: median", statistics.median(each), "ms")
        yield Row(f"{about}, {words}: 95th percentile", percentile95(each), "ms")
    for side in sides:
        yield at_most(f"{about}, {side.words}: queries", side.queries[page], QUERIES, "queries")
    if about.endswith(dataset.GROWING):
        yield Row(f"{about}: growth", growth, "ratio")
    else:
        yield at_most(f"{about}: growth", growth, GROWTH, "ratio")


def _queries(client: Client, page: Asked) -> int:
    """Every statement that the page makes, but for those that begin and end transactions."""
    asked: list[str] = []

    def note(execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        asked.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(note):
        response = client.get(page.path) if page.form is None else client.post(page.path, page.form)
    if response.status_code != 200:
        raise RuntimeError(f"{page.path} was answered with {response.status_code}")
    return len([each for each in asked if not each.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))])
