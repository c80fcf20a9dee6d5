"""A practice manager logs a police request with the form in hand, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app.models import Request
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    journeys.organisation(made)
    return made


class Story:
    """One person's way through the pages: each is checked and pictured as it is met."""

    def __init__(
        self, page: Page, check: Callable[..., None], picture: Callable[..., None], name: str
    ) -> None:
        self.page, self.check, self.picture, self.name = page, check, picture, name

    def meets(self, h1: str, name: str, status: int = 200) -> None:
        """The page is the right one, clean and fits; a picture of it is kept."""
        self.check(self.page, h1, status)
        self.picture(self.page, f"log-{name}-{self.name}")

    def presses(self, text: str) -> None:
        """A button or a link that looks like one."""
        self.page.get_by_role("button", name=text, exact=True).click()

    def date(self, label: str, day: str, month: str, year: str) -> None:
        """A date in its three inputs."""
        group = self.page.get_by_role("group", name=label)
        for part, value in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(part).fill(value)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_police_request_is_logged(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, Any], None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    page = new_page(viewport=viewport)
    story = Story(page, assert_accessible, screenshot, str(viewport["width"]))
    sign_in(page, team.practice_manager)

    page.goto("/requests/new/")
    story.meets("Log a request", "01-start")
    story.presses("Start")
    story.meets("Log a request", "02-tasks")
    story.presses("Go on with the next task")

    story.meets("How and when it came", "03-received")
    page.get_by_label("E-mail", exact=True).check()
    story.presses("Save and go on")

    story.meets("Who asks", "04-requester")
    page.get_by_role("radio", name="Yes, choose it").check()
    page.get_by_label("Organisation", exact=True).select_option(label="Northmere Police")
    page.get_by_label("Unit, team or department").fill("Major crime")
    page.get_by_label("Name of the person who asks").fill("Det Insp Rhona Cald")
    page.get_by_label("Rank or job title (optional)", exact=True).fill("Detective inspector")
    page.get_by_label("Badge, collar or warrant number").fill("4471")
    page.get_by_label("Email address").fill("rhona.cald@police-uk.com")
    page.get_by_label("Supervisor’s name").fill("Det Supt Merrin Holloway-Sands")
    story.presses("Save and go on")

    story.meets("Whose data they ask for", "05-subject")
    page.get_by_label("Full name").fill("Dmitar Halloway")
    story.date("Date of birth", "3", "11", "1979")
    page.get_by_label("NHS number").fill("999 303 5203")
    page.get_by_label("What are they to the requester?").select_option(label="Suspect")
    story.presses("Save and go on")

    story.meets("What they ask for", "06-items")
    page.get_by_label("Current address").check()
    page.get_by_label("Telephone number").check()
    page.get_by_label("Dates of last contact or appointments").check()
    page.get_by_label("Anything else they ask for", exact=False).first.fill("Details of family members")
    story.presses("Save and go on")

    story.meets("What they want it for", "07-purpose")
    page.get_by_label("What do they want it for?").fill("To find a suspect at large")
    page.get_by_label("The offence that they allege").fill("Attempted murder")
    story.presses("Save and go on")

    story.meets("The law they claim", "08-law")
    page.get_by_label("Schedule 2 form", exact=False).check()
    page.get_by_role("radio", name="No", exact=True).check()
    story.presses("Save and go on")

    story.meets("How urgent it is", "09-urgency")
    page.get_by_label("Urgent", exact=True).check()
    story.presses("Save and go on")

    story.meets("Who may see it", "10-restriction")
    page.get_by_label("The practice’s team").check()
    story.presses("Save and go on")

    story.meets("Check and submit", "11-check")
    expect(page.get_by_text("looks official but is not (police-uk.com)")).to_be_visible()
    story.presses("Submit the request")

    story.meets("Request logged", "12-done")
    logged = Request.objects.get()
    assert logged.state == "triage"
    expect(page.get_by_text(logged.reference)).to_be_visible()
    assert [item.token for item in logged.live_items] == ["D06", "D08", "D15", "X4"]
