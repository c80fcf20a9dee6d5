"""A real Chromium against a live server: pages, signing in, checks that every page of ours must pass."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.build_frontend import build
from tests.browser.accessibility import assert_fits, assert_heading, violations
from tests.browser.sizes import WIDE
from tests.browser.watching import Watch

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds: two cores may be busy with other tests
PICTURES = Path(settings.BASE_DIR) / "test-results" / "screenshots"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a worker: the machine's own where it has one, else Playwright's.

    Playwright keeps an event loop in this thread until the worker ends, and beside one Django refuses every
    query.
    """
    build()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            yield chromium
            chromium.close()


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Makes pages that share nothing with each other: `new_page()` for each person in a story.

    Takes Playwright's options of a context (`viewport`, `java_script_enabled`…). When the test ends, each
    page must have caused no error, no violation of the policy and no request to another host.
    """
    contexts, watches = [], []

    def make(**options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **{"viewport": WIDE, **options})
        context.set_default_timeout(PATIENCE)
        page, watch = context.new_page(), Watch(urlsplit(live_server.url).netloc)
        watch.attach(page)
        page.desk_watch = watch  # type: ignore[attr-defined]
        contexts.append(context)
        watches.append(watch)
        return page

    yield make
    for context in contexts:
        context.close()
    assert [bad for watch in watches for bad in watch.bad] == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A fresh browser window, 1280 pixels wide."""
    return new_page()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """`sign_in(page, person)`: by a session made directly. The sign-in page has its own story."""

    def enter(page: Page, person: Any) -> None:
        client = Client()
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return enter


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """`assert_accessible(page, h1="My work", status=200)`: the right page and status, clean under axe."""

    def check(page: Page, h1: str, status: int = 200) -> None:
        assert_heading(page, h1)
        answered = page.desk_watch.status  # type: ignore[attr-defined]
        assert answered == status, f"{page.url} was answered with {answered}"
        assert_fits(page)
        found = violations(page)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """`screenshot(page, "my-work")`: a picture of the whole page when SCREENSHOTS=1, else nothing."""

    def take(page: Page, name: str) -> None:
        if os.environ.get("SCREENSHOTS") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    return take
