"""Dates that explain themselves: stop the clock and see both dates, read why, hand over and extend."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from practices import closures
from requests_app.journey import recomputing
from requests_app.models import Clock, Request
from requests_app.presenters.due import due_date
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.pages.test_incidents import an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]
SIZES = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
Look = Callable[..., None]


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.fixture
def look(assert_accessible: Callable[..., None], screenshot: Callable[[Page, str], None]) -> Look:
    """The page as somebody sees it: accessible, and kept as a picture."""

    def looked(page: Page, h1: str, name: str, status: int = 200) -> None:
        assert_accessible(page, h1, status=status)
        screenshot(page, f"{name}-{page.viewport_size['width']}")  # type: ignore[index]

    return looked


def decide(request: Request) -> Clock:
    return Clock.objects.get(request=request, rule="decide")


def type_day(page: Page, legend: str, day: object) -> None:
    group = page.get_by_role("group", name=legend)
    for label, part in (("Day", "day"), ("Month", "month"), ("Year", "year")):
        group.get_by_label(label).fill(str(getattr(day, part)))


@SIZES
def test_stop_the_clock_and_see_both_dates(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    look: Look,
    time_machine: Any,
    viewport: dict[str, int],
) -> None:
    request = journeys.submitted(team)
    before = decide(request)
    page = new_page(viewport=viewport)
    sign_in(page, team.practice_manager)
    page.goto(f"{request.get_absolute_url()}ask/")
    expect(page.get_by_text("stands still until the answer").first).to_be_visible()
    look(page, "Ask, and wait for the answer", "ask")
    page.get_by_label("The requester", exact=True).check()
    page.get_by_label("What do you ask?").fill("Which inquiry is it?")
    page.get_by_role("button", name="Ask and wait").click()
    expect(page.get_by_text("Stands still").first).to_be_visible()
    time_machine.move_to(timezone.now() + timedelta(days=9))
    sign_in(page, team.practice_manager)
    page.goto(f"{request.get_absolute_url()}resume/")
    expect(page.get_by_role("table", name="Dates that stand still")).to_be_visible()
    expect(page.get_by_text(due_date(before.due_at)).first).to_be_visible()
    look(page, "Record the answer", "resume")
    page.get_by_label("What is the answer?").fill("Operation Larch")
    page.get_by_role("button", name="Save the answer and go on").click()
    after = decide(request)
    assert after.due_at > before.due_at
    words = f"Decide: {due_date(before.due_at)} became {due_date(after.due_at)}"
    expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("link", name="All dates, and how each was reckoned").click()
    date = page.locator("#decide-1")
    date.get_by_text("Who changed what").click()
    expect(date.get_by_role("row").filter(has_text="Went on")).to_be_visible()
    expect(date.get_by_text("Waiting for the requester", exact=True)).to_be_visible()
    look(page, "Dates", "dates-changed")


@SIZES
def test_read_why_a_date_is_what_it_is(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    look: Look,
    viewport: dict[str, int],
) -> None:
    day = timezone.localdate() + timedelta(days=30)
    request = journeys.submitted(team, law={"comply_by": day})
    page = new_page(viewport=viewport)
    sign_in(page, team.ig_lead)
    page.goto(request.get_absolute_url())
    section = page.get_by_role("region", name="Dates", exact=True)
    expect(section.get_by_text("Decide")).to_be_visible()
    look(page, request.name, "request-with-dates")
    section.get_by_role("link", name="All dates").click()
    steps = page.locator("#decide-1").get_by_role("list", name="How this date was reckoned")
    expect(steps.get_by_role("listitem").first).to_have_text(re.compile("^Received "))
    expect(page.get_by_text("No statutory time limit applies").first).to_be_visible()
    look(page, "Dates", "dates")
    page.get_by_role("link", name="Record the acknowledgement").click()
    look(page, "Record the acknowledgement", "date-met")
    page.get_by_role("button", name="Save").click()
    look(page, "Record the acknowledgement", "date-met-error", status=422)
    page.get_by_label("How was it acknowledged?").fill("By letter of today")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved. The date is met.")).to_be_visible()


@SIZES
def test_hand_over_extend_and_answer(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    look: Look,
    viewport: dict[str, int],
) -> None:
    request = journeys.submitted(team)
    today = timezone.localdate()
    page = new_page(viewport=viewport)
    sign_in(page, team.ig_lead)
    page.goto(request.get_absolute_url())
    page.get_by_role("link", name="Hand over to another procedure").click()
    look(page, "Hand over to another procedure", "handover-new")
    page.get_by_role("button", name="Hand it over").click()
    look(page, "Hand over to another procedure", "handover-new-error", status=422)
    page.get_by_label("Subject access request").check()
    page.get_by_label("What does it say?").fill("A copy of their own record")
    page.get_by_role("button", name="Hand it over").click()
    expect(page.get_by_text("Its own clock runs from the day of receipt")).to_be_visible()
    expect(page.get_by_text("One month later is")).to_be_visible()
    look(page, "Subject access request", "handover")
    page.get_by_role("link", name="Extend by two months").click()
    type_day(page, "When did you tell the person?", today)
    page.get_by_label("Why is more time needed?").fill("Many requests at once")
    look(page, "Extend by two months", "handover-extend")
    page.get_by_role("button", name="Extend", exact=True).click()
    expect(page.get_by_text("Extended by", exact=True)).to_be_visible()
    page.get_by_role("link", name="Record the answer").click()
    look(page, "Record the answer", "handover-answer")
    page.get_by_label("How was it answered?").fill("Sent by post")
    page.get_by_role("button", name="Save the answer").click()
    look(page, "Subject access request", "handover-answered")
    page.goto("/handovers/")
    look(page, "Hand-overs", "handovers")


@SIZES
def test_an_incidents_72_hours_and_its_report(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    look: Look,
    viewport: dict[str, int],
) -> None:
    incident = an_incident(team)
    page = new_page(viewport=viewport)
    sign_in(page, team.data_protection_officer)
    page.goto(f"/incidents/{incident.key}/")
    expect(page.get_by_text("72 hours later, weekends included, is")).to_be_visible()
    look(page, "Incident", "incident-clock")
    page.get_by_role("button", name="Record whether it was reported").click()
    page.get_by_label("No, and it need not be").check()
    look(page, "Record whether it was reported", "incident-report")
    page.get_by_label("Why is a risk to people unlikely?").fill("It came back unopened")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Need not be reported").first).to_be_visible()
    look(page, "Incident", "incident-reported")


@SIZES
def test_days_closed_move_the_targets(
    team: Team,
    new_page: Callable[..., Page],
    sign_in: Callable[..., None],
    look: Look,
    viewport: dict[str, int],
) -> None:
    request = journeys.submitted(team)
    before = decide(request)
    page = new_page(viewport=viewport)
    sign_in(page, team.practice_administrator)
    page.goto(f"/practices/{team.practice.ods_code}/closures/")
    look(page, "Days closed", "closures-none")
    page.get_by_role("button", name="Add days").click()
    first = timezone.localdate() + timedelta(days=1)
    type_day(page, "First day", first)
    type_day(page, "Last day", first + timedelta(days=6))
    page.get_by_label("Why is the practice closed?").fill("Flood")
    look(page, "Add days on which the practice is closed", "closure-new")
    page.get_by_role("button", name="Add", exact=True).click()
    look(page, "Days closed", "closures")
    assert closures.days_closed(team.practice)
    recomputing.follow_practices()
    assert decide(request).due_at > before.due_at
    page.get_by_role("link", name="Call off").click()
    look(page, "Call the days off", "closure-end")
    page.get_by_role("button", name="Call the days off").click()
    expect(page.get_by_text("Called off")).to_be_visible()


def test_the_clock_is_stopped_and_goes_on_without_javascript(
    team: Team, new_page: Callable[..., Page], sign_in: Callable[..., None]
) -> None:
    request = journeys.submitted(team)
    page = new_page(viewport=NARROW, java_script_enabled=False)
    sign_in(page, team.ig_lead)
    page.goto(request.get_absolute_url())
    page.get_by_role("link", name="Hand over to another procedure").click()
    page.get_by_label("Subject access request").check()
    page.get_by_label("What does it say?").fill("A copy of their own record")
    page.get_by_role("button", name="Hand it over").click()
    page.get_by_role("link", name="Ask the person, and stop the clock").click()
    page.get_by_label("What do you ask the person?").fill("Which years?")
    page.get_by_role("button", name="Ask and stop the clock").click()
    expect(page.get_by_text("Stands still", exact=True)).to_be_visible()
    page.get_by_role("link", name="Record their answer, and let the clock go on").click()
    page.get_by_label("What did they answer?").fill("The last two")
    page.get_by_role("button", name="Save and let the clock go on").click()
    page.get_by_text("Who changed what").click()
    expect(page.get_by_role("row").filter(has_text="Went on")).to_be_visible()
