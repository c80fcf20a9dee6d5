"""Reading: my work, all requests, the request's story, history and print, wide and narrow."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys, stories
from tests.integration.journey.conftest import make_team

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_of_reading_is_accessible(
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    assert_accessible: Callable[..., None],
    screenshot: Callable[[Page, str], None],
    viewport: dict[str, int],
) -> None:
    team = make_team()
    request = stories.rich_again(team)
    journeys.submitted(team)
    journeys.draft(team, by="front_desk")
    page = new_page(viewport=viewport)

    def look(address: str, h1: str, name: str) -> None:
        page.goto(address)
        screenshot(page, f"reading-{name}-{viewport['width']}")
        assert_accessible(page, h1)

    sign_in(page, team.caldicott_guardian)
    look("/", "My work", "my-work-guardian")
    look(reverse("requests"), "All requests", "list")
    look(reverse("requests") + "?show=all&sort=reference&kind=police", "All requests", "list-filtered")
    look(request.get_absolute_url(), request.reference, "request")
    look(reverse("request_history", args=[request.key]), "History", "history")
    look(reverse("request_print", args=[request.key]), request.reference, "print")
    look(reverse("outside_guardian", args=[request.key]), "Ask an outside guardian", "outside-guardian")
    look(reverse("restrict", args=[request.key]), "Who may see this request", "restrict")
    look(reverse("note", args=[request.key]), "Add a note", "note")
    look(reverse("interest", args=[request.key]), "Declare an interest", "interest")
    look(reverse("person_search"), "Find requests about a person", "search")

    sign_in(page, team.auditor)
    look(request.get_absolute_url(), request.reference, "request-auditor")
    look(reverse("request_reveal", args=[request.key]), "Reveal whom this request is about", "reveal")
    sign_in(page, team.practice_manager)
    look("/", "My work", "my-work-manager")
    sign_in(page, team.front_desk)
    look("/", "My work", "my-work-front-desk")
    sign_in(page, team.practice_administrator)
    look("/", "My work", "my-work-administrator")
