"""A practice manager logs a police request with the form in hand, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from requests_app.models import Request
from tests.browser.accessibility import assert_heading
from tests.browser.sizes import NARROW, WIDE
from tests.browser.story import Story
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    journeys.organisation(made)
    return made


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


def test_the_front_desk_writes_down_and_hands_over_without_scripts(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, Any], None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
) -> None:
    page = new_page(viewport=NARROW, java_script_enabled=False)
    story = Story(page, no_check, screenshot, "plain")
    sign_in(page, team.front_desk)

    page.goto("/requests/new/")
    story.meets("Log an approach", "desk-1-start")
    story.presses("Start")
    story.meets("Log an approach", "desk-2-tasks")
    page.get_by_role("link", name="Whose data they ask for").click()
    page.get_by_role("radio", name="Several people").check()
    story.presses("Save and go on")
    for name in ("Dmitar Halloway", "Greta Sylvainne"):
        page.get_by_role("button", name="Add a").click()
        page.get_by_label("Full name").fill(name)
        story.presses("Save")
    story.meets("People they ask about", "desk-3-people")
    story.presses("Go on")

    page.get_by_label("Current address").check()
    page.get_by_label("Anything else they ask for").first.fill("Who she lives with")
    story.presses("Add another line")
    expect(page.get_by_label("Current address")).to_be_checked()
    page.get_by_label("Anything else they ask for, 2").fill("Her mother’s telephone number")
    story.presses("Save and see all tasks")
    expect(page.get_by_text("2 of 8 tasks are done")).to_be_visible()

    story.presses("Hand to the practice manager")
    story.meets("Handed over", "desk-4-handed")
    expect(page.get_by_text(team.practice_manager.full_name)).to_be_visible()
    saved = Request.objects.get()
    assert [item.own_words for item in saved.live_items if item.own_words] == [
        "Who she lives with",
        "Her mother’s telephone number",
    ]


def no_check(page: Page, h1: str, status: int) -> None:
    """Without scripts axe can't run either: the heading and the width are looked at."""
    assert_heading(page, h1)


def test_mistakes_are_named_where_they_are(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[[Page, Any], None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
) -> None:
    page = new_page(viewport=NARROW)
    story = Story(page, assert_accessible, screenshot, "wrong")
    sign_in(page, team.practice_manager)
    page.goto("/requests/new/")
    story.presses("Start")

    page.get_by_role("link", name="Whose data they ask for").click()
    page.get_by_label("NHS number").fill("999 123 4560")
    story.presses("Save and go on")
    story.meets("Whose data they ask for", "subject", status=422)
    expect(page.get_by_label("NHS number")).to_have_value("999 123 4560")
    page.get_by_role("link", name="Enter the person’s full name").click()
    expect(page.get_by_label("Full name")).to_be_focused()

    page.goto(page.url.replace("subject", "restriction"))
    page.get_by_role("radio", name="Only people I name").check()
    story.presses("Save and go on")
    story.meets("Who may see it", "restriction", status=422)
