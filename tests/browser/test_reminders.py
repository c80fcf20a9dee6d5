"""A digest's link leads to the work; the calendar is read back; a failed reminder is sent again."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import icalendar
import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page, expect

from practices.models import Person
from requests_app.deadlines.local_time import end_of
from requests_app.models import OutboxMessage, Request
from requests_app.reminders import sending
from requests_app.reminders.digest import queue_digests
from requests_app.reminders.sweep import sweep
from tests.browser.sizes import NARROW, WIDE
from tests.factories import journeys, people
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.reminding import quiet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]
Look = Callable[..., None]


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.fixture
def case(team: Team) -> Request:
    return quiet(journeys.submitted(team))


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(
    request: pytest.FixtureRequest, team: Team, new_page: Callable[..., Page], sign_in: Callable[..., None]
) -> Page:
    found = new_page(viewport=request.param)
    sign_in(found, team.people["ig_lead"])
    return found


@pytest.fixture
def look(page: Page, assert_accessible: Callable[..., None], screenshot: Callable[[Page, str], None]) -> Look:
    def at(h1: str, name: str) -> None:
        assert_accessible(page, h1, status=200)
        screenshot(page, f"{name}-{page.viewport_size['width']}")  # type: ignore[index]

    return at


def digest_to(person: Person) -> str:
    """The body of the morning's mail, as it came."""
    morning = timezone.localtime().replace(hour=12)
    for days in range(1, 12):
        queue_digests(morning + timedelta(days=days))
    OutboxMessage.objects.filter(topic="digest").update(not_before=timezone.now())
    sending.send_waiting()
    bodies = [sent.body for sent in mail.outbox if sent.to == [person.email] and "today" in sent.subject]
    return str(bodies[0])


def test_a_digests_link_leads_to_what_is_to_be_done(
    page: Page, look: Look, team: Team, case: Request
) -> None:
    a_clock(case, rule="triage"), a_clock(case, rule="stated", due_at=end_of(date(2020, 6, 3)))
    sweep()
    body = digest_to(team.people["ig_lead"])
    link = re.search(r"/reminders/[0-9a-f-]{36}/", body)
    assert link

    page.goto("/")
    header = page.get_by_role("link", name=re.compile(r"Reminders \(2 unread\)"))
    expect(header).to_be_visible()
    page.goto(link[0])
    expect(page).to_have_url(re.compile(f"/requests/{case.key}/$"))
    page.get_by_role("button", name="Triage this request").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("triage", re.IGNORECASE))

    page.goto("/reminders/")
    look("Reminders", "reminders")
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("All your reminders are marked as read.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("unread"))).to_have_count(0)


def test_the_calendar_is_subscribed_to_and_read_back(
    page: Page, look: Look, team: Team, case: Request
) -> None:
    a_clock(case, rule="triage", due_at=end_of(date(2030, 6, 3)))
    page.goto("/account/")
    page.get_by_role("link", name="Your dates in your own calendar").click()
    look("Your dates in your own calendar", "calendar")
    page.get_by_role("button", name="Make an address").click()
    look("Your calendar address", "calendar-made")
    address = page.get_by_label("Address").input_value()
    path = address[address.index("/calendar/") :]

    # As a calendar program does: without a session.
    page.context.clear_cookies()
    answer = page.request.get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = icalendar.Calendar.from_ical(answer.body()).walk("VEVENT")
    assert date(2030, 6, 3) in [event.decoded("dtstart") for event in events]
    assert {str(event["summary"]).partition(":")[0] for event in events} == {case.name}
    kept = page.request.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert kept.status == 304


def test_what_failed_is_seen_on_the_request_and_sent_again(
    page: Page, look: Look, team: Team, case: Request
) -> None:
    people.a_deputy(team.practice, "caldicott_guardian", absent=team.people["caldicott_guardian"])
    a_clock(case, rule="urgent")
    sweep()
    OutboxMessage.objects.filter(topic="reminder").update(given_up_at=timezone.now(), last_error="OSError")

    page.goto(case.get_absolute_url())
    expect(page.get_by_role("heading", name="A message did not get through")).to_be_visible()
    look(case.name, "request-undelivered")
    page.get_by_role("link", name="See what failed and send it again").click()
    look("Reminders sent", "reminders-failed")
    page.get_by_role("link", name="clear filters").click()
    look("Reminders sent", "reminders-sent")
    page.get_by_role("link", name="Send again").first.click()
    look("Send the reminder again", "reminder-again")
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("The reminder goes to")).to_be_visible()
