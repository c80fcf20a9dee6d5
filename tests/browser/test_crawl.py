"""Every page as everybody, in a real browser: links are followed from the first page until none is new.

Each person starts at their first page and at each request that they may see, one in every state. Which pages
they must find on the way, the matrix of statuses says: a page that no link leads to fails here, unless it
stands below with its reason and is opened by its address.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponse
from django.test import TransactionTestCase, override_settings
from django.urls import reverse
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kit.errors import DeskError
from practices.permissions import access_of
from requests_app import selectors
from requests_app.models import Request, SharingAgreement
from requests_app.workflow import State
from tests.browser.crawling import Crawl, for_programs
from tests.browser.crawling_scenes import SCENES
from tests.browser.sizes import NARROW
from tests.integration.matrix.pages import PAGES
from tests.integration.matrix.table import TABLE
from tests.integration.matrix.walk import addresses
from tests.integration.matrix.world import HERE, World

pytestmark = pytest.mark.timeout(300)
COUNTING = "tests.browser.counting.CountingMiddleware"
#: The eight roles, an outside guardian, somebody without a role, and nobody.
WALKERS = [*HERE, "OUT", "SU", "-"]
#: Pages that nothing links to for these people ("" for all who may open them): opened by address.
BY_ADDRESS = {
    "requests": ("FD PA SU", "who sees no requests is not offered a list of them"),
    "handovers": ("FD PA SU", "who sees no requests is not offered a list of them"),
    "incidents": ("SU", "who records none is not offered a list of them"),
    "people": ("", "who may read no practice's people is not offered it"),
    "log_people": ("", "follows the answer that several people are asked about"),
    "log_person_add": ("", "is on that list"),
    "log_person": ("", "is on that list"),
    "log_person_remove": ("", "is on that list"),
    "log_hand_over": ("PM IG CG", "is offered to those who may not submit"),
    "log_done": ("", "follows submitting"),
    "disposal": ("", "is offered years after a request was closed"),
    "disposal_confirm": ("", "is offered when somebody proposed it"),
    "patient": ("", "is reached by a button of a search or a request: nobody's address is in a link"),
    "patient_known": ("", "is on that page"),
    "objection_new": ("", "is on that page"),
    "objection_end": ("", "is on that page"),
    "patient_statement": ("", "is on that page"),
    "patient_letter": ("", "is offered where the patient may be told now"),
    "checkpoints": ("PM IG CR CG DPO DEP LOG CON OUT", "is linked in the weekly mail"),
    "entries_everywhere": ("AU", "is offered to who audits several practices"),
    "report_file": ("", "is offered to those who read several practices"),
    "account_logout": ("", "signing out is a button"),
    "account_inactive": ("-", "signing in leads there with an account that is closed"),
    "account_reset_password_done": ("-", "follows asking for a link"),
    "account_reset_password_from_key": ("-", "is linked from a mail"),
    "account_reset_password_from_key_done": ("-", "follows setting a password"),
    "api_reference": ("FD PM IG CR CG DPO AU OUT SU -", "is linked where accounts for programs are managed"),
    "development_mail": ("-", "is for developers"),
    "development_components": ("-", "is for developers"),
}
#: Who is signed in may open them too, and has no reason to.
SIGNED_OUT = {name for name, (whom, _) in BY_ADDRESS.items() if whom == "-"} | {"account_reset_password"}
#: The help page says the same to everybody: somebody without a role is told there who records incidents.
REFUSED = {"SU": ["incident_new"]}
#: Addresses that show nobody a page.
NO_PAGE = {
    "reminder": "leads on to what is to be done",
    "calendar_feed": "is a file",
    "transparency_csv": "is a file",
    "report": "leads on to the only practice; who reads several is in test_reports",
    "audit": "leads on to the only practice; who audits several is in test_auditors_desk",
    "entry_by_number": "leads on to the entry",
    "entry_receipt": "is a file",
    "entry_text": "is a file",
    "request_receipt": "is a file",
    "request_entry_text": "is a file",
    "person_invite": "takes a POST alone",
    "person_deactivate": "takes a POST alone",
    "person_reactivate": "takes a POST alone",
    "sign_in_as": "takes a POST alone",
    "patient_open": "takes a POST alone",
    "request_person": "takes a POST alone",
}
SHOWN = [name for name in TABLE if not for_programs(name) and name not in NO_PAGE]


@dataclass
class Ground:
    """The server and what is on it: a request for every scene, and everybody's session."""

    server: LiveServer
    world: World
    requests: dict[str, Request]

    def first_pages(self, actor: str) -> Iterator[str]:
        """The person's first page, and the page of each request that they may see."""
        yield f"{self.server.url}/"
        person = self.world.actors[actor]
        for request in self.requests.values() if person else ():
            with suppress(DeskError):
                selectors.request_in_scope(request.key, access_of(person))
                yield f"{self.server.url}/requests/{request.key}/"

    def address(self, name: str) -> str:
        """Where the matrix opens this page."""
        thing = PAGES[name].thing(self.world)
        return f"{self.server.url}{thing.opens_first or reverse(name, args=thing.args)}"


def kept(serve: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Stylesheets and scripts that the browser keeps, as it keeps those of the real server."""

    def serving(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponse:
        response = serve(handler, request)
        response.headers["Cache-Control"] = "max-age=3600"
        return response

    return serving


@pytest.fixture(scope="module")
def ground(browser: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    """Made once for all walks of a worker: looking changes nothing but the record of who looked."""
    with (
        django_db_blocker.unblock(),
        override_settings(
            MIDDLEWARE=[COUNTING, *settings.MIDDLEWARE], ALLOWED_HOSTS=["localhost", "testserver"]
        ),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(StaticFilesHandler, "serve", kept(StaticFilesHandler.serve))
        world = World()
        requests = {name: world.made(scene) for name, scene in SCENES.items()}
        for page in PAGES.values():
            page.thing(world)
        server = LiveServer("localhost")
        yield Ground(server, world, requests)
        server.stop()
        TransactionTestCase._fixture_teardown(None)  # type: ignore[arg-type]  # a new database for the next tests


@pytest.fixture
def crawl(ground: Ground, browser: Browser) -> Iterator[Callable[[str], Crawl]]:
    """`crawl("PM")`: that person, about to begin."""
    contexts = []

    def begin(actor: str) -> Crawl:
        context = browser.new_context(viewport=NARROW)
        contexts.append(context)
        cookie = ground.world.browser(actor).cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie:
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": ground.server.url}])
        scenes = {str(request.key): name for name, request in ground.requests.items()}
        scenes |= {str(entry.key): entry.name for entry in SharingAgreement.objects.all()}
        return Crawl(context.new_page(), ground.server.url, scenes, REFUSED.get(actor, ()))

    yield begin
    for context in contexts:
        context.close()


def by_address(name: str, actor: str) -> bool:
    """Whether this person finds no link to the page, for a reason."""
    whom, _ = BY_ADDRESS.get(name, ("nobody", ""))
    return not whom or actor in whom.split()


@pytest.mark.parametrize("actor", WALKERS)
def test_every_page_as(actor: str, ground: Ground, crawl: Callable[[str], Crawl]) -> None:
    may_open = {name for name in SHOWN if TABLE[name].statuses["GET", actor] == 200}
    if actor != "-":
        may_open -= SIGNED_OUT
    person = crawl(actor)
    person.walk(ground.first_pages(actor))
    alone = may_open - person.names
    no_link = {name for name in alone if not by_address(name, actor)}
    person.walk(ground.address(name) for name in sorted(alone - no_link))
    person.fetch_parts()
    assert not person.bad, "\n".join(person.bad)
    assert not no_link, "no link leads there"
    assert len(person.parts) > 5


def test_a_request_stands_in_every_state(ground: Ground) -> None:
    assert {request.state for request in ground.requests.values()} == set(State)


def test_every_address_is_a_page_that_somebody_walks_to() -> None:
    walked = {name for name in SHOWN if {TABLE[name].statuses["GET", who] for who in WALKERS} & {200}}
    assert walked == {name for name, _ in addresses() if not for_programs(name)} - set(NO_PAGE)
    assert set(BY_ADDRESS) <= walked
