"""The page of all components: clean under axe, fits a phone, works without JavaScript and prints."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

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


def test_without_scripts_everything_is_there(new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False, viewport=NARROW)
    page.goto(ADDRESS)
    expect(page.get_by_label("Which way?")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Save and continue")).to_be_visible()
    expect(page.get_by_role("button", name="Print this page")).to_be_hidden()


def test_a_choice_reveals_its_question(page: Page) -> None:
    page.goto(ADDRESS)
    question = page.get_by_label("Which way?")
    expect(question).to_be_hidden()
    page.get_by_label("Another way").check()
    expect(question).to_be_visible()
    page.get_by_label("Email", exact=True).check()
    expect(question).to_be_hidden()


def test_the_keyboard_skips_to_the_content_and_to_the_mistake(page: Page) -> None:
    page.goto(ADDRESS)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#maincontent")).to_be_focused()
    page.goto(ADDRESS + "?errors=1")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_title("Error: Components – Disclosure Desk")
    page.get_by_role("link", name="Date received must include").click()
    expect(page.locator("#id_received_on_month")).to_be_focused()


def test_it_prints_as_a_document(page: Page, screenshot: Callable[[Page, str], None]) -> None:
    page.goto(ADDRESS)
    page.emulate_media(media="print")
    screenshot(page, "components-print")
    for gone in (".nhsuk-footer", ".nhsuk-back-link", "main form", ".nhsuk-pagination", ".nhsuk-action-link"):
        for element in page.locator(gone).all():
            expect(element).to_be_hidden()
    expect(page.get_by_role("table", name="Requests")).to_be_visible()
    link = page.get_by_role("link", name="A81001-2026-00042")
    expect(link).to_have_css("color", "rgb(0, 0, 0)")
    assert link.evaluate("e => getComputedStyle(e, '::after').content") in ('""', "none")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
