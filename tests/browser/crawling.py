"""Follows every link as one person, in a real browser, and judges each page on the way."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.browser import counting
from tests.browser.watching import NOT_200
from tests.support.queries import MOST_A_PAGE

#: Everything that a page is judged by, in one question to the browser. A link to a file says the file's type.
LOOK = """() => ({
    h1: document.querySelectorAll("h1").length,
    title: document.title,
    header: document.querySelectorAll("header.nhsuk-header").length,
    footer: document.querySelectorAll("footer.nhsuk-footer, .nhsuk-footer").length,
    skip: document.querySelector("a.nhsuk-skip-link")?.hash ?? "",
    main: document.querySelectorAll("main#maincontent").length,
    links: [...document.querySelectorAll("a[href]:not([type])")].map(a => a.href),
    parts: [...document.querySelectorAll("link[href], script[src], img[src]")].map(e => e.href || e.src),
})"""
#: Pages of a request that are the same in every state, or for every draft: once a walk is enough.
SAME_IN_EVERY_STATE = {
    *("request_history", "request_print", "request_reveal", "note", "interest", "restrict", "incident"),
    *("outside_guardian", "outside_invitation_end", "withdraw", "correct", "correct_part"),
    *("disposal_hold", "handover_new", "telling"),
    *("log_received", "log_requester", "log_items", "log_purpose", "log_law", "log_urgency"),
    *("log_restriction", "log_discard", "log_hand_over", "log_done"),
}
#: Where one goes after a page's form was sent: nothing that a page shows.
NOT_SHOWN = {"from"}
# A page was left while the browser still fetched its icon: whether the icon is there, `walk` asks.
LEFT_MEANWHILE = "net::ERR_ABORTED"


def path_of(address: str) -> str:
    """The path with its query, as the server reads it."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def for_programs(name: str) -> bool:
    """Whether an address answers programs and shows no page; they have tests of their own."""
    return name.startswith("api_") and name != "api_reference"


@dataclass(frozen=True)
class Place:
    """Where a link leads: the address's name, which object it is about, and what it asks the page for."""

    name: str
    about: str
    query: tuple[str, ...]


@dataclass
class Crawl:
    """One person's walk.

    scenes: what each request is called, by its key, so that each page is seen once for each scene.
    refused: addresses by name that are linked for everybody and answer this person with 403 and who can.
    """

    page: Page
    base: str
    scenes: Mapping[str, str]
    refused: Collection[str] = ()
    bad: list[str] = field(default_factory=list)
    visited: dict[Place, str] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    queries: dict[str, int] = field(default_factory=dict)
    found_on: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self._say(f"script: {error}"))
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    @property
    def names(self) -> set[str]:
        """The addresses that were seen, by name."""
        return {place.name for place in self.visited}

    def walk(self, starts: Iterable[str]) -> None:
        """Open each start, then every link that leads somewhere new, until none is left."""
        waiting = deque(self._new(starts))
        while waiting:
            waiting.extend(self._new(self._open(waiting.popleft())))

    def fetch_parts(self) -> None:
        """Each stylesheet, script, picture and icon that any page named is there."""
        for part in sorted(self.parts):
            answer = self.page.request.get(part)
            if answer.status != 200:
                self.bad.append(f"{answer.status} for {part}")

    def _new(self, links: Iterable[str]) -> Iterator[str]:
        for link in links:
            address = urlsplit(link)
            place = self._place(address.path, address.query)
            if place is None:
                self._say(f"a link to nowhere: {link}")
            elif for_programs(place.name):
                self.parts.add(link)
            elif place not in self.visited:
                self.visited[place] = link
                self.found_on[path_of(link)] = path_of(self.page.url)
                yield link

    def _place(self, path: str, query: str) -> Place | None:
        try:
            match = resolve(path)
        except Resolver404:
            return None
        name, key = match.view_name, str(match.kwargs.get("key", ""))
        about = "" if name in SAME_IN_EVERY_STATE else self.scenes.get(key, "")
        about += match.kwargs.get("part", "")  # one page for each part of a request that can be corrected
        asked = {part for part, _ in parse_qsl(query)} - NOT_SHOWN
        return Place(name, about, tuple(sorted(asked)))

    def _open(self, address: str) -> list[str]:
        """Open a page and judge it; returns its links within the service."""
        self.page.goto(address)
        seen: dict[str, Any] = self.page.evaluate(LOOK)
        wrong = {
            f"{seen['h1']} h1": seen["h1"] != 1,
            f"its title is “{seen['title']}”": not seen["title"].endswith(" – Disclosure Desk"),
            f"{seen['header']} headers of ours": seen["header"] != 1,
            f"{seen['footer']} footers of ours": seen["footer"] != 1,
            "no skip link to the content": seen["skip"] != "#maincontent" or seen["main"] != 1,
        }
        for words, is_so in wrong.items():
            if is_so:
                self._say(words)
        self.parts.update(self._ours(seen["parts"]))
        return self._ours(seen["links"])

    def _ours(self, addresses: Iterable[str]) -> list[str]:
        return [address for address in addresses if address.startswith(f"{self.base}/")]

    def _say(self, words: str) -> None:
        self.bad.append(f"{urlsplit(self.page.url).path}: {words}")

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium itself complains of a 403, of which `_response` judges.
        if not (message.text.startswith(NOT_200) and self._may_refuse(message.location["url"])):
            self._say(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.base}/"):
            self._say(f"asked another host: {request.url}")

    def _expected(self, response: Response) -> tuple[int, ...]:
        """A page is there or leads on; a part of it is there; and some say who can."""
        if not response.request.is_navigation_request():
            return (200,)
        return (403,) if self._may_refuse(response.url) else (200, 301, 302)

    def _may_refuse(self, address: str) -> bool:
        place = self._place(urlsplit(address).path, "")
        return place is not None and place.name in self.refused

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT_MEANWHILE:
            self._say(f"{request.failure} for {request.url}")

    def _response(self, response: Response) -> None:
        path = path_of(response.url)
        if response.status not in self._expected(response):
            self.bad.append(f"{path}: answered with {response.status}, linked from {self.found_on.get(path)}")
        number = int(response.headers.get(counting.HEADER.lower(), 0))
        self.queries[path] = number
        if number > MOST_A_PAGE:
            statements = "\n        ".join(sql[:200] for sql in counting.asked[path])
            self.bad.append(f"{path}: {number} queries\n        {statements}")
