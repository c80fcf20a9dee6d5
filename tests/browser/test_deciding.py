"""From the guardian's decision to the closed request, and one emergency, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from requests_app.models import Request
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.pages.deciding import emergency_triage


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def story(
    request: pytest.FixtureRequest,
    new_page: Callable[..., Page],
    sign_in: Any,
    assert_accessible: Any,
    screenshot: Any,
) -> "Story":
    page = new_page(viewport=request.param)
    return Story(page, request.param["width"], sign_in, assert_accessible, screenshot)


class Story:
    """People who take turns at the pages; each page that they meet is checked and pictured."""

    def __init__(self, page: Page, width: int, sign_in: Any, check: Any, picture: Any) -> None:
        self.page, self.width = page, width
        self.sign_in, self.check, self.picture = sign_in, check, picture

    def turn_of(self, person: Any) -> None:
        """Somebody else sits down."""
        self.sign_in(self.page, person)

    def opens(self, case: Request, step: str, h1: str) -> None:
        """The page of a step."""
        self.page.goto(f"/requests/{case.key}/{step}/")
        self.meets(h1, step)

    def meets(self, h1: str, name: str, status: int = 200) -> None:
        """The page is the right one, clean and fits."""
        self.check(self.page, h1, status)
        self.picture(self.page, f"deciding-{name}-{self.width}")

    def presses(self, text: str) -> None:
        self.page.get_by_role("button", name=text, exact=True).click()

    def writes(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def decides(self, token: str, choice: str, reason: str) -> None:
        """One item."""
        self.page.get_by_role("group", name=f"Your decision on {token}").get_by_label(choice).check()
        self.writes(f"Reason for {token}", reason)

    def dates(self, legend: str, days: int) -> None:
        """A date some days from now."""
        day = timezone.localdate() + timezone.timedelta(days=days)
        group = self.page.get_by_role("group", name=legend)
        for part in ("Day", "Month", "Year"):
            group.get_by_label(part, exact=True).fill(str(getattr(day, part.lower())))


def sent_now(story: Story) -> None:
    """The time at which it was sent: this minute."""
    story.writes("Time it was sent", f"{timezone.localtime():%H:%M}")


def test_a_guardian_approves_in_part_after_looking_twice(team: Team, story: Story) -> None:
    case = journeys.at_decision(team, items={"codes": ["D06", "D08", "D15"], "own_words": []})
    page = story.page

    story.turn_of(team.caldicott_guardian)
    story.opens(case, "decision", "Decide")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    story.presses("Check the approval")
    story.meets("Decide", "decision-errors", status=422)
    story.decides("D06", "Disclose", "To find him before he harms anyone")
    story.decides("D08", "Disclose", "To find him before he harms anyone")
    story.decides("D15", "Withhold", "Not needed to find him")
    page.get_by_label("Route").select_option("By phone, calling the verified number")
    page.get_by_label("They are not told").check()
    story.writes("Why then?", "It would warn a suspect at large")
    story.dates("Look at this again on", 30)
    story.writes("Reason for your decision as a whole", "A serious crime and an imminent risk")
    story.presses("Check the approval")
    story.meets("Decide", "decision-departs", status=422)
    story.writes("Why you depart from the advice", "Dates of appointments would not help to find him")
    story.presses("Check the approval")
    story.meets("Check before you approve", "decision-check")
    expect(page.get_by_text("Disclosed in part")).to_be_visible()
    story.presses("Change something")
    story.meets("Decide", "decision-changing")
    expect(page.get_by_label("Why you depart from the advice", exact=True)).to_have_value(
        "Dates of appointments would not help to find him"
    )
    story.presses("Check the approval")
    story.presses("Approve and record it")
    expect(page.get_by_text("Nothing has left yet")).to_be_visible()


def test_what_was_approved_is_released_sent_and_closed(team: Team, story: Story) -> None:
    case, page = journeys.approved(team), story.page

    story.turn_of(team.practice_manager)
    story.opens(case, "release", "Release what was approved")
    page.get_by_label("D06 Current address").check()
    page.get_by_label("D08 Telephone number").check()
    page.get_by_label("I checked the recipient").check()
    story.presses("Release")
    story.opens(case, "call-off", "Call the release off")
    story.opens(case, "disclose", "Confirm what was sent")
    page.get_by_label("D06 Current address").check()
    page.get_by_label("D08 Telephone number").check()
    sent_now(story)
    story.presses("Confirm what was sent")
    expect(page.get_by_text("The disclosure is recorded")).to_be_visible()

    story.opens(case, "close", "Close the request")
    expect(page.get_by_text("current address, telephone number").first).to_be_visible()
    story.opens(case, "reply", "Reply")
    expect(page.get_by_role("article", name="Letter")).not_to_contain_text("Halloway")
    story.opens(case, "close", "Close the request")
    story.dates("Date the reply was sent", 0)
    story.writes("How it was sent", "By phone, with the disclosure")
    page.get_by_label("No, as was decided").check()
    story.presses("Close the request")
    expect(page.get_by_text("The request is closed.")).to_be_visible()

    story.turn_of(team.ig_lead)
    story.opens(case, "reopen", "Reopen the request")


def test_a_request_is_refused_and_its_reply_tells_nothing(team: Team, story: Story) -> None:
    case, page = journeys.at_decision(team), story.page

    story.turn_of(team.caldicott_guardian)
    story.opens(case, "decision", "Decide")
    page.get_by_role("button", name="Refuse the whole request").click()
    story.meets("Refuse the request", "refuse")
    page.get_by_label("Refused: public interest").check()
    story.writes("Why you refuse", "The risk is past, and the address could be had elsewhere")
    story.presses("Check the refusal")
    story.meets("Refuse the request", "refuse-errors", status=422)
    page.get_by_label("A3 Available elsewhere").check()
    story.writes("Why you depart from the advice to disclose", "The reviewer did not know of the arrest")
    story.presses("Check the refusal")
    story.meets("Check before you refuse", "refuse-check")
    expect(page.get_by_text("neither confirm nor deny").first).to_be_visible()
    story.presses("Refuse and record it")
    expect(page.get_by_text("The request is refused.")).to_be_visible()


def test_an_emergency_is_approved_reviewed_and_found_wrong(team: Team, story: Story) -> None:
    case, page = emergency_triage(team), story.page

    story.turn_of(team.caldicott_guardian)
    story.opens(case, "emergency", "Decide an emergency")
    for token in ("D06", "D08"):
        story.decides(token, "Disclose", "To reach her in time")
    page.get_by_label("Route").select_option("By phone, calling the verified number")
    page.get_by_label("Straight after the disclosure").check()
    story.writes("Reason for your decision as a whole", "She may die within hours")
    page.locator('[name="immigration"][value="no"]').check()
    page.get_by_label("I decide this as an emergency").check()
    story.presses("Approve for 24 hours")
    expect(page.get_by_text("Approved for 24 hours")).to_be_visible()

    story.turn_of(team.data_protection_officer)
    story.opens(case, "emergency-review", "Review an emergency")
    page.get_by_label("No", exact=True).check()
    story.writes("Your reasons", "The police knew already where she was")
    story.presses("Record the review")
    expect(page.get_by_text("An incident was made, and its 72 hours run from now.")).to_be_visible()

    story.opens(case, "incident", "Record an incident")
    story.writes("What left?", "Her new number too, on the phone")
    story.presses("Record the incident")
    story.meets("Incident", "incident-page")
    page.get_by_role("link", name="All incidents").click()
    story.meets("Incidents", "incidents")


def test_what_stops_an_approval_is_said_and_refusing_stays_open(team: Team, story: Story) -> None:
    case = journeys.triaged(team, journeys.submitted(team), level="V1")
    case = journeys.matched(team, journeys.weighed(team, journeys.legally_reviewed(team, case)))

    story.turn_of(team.caldicott_guardian)
    story.opens(case, "decision", "Decide")
    story.picture(story.page, f"deciding-stopped-{story.width}")
    expect(story.page.get_by_text("needs the requester verified to V2").first).to_be_visible()
    expect(story.page.get_by_role("button", name="Check the approval")).to_have_count(0)
    expect(story.page.get_by_role("button", name="Refuse the whole request")).to_be_visible()
    early = journeys.submitted(team)
    story.opens(early, "refuse-early", "Refuse the request")


def test_the_case_and_the_letter_print_without_what_is_for_the_screen(
    team: Team, page: Page, sign_in: Any, screenshot: Any
) -> None:
    case, refused = journeys.at_decision(team), journeys.refused(team)

    sign_in(page, team.caldicott_guardian)
    page.emulate_media(media="print")
    page.goto(f"/requests/{case.key}/decision/")
    screenshot(page, "deciding-decision-print")
    expect(page.get_by_role("heading", name="What was found for each item")).to_be_visible()
    expect(page.get_by_role("heading", name="The eight Caldicott principles")).to_be_visible()
    expect(page.get_by_text("Your decision", exact=True)).to_be_hidden()
    expect(page.locator("main form")).to_be_hidden()

    page.goto(f"/requests/{refused.key}/reply/")
    screenshot(page, "deciding-reply-print")
    expect(page.get_by_role("article", name="Letter")).to_be_visible()
    for gone in (".nhsuk-header", "h1", ".nhsuk-footer", ".nhsuk-back-link"):
        expect(page.locator(gone)).to_be_hidden()


def test_everything_is_there_without_scripts(team: Team, new_page: Callable[..., Page], sign_in: Any) -> None:
    case, page = journeys.at_decision(team), new_page(java_script_enabled=False, viewport=NARROW)
    sign_in(page, team.caldicott_guardian)
    page.goto(f"/requests/{case.key}/decision/")
    expect(page.get_by_label("What outweighs confidentiality for D06")).to_be_visible()
    page.get_by_role("button", name="Refuse the whole request").click()
    page.get_by_label("Refused: neither confirmed nor denied").check()
    page.get_by_label("Why you refuse", exact=True).fill("Confidence outweighs it")
    page.get_by_label("Why you depart from the advice to disclose", exact=True).fill("The risk is past")
    page.get_by_role("button", name="Check the refusal").click()
    page.get_by_role("button", name="Refuse and record it").click()
    expect(page.get_by_text("The request is refused.")).to_be_visible()
