"""What reviewers and the guardian see of the pre-check, and the page that splits items off."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from requests_app.models import Request
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

pytestmark = pytest.mark.timeout(200)
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    journeys.organisation(made)
    return made


@SIZES
def test_the_pre_check_stands_beside_each_review(
    team: Team, new_page: Any, sign_in: Any, assert_accessible: Any, screenshot: Any, size: dict[str, int]
) -> None:
    page: Page = new_page(viewport=size)
    name = str(size["width"])
    request = journeys.submitted(
        team,
        requester={"kind": "home_office", "organisation_name": "Home Office", "supervisor": ""},
        items={"codes": ["D01", "D06", "D11"], "own_words": ["Whether she works"]},
        law={"codes": ["EX-04", "IM-01"]},
        purpose={"purpose": "Overstaying alone", "offence": ""},
    )

    def meets(person: Any, step: str, h1: str) -> None:
        sign_in(page, person)
        page.goto(f"/requests/{request.key}/{step}")
        section = page.get_by_role("region", name="Pre-check")
        expect(section.get_by_text("not a practice’s to use")).to_be_visible()
        section.locator("summary", has_text="No view: ").click()
        expect(section.get_by_text("What is contested:").first).to_be_visible()
        assert_accessible(page, h1)
        screenshot(page, f"pre-check-{step.strip('/')}-{name}")

    meets(team.practice_manager, "triage/", "Triage")
    request = journeys.triaged(team, request)
    meets(team.ig_lead, "legal-basis/", "Legal basis")
    request = journeys.legally_reviewed(team, request)
    meets(team.clinical_reviewer, "public-interest/", "Public interest")
    request = journeys.weighed(team, request, conclusion="not_met")
    meets(team.caldicott_guardian, "decision/", "Decide")

    page.goto(f"/requests/{request.key}/")
    expect(page.get_by_text("not a practice’s to use")).not_to_be_visible()
    page.get_by_text("Show the pre-check").click()
    expect(page.get_by_text("not a practice’s to use")).to_be_visible()
    page.get_by_role("link", name="EX-04").first.click()
    expect(page.locator("h1")).to_contain_text("Immigration exemption")


@SIZES
def test_items_that_nothing_compels_are_split_off(
    team: Team, new_page: Any, sign_in: Any, assert_accessible: Any, screenshot: Any, size: dict[str, int]
) -> None:
    page: Page = new_page(viewport=size)
    law = rules.law(comply_by=timezone.localdate() + timedelta(days=3))
    request = journeys.submitted(team, law=law, requester=rules.coroner())
    request = journeys.triaged(team, request, level="V4")

    sign_in(page, team.ig_lead)
    page.goto(f"/requests/{request.key}/legal-basis/")
    page.get_by_role("link", name="split the others off").click()
    assert_accessible(page, "Split items off into a linked request")
    page.get_by_role("button", name="Split them off").click()
    assert_accessible(page, "Split items off into a linked request", 422)
    page.get_by_label("D08").check()
    page.get_by_label("Why are they split off?").fill("The notice compels the address only")
    page.get_by_label("I know that the new request").check()
    screenshot(page, f"split-{size['width']}")
    page.get_by_role("button", name="Split them off").click()
    expect(page.get_by_text("The items were split off.")).to_be_visible()
    new = Request.objects.exclude(pk=request.pk).get()
    page.get_by_role("link", name=new.reference or "").click()
    assert_accessible(page, new.name)
    expect(page.get_by_role("link", name=request.reference or "")).to_be_visible()


def test_the_guardian_waives_a_countersignature(
    team: Team, page: Page, sign_in: Any, assert_accessible: Any, screenshot: Any
) -> None:
    asks = {"supervisor": "Sgt Ailsa Merrow", "supervisor_rank": "Sergeant"}
    request = journeys.at_decision(team, requester=asks)
    sign_in(page, team.caldicott_guardian)
    page.goto(f"/requests/{request.key}/decision/")
    waiver = page.get_by_label("Why you go without a supervisor’s countersignature")
    expect(waiver).to_be_visible()
    waiver.fill("No inspector is on duty tonight")
    assert_accessible(page, "Decide")
    waiver.scroll_into_view_if_needed()
    screenshot(page, "waiver")
