"""Reading: my work, all requests, the request's story, history and print, wide and narrow."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from requests_app.journey import outside_guardian
from requests_app.models import Request
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys, people, stories
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
both_sizes = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
Look = Callable[[str, str, str], None]


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.fixture
def look(
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
) -> Callable[..., Callable[..., Page]]:
    """`look(viewport)(person, address, h1, name)`: open, photograph and check one page."""

    def through(viewport: dict[str, int]) -> Callable[..., Page]:
        page = new_page(viewport=viewport)

        def at(person, address: str, h1: str, name: str) -> Page:
            sign_in(page, person)
            page.goto(address)
            screenshot(page, f"reading-{name}-{viewport['width']}")
            assert_accessible(page, h1)
            return page

        return at

    return through


@both_sizes
def test_the_lists(team: Team, look, viewport: dict[str, int]) -> None:
    journeys.refused(team)
    journeys.triaged(team, journeys.submitted(team))
    journeys.draft(team, by="front_desk")
    at = look(viewport)

    at(team.practice_manager, "/", "My work", "my-work-manager")
    at(team.caldicott_guardian, "/", "My work", "my-work-guardian")
    at(team.front_desk, "/", "My work", "my-work-front-desk")
    at(team.practice_administrator, "/", "My work", "my-work-administrator")
    at(team.ig_lead, reverse("requests"), "All requests", "list")
    at(
        team.ig_lead,
        reverse("requests") + "?show=all&sort=reference&kind=police",
        "All requests",
        "list-filtered",
    )
    at(team.ig_lead, reverse("person_search"), "Find requests about a person", "search")


@both_sizes
def test_the_story(team: Team, look, viewport: dict[str, int]) -> None:
    request = stories.rich_again(team)
    guest = people.an_outside_guardian(team.practice)
    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guest, reason="Everyone prepared it")
    at, name = look(viewport), request.reference

    at(team.caldicott_guardian, request.get_absolute_url(), name, "request")
    at(team.caldicott_guardian, reverse("request_history", args=[request.key]), "History", "history")
    at(team.caldicott_guardian, reverse("request_print", args=[request.key]), name, "print")
    at(guest, request.get_absolute_url(), name, "request-outside")
    at(team.auditor, request.get_absolute_url(), name, "request-auditor")
    page = at(team.auditor, reverse("request_reveal", args=[request.key]), "Reveal whom", "reveal")
    page.get_by_label("Why do you need to know?").fill("Sampling")
    page.get_by_role("button", name="Reveal").click()
    expect(page.get_by_text("Dmitar Halloway")).to_be_visible()


@both_sizes
def test_the_people_of_a_request(team: Team, look, viewport: dict[str, int]) -> None:
    request = journeys.submitted(team)
    people.an_outside_guardian(team.practice)
    at, lead = look(viewport), team.ig_lead

    at(lead, reverse("note", args=[request.key]), "Add a note", "note")
    at(lead, reverse("restrict", args=[request.key]), "Who may see this request", "restrict")
    at(lead, reverse("outside_guardian", args=[request.key]), "Ask an outside guardian", "outside-guardian")
    page = at(lead, reverse("interest", args=[request.key]), "Declare an interest", "interest")
    page.get_by_label("They are family or close to me").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("The request will disappear")).to_be_visible()
    page.get_by_role("button", name="Declare this interest").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    expect(page.get_by_text("You no longer see this request")).to_be_visible()
    assert Request.objects.get().conflicts.get().person == lead


def test_a_person_is_looked_for_without_leaving_a_trace_in_the_address(
    team: Team, page: Page, sign_in, screenshot, assert_accessible
) -> None:
    request = journeys.submitted(team)
    sign_in(page, team.ig_lead)
    page.goto(reverse("person_search"))
    page.get_by_label("Their NHS number").check()
    page.get_by_role("textbox", name="NHS number").fill("999 303 5203")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("link", name=request.reference)).to_be_visible()
    screenshot(page, "reading-search-found-1280")
    assert_accessible(page, "Find requests about a person")
    assert "999" not in page.url
