"""What the layout shows to a person who is signed in, wide and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from practices.models import Person
from tests.browser.sizes import NARROW, WIDE
from tests.factories.people import a_member, a_person, a_practice


@pytest.fixture
def person() -> Person:
    return a_member(a_practice(), "caldicott_guardian", full_name="Priya Shah-Featherstonehaugh")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_header_names_the_person_and_the_way_out(
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, Person], None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    person: Person,
    viewport: dict[str, int],
) -> None:
    page = new_page(viewport=viewport)
    sign_in(page, person)
    page.goto("/account/")
    screenshot(page, f"account-{viewport['width']}")
    assert_accessible(page, "My account")
    expect(page.get_by_role("link", name=person.full_name)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


def test_two_people_at_once(
    new_page: Callable[..., Page], sign_in: Callable[[Page, Person], None], person: Person
) -> None:
    other = a_person("Tom Reed")
    first, second = new_page(), new_page()
    sign_in(first, person)
    sign_in(second, other)
    for page, name in ((first, person.full_name), (second, other.full_name)):
        page.goto("/account/")
        expect(page.get_by_role("link", name=name)).to_be_visible()
    menu = first.get_by_role("navigation", name="Menu")
    menu.get_by_role("button", name="More").click()  # they have more entries than fit beside each other
    expect(menu.get_by_role("link", name="People")).to_be_visible()
    expect(second.get_by_role("link", name="People")).to_have_count(0)
