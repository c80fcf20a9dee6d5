"""The page of all components: clean under axe, fits a phone, works without JavaScript and prints."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.sizes import NARROW, WIDE

ADDRESS = "/development/components/"


@pytest.mark.parametrize("query", ["", "?errors=1&messages=1"], ids=["fresh", "errors"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_component_is_accessible_and_fits(
    new_page: Callable[..., Page],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
    query: str,
) -> None:
    page = new_page(viewport=viewport)
    page.goto(ADDRESS + query)
    screenshot(page, f"components-{viewport['width']}{'-errors' if query else ''}")
    assert_accessible(page, "Components")
