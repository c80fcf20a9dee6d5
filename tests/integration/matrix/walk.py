"""What happens in one cell of the matrix, seen from outside and in the ledger."""

import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from html import unescape

from django.db import connection, reset_queries
from django.db.models import Max
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from audit.desk import loud
from audit.ledger.api import is_view
from audit.ledger.models import Event
from requests_app.models import Request
from tests.integration.matrix.pages import PAGES
from tests.integration.matrix.sent import Json
from tests.integration.matrix.world import World, undone
from tests.support.queries import counted


@dataclass(frozen=True)
class Cell:
    """The answer's status and h1; where it led; the ledger's new events.

    grown: of the request's version. queries: what the page asked, for the session and the person too.
    """

    status: int
    h1: str
    led_to: str
    events: tuple[str, ...]
    grown: int
    queries: int

    @property
    def refused(self) -> int:
        return self.events.count("attempt.refused")

    @property
    def views(self) -> tuple[str, ...]:
        return tuple(event for event in self.events if is_view(event) and event != "attempt.refused")

    @property
    def changes(self) -> tuple[str, ...]:
        return tuple(event for event in self.events if not is_view(event))


def addresses() -> list[tuple[str, str]]:
    """Each address of the service: its name ("?" where it has none), and the module of its view."""
    return [
        (found.name or f"?{found.pattern}", found.callback.__module__)
        for found in _all(get_resolver().url_patterns)
    ]


def _all(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for found in patterns:
        if isinstance(found, URLResolver):
            yield from _all(found.url_patterns)
        else:
            yield found


def answer(world: World, name: str, method: str, actor: str) -> Cell:
    """The actor opens or sends the page; afterwards everything is as it was."""
    page = PAGES[name]
    thing = page.thing(world)
    data = page.sends(world, thing) if method == "POST" else None
    with undone():
        browser = world.browser(actor)
        path = browser.get(thing.opens_first).headers["Location"] if thing.opens_first else ""
        path = path or reverse(name, args=thing.args)
        before, version = _last_entries(), _version(thing.request)
        reset_queries()
        loud.forget()  # so that each page is counted with the query that comes once a minute
        with counted() if method == "GET" else nullcontext([]) as asked:
            kind = {"content_type": "application/json"} if isinstance(data, Json) else {}
            response = browser.generic(method, path) if data is None else browser.post(path, data, **kind)
        cell = Cell(
            response.status_code,
            h1_of(response),
            response.headers.get("Location", ""),
            _since(before),
            _version(thing.request) - version,
            len(asked),
        )
        if cell.changes:
            connection.check_constraints()  # also those that wait for the commit: each change has its entry
        return cell


def h1_of(response: HttpResponse) -> str:
    """The page's one heading without its caption; "" where there is none, or no page of ours around it."""
    ours = not response.streaming and response.get("Content-Type", "").startswith("text/html")
    text = response.content.decode() if ours else ""
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    if len(found) != 1 or "nhsuk-header" not in text or "css/desk.css" not in text:
        return ""
    bare = re.sub(r'<span class="nhsuk-caption[^>]*>.*?</span>', "", found[0], flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())


def _last_entries() -> dict[str, int]:
    """The last index of each log."""
    return dict(Event.objects.order_by().values_list("log").annotate(Max("leaf_index")))


def _since(before: dict[str, int]) -> tuple[str, ...]:
    new = (
        event
        for log in Event.objects.order_by().values_list("log", flat=True).distinct()
        for event in Event.objects.filter(log=log, leaf_index__gt=before.get(log, -1))
        .order_by("leaf_index")
        .values_list("event", flat=True)
    )
    return tuple(new)


def _version(request: Request | None) -> int:
    """0 where the page is about no request; -1 when it is gone."""
    if request is None:
        return 0
    found = Request.objects.filter(pk=request.pk).values_list("version", flat=True).first()
    return -1 if found is None else found
