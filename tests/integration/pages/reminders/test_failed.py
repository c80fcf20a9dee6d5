"""What failed about a request shows on its page, until one gets through."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from practices.models import Person
from requests_app.models import OutboxMessage, Reminder, Request
from requests_app.models.message import POSSIBLY
from requests_app.reminders import again, sending
from requests_app.reminders.sweep import sweep
from requests_app.reminders.wording import headline_of
from requests_app.reminders.words import label_of
from requests_app.selectors import reminders as select
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.factories.people import a_membership
from tests.integration.journey.conftest import make_team
from tests.integration.pages.reminders.seeing import browser, of, text
from tests.support.queries import MOST_A_PAGE, counted

pytestmark = pytest.mark.django_db


def test_a_failure_shows_on_the_request_until_one_gets_through(team: Team, case: Request) -> None:
    a_clock(case, rule="urgent")
    sweep()
    OutboxMessage.objects.filter(topic="reminder").update(given_up_at=timezone.now(), last_error="OSError")
    manager = browser(team.people["practice_manager"])

    page = text(manager.get(case.get_absolute_url()))
    assert "A message did not get through" in page
    assert f"Urgent welfare, to {team.people['ig_lead'].full_name}" in page
    assert "See what failed and send it again" in page
    assert "send it again" not in text(
        browser(team.people["caldicott_guardian"]).get(case.get_absolute_url())
    )

    for role in ("ig_lead", "practice_manager"):
        again.send_again(key=of(team.people[role]).key, by=team.people["practice_manager"])
    mail.outbox.clear()
    assert sending.send_waiting() == 2
    assert "Somebody at the practice had this sent again." in mail.outbox[0].body
    assert "did not get through" not in text(manager.get(case.get_absolute_url()))
    (entry, _) = entries_about(
        log_name(team.practice.public_id), case.about, only_events=["reminder.sent_again"], limit=5
    )
    assert entry.facts["rule"] == "urgent"


@pytest.mark.parametrize(("last_error", "said"), [("", ": came back"), (POSSIBLY, ": possibly came back")])
def test_what_came_back_shows_on_the_request_too(
    team: Team, case: Request, last_error: str, said: str
) -> None:
    a_clock(case, rule="urgent")
    sweep()
    sending.send_waiting()
    OutboxMessage.objects.filter(topic="reminder").update(bounced_at=timezone.now(), last_error=last_error)

    page = text(browser(team.people["practice_manager"]).get(case.get_absolute_url()))

    assert said in page


def test_a_mail_of_a_step_that_did_not_get_through_shows_until_one_does(team: Team, case: Request) -> None:
    now = timezone.now()
    lead, manager = team.people["ig_lead"], browser(team.people["practice_manager"])
    mails = OutboxMessage.objects.filter(request=case, recipient=lead)
    line = f"{headline_of(mails.get().topic)}, to {lead.full_name}"

    def page() -> str:
        return text(manager.get(case.get_absolute_url()))

    assert line not in page()
    mails.update(bounced_at=now)
    assert "came back" in page().partition(line)[2][:40]
    mails.update(last_error=POSSIBLY)
    assert "possibly came back" in page().partition(line)[2][:40]
    mails.update(sent_at=None, bounced_at=None, given_up_at=now, last_error="SMTPRecipientsRefused")
    assert "failed" in page().partition(line)[2][:40]
    assert "send it again" not in page()
    mails.update(last_error="no longer sees the request")
    assert line not in page()
    mails.update(last_error="OSError")
    OutboxMessage.objects.create(
        recipient=lead, request=case, topic="triage.accepted", created_at=now, not_before=now, sent_at=now
    )
    assert line not in page()


def test_the_latest_of_what_failed_come_first_and_not_more_than_can_be_read(
    team: Team, case: Request
) -> None:
    now, lead = timezone.now(), team.people["ig_lead"]
    OutboxMessage.objects.filter(request=case).delete()
    for number in range(select.SHOWN + 3):
        moment = now - timedelta(days=number)
        a_failed_mail(lead, case, moment, topic="triage.accepted")
        clock = a_clock(case, rule="urgent", round=20 + number)
        Reminder.objects.create(
            clock=clock, practice=team.practice, request=case, person=lead, rule="urgent", rung="overdue",
            due_at=clock.due_at, came_at=moment, created_at=moment, day=timezone.localdate(moment),
            message=a_failed_mail(lead, case, moment, topic="reminder"),
        )  # fmt: skip

    found = select.failed_about(case)

    assert [row.is_reminder for row in found] == [True] * select.SHOWN + [False] * select.SHOWN
    days = [now - timedelta(days=number) for number in range(select.SHOWN)]
    assert [row.created_at for row in found] == days * 2
    assert {row.about for row in found} == {"urgent", "triage.accepted"}


def a_failed_mail(to: Person, case: Request, moment: datetime, **fields: Any) -> OutboxMessage:
    return OutboxMessage.objects.create(
        recipient=to, request=case, created_at=moment, not_before=moment, given_up_at=moment,
        last_error="OSError", **fields,
    )  # fmt: skip


def test_a_reminder_that_was_dropped_is_no_failure(team: Team, case: Request) -> None:
    a_clock(case, rule="urgent")
    sweep()
    OutboxMessage.objects.filter(topic="reminder").update(given_up_at=timezone.now(), last_error="OSError")
    assert len(select.failed_about(case)) == 2

    Reminder.objects.update(dropped_at=timezone.now(), dropped_because="later")

    assert select.failed_about(case) == []


@pytest.mark.parametrize(("state", "rule"), [("submitted", "urgent"), ("closed", "retrospective")])
def test_the_requests_page_asks_no_more_where_both_kinds_failed_for_somebody_at_many_practices(
    team: Team, state: str, rule: str
) -> None:
    case: Request = getattr(journeys, state)(team)
    lead = team.people["ig_lead"]
    for number in range(6):
        there = make_team(f"Y8888{number}", f"Elsewhere {number}")
        for role in ("ig_lead", "practice_manager"):
            a_membership(there.practice, role, person=lead)
    page, path = browser(lead), f"{case.get_absolute_url()}?whole"
    page.get(path)
    with counted() as before:
        page.get(path)
    a_clock(case, rule=rule, due_at=timezone.now() - timedelta(days=30))
    sweep()
    OutboxMessage.objects.update(sent_at=None, given_up_at=timezone.now(), last_error="OSError")

    with counted() as asked:
        shown = text(page.get(path))

    assert {row.is_reminder for row in select.failed_about(case)} == {True, False}
    assert f"{label_of(rule)}, to" in shown
    assert len(asked) == len(before) <= MOST_A_PAGE, asked
