"""Pages that refuse: each has its heading and its status, says what to do, and is clean under axe."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

COMPONENTS = "/development/components/"
LONG = "The officer gave no reason, so we asked again\nand they will write."


def test_a_page_that_does_not_exist(page: Page, assert_accessible: Callable[..., None]) -> None:
    page.goto("/no/such/page/")
    assert_accessible(page, "Page not found", status=404)
    expect(page.get_by_role("link", name="Go to my work")).to_be_visible()


def test_a_page_that_was_open_too_long_gives_back_what_was_typed(
    page: Page, assert_accessible: Callable[..., None], screenshot: Callable[[Page, str], None]
) -> None:
    page.goto(COMPONENTS)
    page.get_by_label("In their own words").fill(LONG)
    page.get_by_label("Password", exact=True).fill("a secret that nobody may read")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save and continue").click()
    assert_accessible(page, "Your page was open too long", status=403)
    screenshot(page, "open-too-long")
    expect(page.get_by_text("The officer gave no reason")).to_be_visible()
    expect(page.get_by_text("a secret that nobody may read")).to_have_count(0)


def test_an_address_that_takes_no_such_request(page: Page, assert_accessible: Callable[..., None]) -> None:
    page.goto(COMPONENTS)
    page.get_by_role("button", name="Save and continue").click()
    assert_accessible(page, "This page cannot be opened directly", status=405)
