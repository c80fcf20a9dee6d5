"""The guardian's page with everything on it, on a screen and on paper; and the pages that lead to it."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from practices.models import Practice
from requests_app.journey import advice
from requests_app.models import Request
from tests.browser.conftest import PICTURES
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.factories.overrides import past, propose, stopped
from tests.integration.journey.conftest import make_team
from tests.integration.journey.steps import located

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.fixture
def look(
    new_page: Callable[..., Page], sign_in: Any, assert_accessible: Any, screenshot: Any
) -> Callable[..., Page]:
    """`look(size, person, path, h1)`: the page as they see it, checked and pictured."""

    def opened(size: dict[str, int], person: Any, path: str, h1: str, **options: Any) -> Page:
        page = new_page(viewport=size, **options)
        sign_in(page, person)
        page.goto(path)
        assert_accessible(page, h1=h1)
        name = re.sub(r"[^a-z]+", "-", h1.casefold()).strip("-")
        screenshot(page, f"guardian-{name}-{size['width']}")
        return page

    return opened


def full(team: Team) -> Request:
    """At the decision with advice, a prohibition and its override."""
    request = past(team, "PR-01")
    advice.ask(key=request.key, by=team.ig_lead, adviser="legal", question="May the address go?")
    advice.ask(key=request.key, by=team.ig_lead, adviser="dpo", question="And the phone number?")
    advice.record_answer(
        key=request.key, by=team.data_protection_officer, number=2, data={"answer": "Only if it is needed"}
    )
    return journeys.fresh(request)


@SIZES
def test_the_guardians_page(team: Team, look: Callable[..., Page], size: dict[str, int]) -> None:
    request = full(team)
    page = look(size, team.caldicott_guardian, f"/requests/{request.key}/decision/", "Decide")
    expect(page.get_by_role("heading", name="The eight Caldicott principles")).to_be_visible()
    expect(page.get_by_text("Overridden", exact=True)).to_be_visible()
    expect(page.locator(".desk-sheet__head")).to_be_hidden()


def test_on_paper_each_sheet_is_headed_and_nothing_is_folded(
    team: Team, look: Callable[..., Page], tmp_path: Any
) -> None:
    request = full(team)
    page = look(WIDE, team.caldicott_guardian, f"/requests/{request.key}/decision/", "Decide")
    page.emulate_media(media="print")
    expect(page.locator(".desk-sheet__head")).to_be_visible()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    expect(page.get_by_role("button", name="Check the approval")).to_be_hidden()
    expect(page.get_by_text("Refuse the whole request")).to_be_hidden()
    paper = (PICTURES if os.environ.get("SCREENSHOTS") == "1" else tmp_path) / "guardian-decision.pdf"
    page.pdf(path=paper, format="A4", print_background=True)
    assert paper.read_bytes().count(b"/Type /Page\n") > 1


def test_what_is_folded_on_the_screen_is_open_on_paper(team: Team, look: Callable[..., Page]) -> None:
    request = journeys.at_decision(team)
    page = look(WIDE, team.practice_manager, f"/requests/{request.key}/", request.name)
    folded = page.locator("details:not([open]) .nhsuk-details__text").first
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()


@SIZES
def test_a_protected_location_offers_the_court_alone(
    team: Team, look: Callable[..., Page], size: dict[str, int]
) -> None:
    request = located(team)
    page = look(size, team.caldicott_guardian, f"/requests/{request.key}/decision/", "Decide")
    expect(page.get_by_role("radio", name="Family Court")).to_be_visible()
    options = page.get_by_label("Route").locator("option").all_inner_texts()
    assert "By phone, calling the verified number" not in options


@SIZES
def test_going_past_a_prohibition(team: Team, look: Callable[..., Page], size: dict[str, int]) -> None:
    request = stopped(team, "PR-01", "PR-03")
    look(size, team.ig_lead, f"/requests/{request.key}/override/", "Propose to go past a prohibition")
    propose(team, request)
    look(
        size,
        team.clinical_reviewer,
        f"/requests/{request.key}/override/confirm/",
        "Confirm or decline going past a prohibition",
    )


@SIZES
def test_advice(team: Team, look: Callable[..., Page], size: dict[str, int]) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    advice.ask(key=request.key, by=team.ig_lead, adviser="dpo", question="Is a removal a crime?")
    look(size, team.practice_manager, f"/requests/{request.key}/advice/", "Ask for advice")
    page = look(
        size, team.data_protection_officer, f"/requests/{request.key}/advice/answer/", "Record the advice"
    )
    page.get_by_label("The answer").fill("Ask them for the offence")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("The advice is recorded.")).to_be_visible()


@SIZES
def test_an_approval_past_a_prohibition_stands_out(
    team: Team, look: Callable[..., Page], size: dict[str, int]
) -> None:
    request = journeys.approved(team, full(team))
    page = look(size, team.practice_manager, f"/requests/{request.key}/", request.name)
    expect(page.get_by_role("heading", name="Goes past a prohibition", exact=False).first).to_be_visible()


@SIZES
def test_an_emergency_on_one_screen(team: Team, look: Callable[..., Page], size: dict[str, int]) -> None:
    Practice.objects.update(
        out_of_hours="Dr Vantongeren 01632 960777\nThe service’s duty officer 01632 960888"
    )
    page = look(size, team.front_desk, "/requests/emergency/", "Log an emergency")
    page.get_by_role("radio", name="Police").check()
    page.get_by_label("Name of the force, service or team").fill("Northmere Police")
    page.get_by_label("Their name and rank").fill("Sgt Ida Marl")
    page.get_by_role("radio", name="Phone").check()
    page.get_by_label("Name of the person whose details they ask for").fill("Dmitar Halloway")
    page.get_by_label("Who is at risk of what, and why within hours?").fill("He left a note an hour ago")
    page.get_by_label("What will they do with it?").fill("Send somebody to his door")
    page.get_by_role("checkbox", name="Current address").check()
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("button", name="Log the emergency").click()
    expect(page.get_by_text("is logged as an emergency")).to_be_visible()
    assert Request.objects.get().state == "triage"
