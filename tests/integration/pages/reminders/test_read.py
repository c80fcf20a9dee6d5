"""The pages about reminders: what is unread, and a calendar of one's own."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from requests_app.models import CalendarFeed, Clock, ClockState, OutboxMessage, Reminder, Request
from requests_app.reminders import sending
from requests_app.reminders.digest import queue_digests
from requests_app.reminders.sweep import sweep
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.integration.pages.reminders.seeing import browser, of, text
from tests.support.queries import MOST_A_PAGE, counted

pytestmark = pytest.mark.django_db


def test_what_is_unread_is_counted_in_the_header_until_it_is_read(team: Team, case: Request) -> None:
    a_clock(case)
    sweep()
    manager = browser(team.people["practice_manager"])

    assert "Reminders (1 unread)" in text(manager.get("/"))
    page = text(manager.get("/reminders/"))
    assert "Unread" in page
    assert f"{case.name}" in page
    answer = manager.get(f"/reminders/{of(team.people['practice_manager']).key}/")
    assert (answer.status_code, answer["Location"]) == (302, case.get_absolute_url())
    assert "unread)" not in text(manager.get("/"))
    assert "Unread" not in text(manager.get("/reminders/"))


def test_all_are_marked_as_read_at_once(team: Team, case: Request) -> None:
    a_clock(case), a_clock(case, rule="stated")
    sweep()
    manager = browser(team.people["practice_manager"])

    assert "2 requests or incidents with an unread reminder" in text(manager.get("/reminders/"))
    assert manager.post("/reminders/").status_code == 302
    assert Reminder.objects.filter(person=team.people["practice_manager"], read_at=None).count() == 0
    assert Reminder.objects.filter(person=team.people["ig_lead"], read_at=None).count() == 2


def test_what_is_done_needs_no_reading(team: Team, case: Request) -> None:
    clock = a_clock(case)
    sweep()
    Clock.objects.filter(pk=clock.pk).update(state=ClockState.MET, met_at=timezone.now(), next_at=None)

    page = text(browser(team.people["practice_manager"]).get("/reminders/"))

    assert "Nothing any more" in page
    assert "Unread" not in page


def test_another_persons_reminder_is_not_there(team: Team, case: Request) -> None:
    a_clock(case)
    sweep()

    assert (
        browser(team.people["ig_lead"])
        .get(f"/reminders/{of(team.people['practice_manager']).key}/")
        .status_code
        == 404
    )


@pytest.mark.parametrize("path", ["/reminders/", "/reminders/sent/"], ids=["own", "sent"])
def test_the_lists_ask_as_much_for_50_as_for_5(team: Team, case: Request, path: str) -> None:
    asked = []
    manager = browser(team.people["practice_manager"])
    for number in (5, 45):
        for each in range(number):
            a_clock(case, rule="stated", round=number + 100 + each)
        sweep()
        manager.get(path)
        with counted() as statements:
            manager.get(path)
        asked.append(len(statements))
    assert asked[0] == asked[1] <= MOST_A_PAGE


def test_the_calendars_address_is_shown_once_replaced_and_removed(team: Team) -> None:
    lead = browser(team.people["ig_lead"])
    assert "Make an address" in text(lead.get("/reminders/calendar/"))

    found = re.search(
        r'value="(http[^"]+/calendar/[^"]+\.ics)"', lead.post("/reminders/calendar/").content.decode()
    )
    assert found
    path = found[1].partition("/calendar/")[2]
    assert Client().get(f"/calendar/{path}").status_code == 200
    page = lead.get("/reminders/calendar/")
    assert path not in page.content.decode()
    assert "A program last fetched it on" in text(page)
    lead.post("/reminders/calendar/")
    assert Client().get(f"/calendar/{path}").status_code == 404
    assert lead.post("/reminders/calendar/", {"remove": "1"}).status_code == 302
    assert CalendarFeed.objects.count() == 0


def test_a_digests_link_leads_to_what_is_to_be_done(team: Team, case: Request) -> None:
    a_clock(case)
    sweep()
    queue_digests(timezone.now().replace(hour=12) + timedelta(days=(7 - timezone.localdate().weekday()) % 7))
    OutboxMessage.objects.filter(topic="digest").update(not_before=timezone.now())
    mail.outbox.clear()
    sending.send_waiting()
    lead = team.people["ig_lead"]
    (letter,) = (sent for sent in mail.outbox if sent.to == [lead.email])
    found = re.search(r"/reminders/[0-9a-f-]{36}/", letter.body)
    assert found

    assert browser(lead).get(found[0])["Location"] == case.get_absolute_url()
