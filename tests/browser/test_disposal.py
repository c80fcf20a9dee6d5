"""A closed case's encrypted details: held back, proposed, and destroyed by a second person."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_two_people_destroy_the_details(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    case = journeys.long_closed(journeys.closed(team))

    def look(page: Page, h1: str, name: str, status: int = 200) -> None:
        assert_accessible(page, h1, status=status)
        screenshot(page, f"{name}-{viewport['width']}")

    lead = new_page(viewport=viewport)
    sign_in(lead, team.ig_lead)
    lead.goto(f"{case.get_absolute_url()}hold/")
    lead.get_by_label("Why?").fill("A complaint is open")
    look(lead, "Hold the encrypted details back", "disposal-hold")
    lead.get_by_role("button", name="Hold them back").click()
    expect(lead.get_by_text("held back until somebody lifts the hold")).to_be_visible()
    lead.goto(f"{case.get_absolute_url()}hold/")
    look(lead, "Lift the hold", "disposal-lift")
    lead.get_by_label("Why?").fill("It was answered")
    lead.get_by_role("button", name="Lift the hold").click()
    lead.goto(f"{case.get_absolute_url()}destroy/")
    lead.get_by_role("button", name="Propose it").click()
    look(lead, "Propose to destroy the encrypted details", "disposal-error", status=422)
    lead.get_by_label("Why are they no longer needed?").fill("No complaint, no court case")
    lead.get_by_label("I understand").check()
    look(lead, "Propose to destroy the encrypted details", "disposal", status=422)
    lead.get_by_role("button", name="Propose it").click()
    expect(lead.get_by_text("until then nothing is destroyed")).to_be_visible()
    guardian = new_page(viewport=viewport)
    sign_in(guardian, team.caldicott_guardian)
    guardian.goto(f"{case.get_absolute_url()}destroy/confirm/")
    guardian.get_by_label("I confirm it").check()
    look(guardian, "Destroy the encrypted details", "disposal-confirm")
    guardian.get_by_role("button", name="Record your answer").click()
    expect(guardian.get_by_text("The ledger’s entries and their proofs stand")).to_be_visible()
