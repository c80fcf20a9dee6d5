"""Whoever writes for long is asked before they are signed out, and can stay with one key."""

import pytest
from playwright.sync_api import expect

from tests.factories.people import a_member, a_practice

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = "You will be signed out in five minutes"


@pytest.fixture
def writing(new_page, sign_in):
    page = new_page()
    page.clock.install()
    sign_in(page, a_member(a_practice(), "front_desk"))
    page.goto("/incidents/new/")
    page.get_by_label("What left?").fill("Said that they are registered")
    return page


def test_one_stays(writing, assert_accessible, screenshot):
    writing.clock.fast_forward("24:00")
    expect(writing.get_by_role("alert")).to_have_count(0)
    writing.clock.fast_forward("01:01")
    expect(writing.get_by_role("alert")).to_contain_text(ASKED)
    assert_accessible(writing, h1="Record an incident")
    screenshot(writing, "stay-signed-in")
    with writing.expect_response("**/help/"):
        writing.get_by_role("button", name="Stay signed in").press("Enter")
    expect(writing.get_by_role("alert")).to_have_count(0)
    expect(writing.get_by_label("What left?")).to_have_value("Said that they are registered")
    # And it is asked again, as long as they write
    writing.clock.fast_forward("25:01")
    expect(writing.get_by_role("alert")).to_contain_text(ASKED)


def test_one_who_does_not_answer_is_told(writing):
    writing.clock.fast_forward("25:01")
    writing.clock.fast_forward("05:01")
    expect(writing.get_by_role("alert")).to_contain_text("You were signed out")
    expect(writing.get_by_role("button", name="Stay signed in")).to_have_count(0)


def test_nobody_signed_in_is_asked(new_page):
    page = new_page()
    page.clock.install()
    page.goto("/accounts/login/")
    page.clock.fast_forward("25:01")
    expect(page.get_by_role("alert")).to_have_count(0)
