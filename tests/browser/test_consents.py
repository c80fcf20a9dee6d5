"""A patient is asked and consents, the request rests on it, the patient takes it back: wide and narrow."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consent.models import Asking, Consent
from tests.browser.sizes import NARROW, WIDE
from tests.browser.story import Story
from tests.factories import consented, consents, journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

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


def parts(day: Any) -> tuple[str, str, str]:
    return str(day.day), str(day.month), str(day.year)


@VIEWPORTS
def test_from_asking_to_a_consent(team: Team, story: Story, sign_in: Callable[[Page, Any], None]) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    page, today = story.page, timezone.localdate()
    sign_in(page, team.ig_lead)
    page.goto(f"/requests/{request.key}/")
    page.get_by_role("link", name="Ask the patient for consent").click()
    story.meets("Ask the patient for consent", "consent-1-ask")
    story.presses("Save that they were asked")
    story.meets("Ask the patient for consent", "consent-2-wrong", status=422)
    page.get_by_label("Letter").check()
    page.get_by_label("D06", exact=False).check()
    story.date("Answer hoped for by", *parts(today + timedelta(days=7)))
    story.presses("Save that they were asked")
    story.meets(request.name, "consent-3-asked")
    expect(page.get_by_text("Sought, not answered yet")).to_be_visible()
    assert Asking.objects.get().answer_by == today + timedelta(days=7)

    page.get_by_role("link", name="Record the patient’s consent").click()
    story.meets("Record the patient’s consent", "consent-4-record")
    story.presses("Save this consent")
    story.meets("Record the patient’s consent", "consent-5-wrong", status=422)
    page.get_by_label("The patient", exact=True).check()
    page.get_by_role("group", name="Is the patient under 18?").get_by_label("No").check()
    page.get_by_label("How you considered capacity").fill("They understood and weighed it")
    page.get_by_label("What you explained").fill("Who asks, what for, that they may say no")
    page.get_by_label("To which recipient?").fill(consents.RECIPIENT)
    page.get_by_label("What you asked about it being freely given").fill("Asked alone; nobody pressed them")
    page.get_by_label("By phone, with two identifiers checked").check()
    page.get_by_label("First identifier").select_option("birth")
    page.get_by_label("Second identifier").select_option("address")
    page.get_by_label("Where the evidence is kept").fill("Note in the record")
    story.date("Valid until", *parts(today + timedelta(days=60)))
    story.meets("Record the patient’s consent", "consent-6-filled", status=422)
    story.presses("Save this consent")
    story.meets(request.name, "consent-7-given")
    consent = Consent.objects.get()
    assert (consent.items, consent.identifier_two) == (["D06"], "address")
    page.goto(f"/requests/{request.key}/legal-basis/")
    story.meets("Legal basis", "consent-8-legal-basis")
    expect(page.get_by_text("As the register holds it.")).to_be_visible()


@VIEWPORTS
def test_a_withdrawal_after_the_approval(
    team: Team, story: Story, sign_in: Callable[[Page, Any], None]
) -> None:
    request = consented.at(team, "released")
    page = story.page
    sign_in(page, team.practice_manager)
    page.goto(f"/requests/{request.key}/")
    page.get_by_role("link", name="The patient withdraws consent").click()
    story.meets("The patient withdraws consent", "consent-9-withdraw")
    expect(page.get_by_text("A release is open.")).to_be_visible()
    story.presses("Record the withdrawal now")
    story.meets("The patient withdraws consent", "consent-10-wrong", status=422)
    page.get_by_label("In person").check()
    page.get_by_label("To whom did they say it?").fill("Reception")
    story.presses("Record the withdrawal now")
    story.meets(request.name, "consent-11-withdrawn")
    expect(page.get_by_text("goes back to the legal-basis review").first).to_be_visible()
    assert journeys.fresh(request).state == "legal_basis"


@VIEWPORTS
def test_a_refusal_and_the_guardians_page(
    team: Team, story: Story, sign_in: Callable[[Page, Any], None]
) -> None:
    asked = journeys.triaged(team, journeys.submitted(team))
    consents.asked(team, asked)
    page = story.page
    sign_in(page, team.ig_lead)
    page.goto(f"/requests/{asked.key}/consent/answer/")
    story.meets("Record that the patient did not consent", "consent-12-answer")
    page.get_by_label("They refused").check()
    story.presses("Save the answer")
    story.meets(asked.name, "consent-13-refused")
    decided = consented.at(team, "decision")
    sign_in(page, team.caldicott_guardian)
    page.goto(f"/requests/{decided.key}/decision/")
    story.meets("Decide", "consent-14-decision")
    expect(page.get_by_role("heading", name="Consent of the patient")).to_be_visible()
