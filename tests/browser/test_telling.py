"""Telling the patient in a real browser: put off, written to, told; and their own statement."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from requests_app.journey import guardian_decision, patient_pages
from requests_app.models import Request
from tests.browser.sizes import NARROW, WIDE
from tests.browser.story import Story
from tests.factories import journeys
from tests.factories.answers import approval
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.pdfs import read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]
VIEWPORTS = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])


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


def approved(team: Team, tell: str) -> Request:
    request = journeys.at_decision(team)
    review = timezone.localdate() + timedelta(days=30) if tell in ("later", "not") else None
    data = approval(request, tell_patient=tell, tell_reason="It would warn a suspect", tell_review_on=review)
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.fresh(request)


def file_of(page: Page, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


@VIEWPORTS
def test_put_off_written_to_and_told(team: Team, story: Story, sign_in: Callable[[Page, Any], None]) -> None:
    page, case = story.page, journeys.refused(team)
    sign_in(page, team.caldicott_guardian)
    page.goto(case.get_absolute_url())
    page.get_by_role("link", name="Telling the patient", exact=True).first.click()
    story.meets("Telling the patient", "telling-1-open")
    expect(page.get_by_text("Nobody has decided yet")).to_be_visible()
    page.get_by_label("They are told later").check()
    story.presses("Save")
    story.meets("Telling the patient", "telling-2-wrong", status=422)
    page.get_by_label("Why are they told later?").fill("Once she has moved")
    page.get_by_role("group", name="When do you look at it again?").first.get_by_label("Day").fill("3")
    page.get_by_role("group", name="When do you look at it again?").first.get_by_label("Month").fill("3")
    page.get_by_role("group", name="When do you look at it again?").first.get_by_label("Year").fill("2031")
    story.presses("Save")
    story.meets(case.name, "telling-3-request")
    expect(page.get_by_text("Once she has moved").first).to_be_visible()
    page.goto(f"{case.get_absolute_url()}letter/")
    story.meets("This is not possible now", "telling-4-not-yet", status=409)
    expect(page.get_by_text("not before 3 March 2031")).to_be_visible()

    page.goto(f"{case.get_absolute_url()}telling/")
    page.get_by_label("They are told now").check()
    story.presses("Save")
    page.goto(f"{case.get_absolute_url()}telling/")
    page.get_by_role("button", name="Write a letter to the patient").click()
    story.meets("Letter to the patient", "telling-5-letter")
    page.get_by_label("The patient", exact=True).check()
    page.get_by_label("Large print (18 point)").check()
    found = read(file_of(page, "Download the letter"))
    assert (min(found.sizes), found.marked) == (18, True)
    assert "Northmere Police" in found.text

    page.get_by_role("link", name="Record that they were told").click()
    page.get_by_label("They were told").check()
    story.date("When were they told?", "3", "11", "2025")
    page.get_by_label("How were they told?").select_option("letter")
    page.get_by_label("Whom did you tell?").select_option("patient")
    page.get_by_label("What was said?").fill("Who asked, and that we refused")
    story.meets("Telling the patient", "telling-6-told")
    story.presses("Save")
    story.meets(case.name, "telling-7-request")
    expect(page.get_by_text("Who asked, and that we refused").first).to_be_visible()


@VIEWPORTS
def test_closing_asks_what_becomes_of_telling(
    team: Team, story: Story, sign_in: Callable[[Page, Any], None]
) -> None:
    page, case = story.page, journeys.refused(team)
    sign_in(page, team.practice_manager)
    page.goto(f"{case.get_absolute_url()}close/")
    story.date("Date the reply was sent", "3", "11", "2025")
    page.get_by_label("How it was sent").fill("Recorded post")
    page.get_by_label("No", exact=True).check()
    story.meets("Close the request", "telling-8-close")
    story.presses("Close the request")
    story.meets("Close the request", "telling-9-close-wrong", status=422)
    page.get_by_label("Why are they not told?").fill("It would warn a suspect")
    group = page.get_by_role("group", name="When do you look at it again?").last
    for part, value in (("Day", "3"), ("Month", "3"), ("Year", "2031")):
        group.get_by_label(part).fill(value)
    story.presses("Close the request")
    story.meets(case.name, "telling-10-closed")
    expect(page.get_by_text("It would warn a suspect").first).to_be_visible()


@VIEWPORTS
def test_a_statement_from_the_persons_page(
    team: Team, story: Story, sign_in: Callable[[Page, Any], None]
) -> None:
    told = journeys.disclosed(team, journeys.released(team, approved(team, "after")))
    hidden, open_one = approved(team, "not"), journeys.submitted(team)
    patient = patient_pages.of_identifiers(
        practice=team.practice, by=team.ig_lead, given={"nhs_number": "9993035203"}
    )
    page = story.page
    sign_in(page, team.ig_lead)
    page.goto(patient.get_absolute_url())
    page.get_by_role("button", name="Make a statement for them").click()
    story.meets("Statement for a person", "statement-1-undecided")
    story.presses("Save")
    story.meets("Statement for a person", "statement-2-wrong", status=422)
    page.get_by_label("Leave it out").check()
    page.get_by_label(f"Why is {open_one.name} left out?").fill("It is not decided yet")
    story.date(f"When do you look at {open_one.name} again?", "3", "3", "2031")
    story.presses("Save")
    story.meets("Statement for a person", "statement-3-ready")
    expect(page.get_by_role("link", name=hidden.name)).to_be_visible()
    expect(page.get_by_text("The audit ledger says the same")).to_be_visible()
    page.get_by_label("Who asks for the statement?").select_option("patient")
    page.get_by_label("How did you check who they are?").fill("Passport seen")
    page.get_by_label("I have considered requests that are known by name and date of birth alone").check()
    page.get_by_label("Standard (12 point)").check()
    found = read(file_of(page, "Make the statement"))
    assert told.name in found.text
    for name in (hidden.name, open_one.name):
        assert name not in found.text
    assert found.title == "Requests for information about you"
