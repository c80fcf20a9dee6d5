"""A person objects, the objection stands at every request about them, and the guardian weighs it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sizes import NARROW, WIDE
from tests.browser.story import Story
from tests.factories import journeys, objecting
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

VIEWPORTS = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
THEIRS = "What is recorded about a person"
WORDS = "Nobody is to know where I live"


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.fixture
def story(
    new_page: Callable[..., Page],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> Story:
    return Story(new_page(viewport=viewport), assert_accessible, screenshot, str(viewport["width"]))


@VIEWPORTS
def test_from_the_objection_to_its_weighing(
    team: Team, story: Story, sign_in: Callable[[Page, Any], None]
) -> None:
    page, case = story.page, journeys.at_decision(team)
    sign_in(page, team.practice_manager)
    page.goto("/requests/person/")
    page.get_by_label("Their NHS number").check()
    page.get_by_label("NHS number", exact=True).fill("999 303 5203")
    story.presses("Search")
    page.get_by_role("button", name="Open this person’s page").click()
    story.meets(THEIRS, "patient-1-page")
    assert "9993035203" not in page.url
    assert "999" not in page.title()

    page.get_by_role("link", name="add that if you know it").click()
    story.meets("Add another way to find this person", "patient-2-known")
    page.get_by_label("By their name and date of birth").check()
    page.get_by_label("Full name").fill("Dmitar Halloway")
    for part, value in (("Day", "3"), ("Month", "11"), ("Year", "1979")):
        page.get_by_label(part, exact=True).fill(value)
    story.presses("Add it")
    story.meets(THEIRS, "patient-3-by-both")

    page.get_by_role("button", name="Record an objection").click()
    story.meets("Record an objection", "patient-4-objection")
    story.presses("Record the objection")
    story.meets("Record an objection", "patient-5-wrong", status=422)
    page.get_by_label("What did they say?").fill(WORDS)
    page.get_by_label("Requests from one kind of requester").check()
    page.get_by_label("Which kind of requester?").select_option("police")
    page.get_by_label("Any detail about them").check()
    page.get_by_label("The patient", exact=True).check()
    page.get_by_label("Letter or form").check()
    for part, value in (("Day", "3"), ("Month", "11"), ("Year", "2025")):
        page.get_by_label(part, exact=True).fill(value)
    story.presses("Record the objection")
    story.meets(THEIRS, "patient-6-recorded")
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.get_by_role("link", name=case.reference or "").click()
    story.meets(case.name, "patient-7-request")
    expect(page.get_by_text(WORDS)).to_be_visible()

    sign_in(page, team.caldicott_guardian)
    page.goto(f"/requests/{case.key}/decision/")
    story.meets("Decide", "patient-8-decision")
    expect(page.get_by_text("This can’t be approved now")).to_be_visible()
    page.get_by_role("link", name="Say how it weighs").click()
    story.meets("Weigh an objection", "patient-9-weigh")
    page.get_by_label("Upheld", exact=True).check()
    page.get_by_label("D06", exact=False).first.check()
    page.get_by_label("Why?").fill("The address could expose them to somebody who hurt them")
    story.presses("Record how it weighs")
    page.goto(f"/requests/{case.key}/decision/")
    story.meets("Decide", "patient-10-weighed")
    expect(page.get_by_text("This can’t be approved now")).to_have_count(0)
    expect(page.get_by_role("link", name="Weigh it again")).to_be_visible()


@VIEWPORTS
def test_it_is_taken_back_without_a_mouse(
    team: Team, story: Story, sign_in: Callable[[Page, Any], None]
) -> None:
    page, objection = story.page, objecting.recorded(team)
    sign_in(page, team.ig_lead)
    page.goto(objection.page.get_absolute_url())
    page.get_by_role("link", name="They take it back").focus()
    page.keyboard.press("Enter")
    story.meets("Record that an objection is taken back", "patient-11-take-back")
    page.get_by_label("How do you know").focus()
    page.keyboard.type("They rang: name and date of birth checked")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    story.meets(THEIRS, "patient-12-taken-back")
    expect(page.get_by_text("Taken back", exact=True).first).to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE], ids=["wide"])
def test_an_auditor_is_asked_why(team: Team, story: Story, sign_in: Callable[[Page, Any], None]) -> None:
    page, objection = story.page, objecting.recorded(team)
    sign_in(page, team.auditor)
    page.goto(objection.page.get_absolute_url())
    story.meets(THEIRS, "patient-13-why")
    expect(page.get_by_text(objection.words)).to_have_count(0)
    page.get_by_label("Why do you need to know?").fill("A complaint")
    story.presses("Show it")
    story.meets(THEIRS, "patient-14-revealed")
    expect(page.get_by_text(objection.words)).to_be_visible()


@pytest.mark.parametrize("viewport", [NARROW], ids=["narrow"])
def test_it_is_recorded_without_scripts(
    team: Team, new_page: Callable[..., Page], sign_in: Callable[[Page, Any], None], viewport: dict[str, int]
) -> None:
    page = new_page(viewport=viewport, java_script_enabled=False)
    sign_in(page, team.ig_lead)
    page.goto(f"{objecting.page_of(team).get_absolute_url()}objections/new/")
    page.get_by_label("What did they say?").fill(WORDS)
    for label in ("Any request about them", "Any detail about them", "Letter or form"):
        page.get_by_label(label).check()
    page.get_by_label("The patient", exact=True).check()
    for part, value in (("Day", "3"), ("Month", "11"), ("Year", "2025")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_role("button", name="Record the objection").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text(THEIRS)
    expect(page.get_by_text(WORDS)).to_be_visible()
