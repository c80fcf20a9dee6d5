"""Reading the law, an old case's law, and the screen for whoever stands at the desk, in a browser."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from requests_app.presenters import law_pages
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.law import kept_older_law
from tests.integration.journey.conftest import make_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
both_sizes = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.fixture
def look(
    assert_accessible: Callable[..., None], screenshot: Callable[[Page, str], None]
) -> Callable[[Page, str, str], None]:
    """Photograph and check a page that is open."""

    def at(page: Page, h1: str, name: str) -> None:
        width = (page.viewport_size or WIDE)["width"]
        screenshot(page, f"law-{name}-{width}")
        assert_accessible(page, h1)

    return at


@both_sizes
def test_somebody_browses_and_searches_the_law(
    team: Team, new_page: Callable[..., Page], sign_in, look, viewport: dict[str, int]
) -> None:
    page = new_page(viewport=viewport)
    sign_in(page, team.front_desk)
    page.goto(reverse("law"))
    look(page, "The law", "tables")
    page.get_by_label("Search the law").fill("section 20 Home Secretary")
    page.get_by_role("button", name="Search", exact=True).click()
    look(page, "The law", "found")
    page.get_by_role("link", name="IM-01").first.click()
    look(page, "Supply to the Home Secretary for immigration purposes", "entry")
    expect(page.get_by_role("heading", name="Disputed: seek advice")).to_be_visible()
    page.get_by_role("link", name="Powers", exact=True).click()
    look(page, "Powers", "table")
    page.goto(law_pages.address("article6", "A6-e"))
    look(page, "Public task of the controller", "editions")


@both_sizes
def test_an_old_case_says_what_has_changed_since(
    team: Team, new_page: Callable[..., Page], sign_in, look, viewport: dict[str, int]
) -> None:
    request = journeys.approved(team)
    request.legalbasisreview_set.update(catalogue_version=kept_older_law().version)
    page = new_page(viewport=viewport)
    sign_in(page, team.ig_lead)
    page.goto(request.get_absolute_url())
    look(page, request.name, "old-case")
    page.get_by_role("link", name="What has changed").click()
    page.get_by_text("1 other entry changed").click()
    look(page, "What has changed in the law since", "since")


@both_sizes
def test_somebody_stands_at_the_desk(
    team: Team, new_page: Callable[..., Page], sign_in, look, viewport: dict[str, int]
) -> None:
    page = new_page(viewport=viewport)
    sign_in(page, team.front_desk)
    page.goto(reverse("request_new"))
    page.get_by_role("link", name="Somebody stands at the desk now").click()
    look(page, "Officer at the desk", "desk")
    page.get_by_role("button", name="Save, and show the letter").click()
    page.get_by_label("Which force, body or firm?").fill("Northmere Police")
    page.get_by_label("What kind is it?").select_option("police")
    page.get_by_label("Their name").fill("PC Hadley Rook")
    page.get_by_label("Which law do they name?").fill("Section 29")
    page.get_by_label("Current address").check()
    page.get_by_label("No: I asked them to put it in writing").check()
    page.get_by_role("button", name="Save, and show the letter").click()
    look(page, "Letter to hand over", "letter")
    expect(page.get_by_text("We neither confirm nor deny")).to_be_visible()


@both_sizes
def test_a_reviewer_reads_earlier_decisions(
    team: Team, new_page: Callable[..., Page], sign_in, look, viewport: dict[str, int]
) -> None:
    for _ in range(6):
        journeys.refused(team, journeys.submitted(team))
    request = journeys.triaged(team, journeys.submitted(team))
    journeys.approved(team)
    page = new_page(viewport=viewport)
    sign_in(page, team.ig_lead)
    page.goto(reverse("legal_basis", args=[request.key]))
    page.get_by_text("Earlier decisions like this one (5)").click()
    look(page, "Legal basis", "precedents-beside")
    page.get_by_role("link", name="All earlier decisions like this one").click()
    look(page, "Earlier decisions like this one", "precedents")


def test_the_law_is_searched_without_scripts(team: Team, new_page: Callable[..., Page], sign_in) -> None:
    page = new_page(viewport=NARROW, java_script_enabled=False)
    sign_in(page, team.auditor)
    page.goto(reverse("law"))
    page.get_by_label("Search the law").fill("coroner notice")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="CO-01")).to_be_visible()
