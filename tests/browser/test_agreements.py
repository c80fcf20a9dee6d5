"""An agreement: its statuses and joining by two people each, and a withdrawal that sends requests back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sizes import NARROW, WIDE
from tests.browser.story import Story
from tests.factories import agreements as made
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

VIEWPORTS = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
NAME = "Northmere welfare agreement 2026"


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
def test_an_agreement_from_its_entry_to_its_withdrawal(
    team: Team, story: Story, sign_in: Callable[[Page, Any], None]
) -> None:
    page = story.page
    sign_in(page, team.ig_lead)
    page.goto("/agreements/")
    story.meets("Agreements", "agreements-1-empty")
    page.get_by_role("button", name="Enter an agreement").first.click()
    story.meets("Enter an agreement", "agreements-2-new")
    story.presses("Save")
    story.meets("Enter an agreement", "agreements-3-wrong", status=422)
    page.get_by_label("Name of the agreement").fill(NAME)
    page.get_by_label("Parties").fill("Larkmoor Road Surgery\nNorthmere Police")
    page.get_by_label("D06", exact=False).first.check()
    page.get_by_label("Purposes").fill("Finding missing people who are at risk")
    page.get_by_label("The legal basis that it claims").fill("The public interest, case by case")
    story.presses("Save")
    story.meets(NAME, "agreements-4-entered")

    propose(story, "In force")
    story.meets(NAME, "agreements-6-proposed")
    expect(page.get_by_text("You proposed this, so somebody else confirms it.")).to_be_visible()
    page.get_by_role("button", name="Record that the practice joins").click()
    story.meets("Record that the practice joins", "agreements-7-join")
    page.get_by_label("Why does the practice join?").fill("We find missing people with them")
    story.presses("Record the joining")

    sign_in(page, team.caldicott_guardian)
    page.goto("/agreements/")
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("button", name="Confirm or decline").click()
    story.meets("Confirm where it stands", "agreements-8-confirm")
    page.get_by_label("Yes, confirm it").check()
    story.presses("Continue")
    page.get_by_role("button", name="Confirm the joining").click()
    story.meets("Confirm that the practice joins", "agreements-9-confirm-joining")
    page.get_by_label("I have read the agreement").check()
    story.presses("Confirm the joining")
    story.meets(NAME, "agreements-10-joined")
    agreement = made.SharingAgreement.objects.get()
    case = made.at(team, agreement, "approved")

    sign_in(page, team.ig_lead)
    page.goto(f"/agreements/{agreement.key}/")
    propose(story, "Withdrawn")
    sign_in(page, team.caldicott_guardian)
    page.goto(f"/agreements/{agreement.key}/confirm/")
    story.meets("Confirm where it stands", "agreements-11-withdraw")
    expect(page.get_by_text("In your practices that is 1 request.")).to_be_visible()
    page.get_by_label("Yes, confirm it").check()
    story.presses("Continue")
    story.meets(NAME, "agreements-12-withdrawn")
    page.goto(f"/requests/{case.key}/")
    story.meets(case.name, "agreements-13-request-back")
    expect(page.locator("dd", has_text="An agreement is never a basis")).to_be_visible()
    page.goto("/agreements/")
    story.meets("Agreements", "agreements-14-list")


def propose(story: Story, status: str) -> None:
    page = story.page
    page.get_by_role("button", name="Propose where it stands").click()
    page.get_by_label(status, exact=True).check()
    story.date("Since when?", "9", "11", "2026")
    page.get_by_label("Why?").fill("Its parties agreed so")
    page.get_by_label("Where is that written?").fill("Their letter of 9 November 2026")
    story.meets("Propose where it stands", "agreements-5-propose")
    story.presses("Propose this status")


@VIEWPORTS
def test_the_law_of_a_request_and_its_review(
    team: Team, story: Story, sign_in: Callable[[Page, Any], None]
) -> None:
    agreement = made.joined(team)
    draft, case = made.at(team, agreement, "draft"), made.at(team, agreement, "legal_basis")
    page = story.page
    sign_in(page, team.ig_lead)
    page.goto(f"/requests/{draft.key}/log/law/")
    story.meets("The law they claim", "agreements-20-law")
    page.goto(f"/requests/{case.key}/legal-basis/")
    page.get_by_label("We keep to the items of").check()
    story.meets("Legal basis", "agreements-21-legal-basis")
    page.goto(f"/agreements/{agreement.key}/leave/{team.practice.ods_code}/")
    story.meets("Leave the agreement", "agreements-22-leave")
    page.goto(f"/agreements/{agreement.key}/edit/")
    story.meets("Change the agreement", "agreements-23-edit")
