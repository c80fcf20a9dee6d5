"""The register of requesters and its second person; a correction and the review that still holds."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app.models import Request
from tests.browser.sizes import NARROW, WIDE
from tests.browser.story import Story
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

VIEWPORTS = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@VIEWPORTS
def test_a_number_is_entered_by_one_and_confirmed_by_another(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, Any], None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    page = new_page(viewport=viewport)
    story = Story(page, assert_accessible, screenshot, str(viewport["width"]))
    sign_in(page, team.ig_lead)

    page.goto("/requesters/")
    story.meets("Requesters", "register-1-empty")
    page.get_by_role("button", name="Add a requester").click()
    story.meets("Add a requester", "register-2-new")
    story.presses("Save")
    story.meets("Add a requester", "register-3-wrong", status=422)
    page.get_by_label("Name of the organisation").fill("Northmere Police")
    page.get_by_label("What kind of requester is it?").select_option(label="Police")
    page.get_by_label("Switchboard number").fill("01632 960101")
    page.get_by_label("Where did you find it?").fill("The force’s website")
    story.date("When did you look it up?", "5", "1", "2026")
    story.presses("Save")
    story.meets("Northmere Police", "register-4-waiting")
    expect(page.get_by_text("You entered this number, so somebody else confirms it.")).to_be_visible()

    sign_in(page, team.practice_manager)
    page.goto("/requesters/")
    story.meets("Requesters", "register-5-list")
    page.get_by_role("link", name="Northmere Police").click()
    page.get_by_role("button", name="Confirm the number").click()
    story.meets("Confirm a switchboard number", "register-6-confirm")
    page.get_by_label("I looked this number up myself").check()
    story.presses("Confirm the number")
    story.meets("Northmere Police", "register-7-confirmed")
    expect(page.get_by_text("Number: confirmed")).to_be_visible()


@VIEWPORTS
def test_a_request_is_corrected_and_the_reviewer_confirms(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, Any], None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    case = journeys.at_decision(team)
    page = new_page(viewport=viewport)
    story = Story(page, assert_accessible, screenshot, str(viewport["width"]))
    sign_in(page, team.practice_manager)

    page.goto(f"/requests/{case.key}/correct/")
    story.meets("Correct the request", "correct-1-parts")
    page.get_by_role("link", name="Correct what they want it for").click()
    story.meets("Correct: what they want it for", "correct-2-part")
    page.get_by_label("What do they want it for?").fill("To find a witness")
    page.get_by_label("Why is it corrected?").fill("The force sent a corrected form")
    story.presses("Correct the request")
    assert Request.objects.get().state == "legal_basis"

    sign_in(page, team.ig_lead)
    page.goto(f"/requests/{case.key}/confirm-review/")
    story.meets("Confirm the review as it was", "correct-3-confirm")
    expect(page.get_by_text("To find a suspect at large")).to_be_visible()
    story.presses("The review still holds")
    assert Request.objects.get().state == "public_interest"
