"""What was sent to whom with what result, sending again, and who stands in."""

import html
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from kit.errors import NotPossible
from practices.models import Person
from practices.permissions import access_of
from requests_app.deadlines.local_time import LONDON, end_of
from requests_app.journey import incident
from requests_app.models import Clock, ClockState, OutboxMessage, Reminder, Request
from requests_app.models.message import POSSIBLY
from requests_app.reminders import again, pages, sending
from requests_app.reminders.sweep import sweep
from requests_app.selectors import reminders as select
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.factories.people import a_deputy, a_membership
from tests.integration.journey.conftest import make_team
from tests.integration.pages.reminders.seeing import browser, of, text
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


def test_the_manager_sees_what_was_sent_to_whom_when_by_which_rule_with_what_result(
    team: Team, case: Request
) -> None:
    a_clock(case, rule="urgent"), a_clock(case, rule="decide"), a_clock(case, rule="triage")
    sweep()
    sent, failed, met = (of_rule("urgent", team), of_rule("decide", team), of_rule("triage", team))
    sending.send_waiting()
    failed.message = OutboxMessage.objects.create(
        recipient=failed.person, topic="reminder", created_at=timezone.now(), not_before=timezone.now(),
        given_up_at=timezone.now(), last_error="SMTPRecipientsRefused",
    )  # fmt: skip
    failed.save(update_fields=["message"])
    met.dropped_at, met.dropped_because = timezone.now(), "met"
    met.save(update_fields=["dropped_at", "dropped_because"])
    manager = browser(team.people["practice_manager"])

    page = text(manager.get("/reminders/sent/"))

    for words in (
        "Urgent welfare",
        "Sent",
        "Failed",
        "Done meanwhile",
        "Waits for the morning",
        "Send again",
    ):
        assert words in page, words
    only_failed = text(manager.get("/reminders/sent/?show=failed"))
    assert "Failed" in only_failed
    assert "Waits for the morning" not in only_failed
    assert sent.person.full_name in page
    assert "Halloway" not in page


def of_rule(rule: str, team: Team) -> Reminder:
    return Reminder.objects.get(rule=rule, person=team.people["ig_lead"])


def test_with_nothing_sent_the_pages_say_so(team: Team) -> None:
    manager = browser(team.people["practice_manager"])

    assert "No reminder yet" in text(manager.get("/reminders/"))
    assert "Nothing was sent in this period" in text(manager.get("/reminders/sent/"))
    assert "Nothing failed" in text(manager.get("/reminders/sent/?show=failed"))
    assert "Nobody is away" in text(manager.get("/reminders/sent/"))


def test_who_is_away_and_who_stands_in(team: Team) -> None:
    deputy = a_deputy(team.practice, "caldicott_guardian", absent=team.people["caldicott_guardian"])

    page = text(browser(team.people["practice_manager"]).get("/reminders/sent/"))

    assert team.people["caldicott_guardian"].full_name in page
    assert deputy.full_name in page
    assert "Caldicott guardian" in page


def test_of_two_who_send_it_again_one_is_told_of_the_other(
    team: Team, case: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_clock(case, rule="urgent")
    sweep()
    sending.send_waiting()
    key = of(team.people["ig_lead"]).key
    again.send_again(key=key, by=team.people["practice_manager"])
    with pytest.raises(NotPossible, match="already on its way"):
        again.send_again(key=key, by=team.people["ig_lead"])
    sending.send_waiting()
    with pytest.raises(NotPossible, match="a few minutes ago"):
        again.send_again(key=key, by=team.people["ig_lead"])
    monkeypatch.setattr(again, "APART", timedelta(0))
    with counted() as asked:
        again.send_again(key=key, by=team.people["ig_lead"])
    locked = [sql.split('FROM "')[1].split('"')[0] for sql in asked if "FOR NO KEY UPDATE" in sql]
    own = [table for table in locked if table.startswith("requests_app")]
    assert own == ["requests_app_request", "requests_app_clock"]  # in the order of each step


def test_nothing_is_sent_again_that_is_done_on_its_way_or_no_longer_theirs(team: Team, case: Request) -> None:
    clock = a_clock(case, rule="urgent")
    sweep()
    manager, lead = team.people["practice_manager"], team.people["ig_lead"]
    page = browser(manager)
    address = f"/reminders/{of(lead).key}/again/"

    assert "Result so far" in text(page.get(address))
    on_its_way = page.post(address)
    assert (on_its_way.status_code, "already on its way" in text(on_its_way)) == (409, True)
    sending.send_waiting()
    assert page.post(address).status_code == 302
    sending.send_waiting()
    Person.objects.filter(pk=lead.pk).update(is_active=False)
    assert "no longer sees it" in text(page.post(address))
    Clock.objects.filter(pk=clock.pk).update(state=ClockState.MET, met_at=timezone.now(), next_at=None)
    assert "is done, or stands still" in text(page.post(address))


def test_a_reminder_of_an_incident_about_no_request_can_be_sent_again(team: Team) -> None:
    found = incident.record_incident(
        practice=team.practice,
        by=team.people["front_desk"],
        request=None,
        data={
            "kind": "other",
            "what_left": "x",
            "to_whom": "",
            "happened_at": None,
            "aware_at": timezone.now(),
        },
    )
    Clock.objects.update(next_at=None)
    Clock.objects.filter(incident=found).update(next_at=timezone.now())
    a_clock(None, practice=team.practice, incident=found, rule="breach")
    sweep()
    sending.send_waiting()
    old = Reminder.objects.filter(request=None, person=team.people["ig_lead"]).latest("id")
    assert (
        f"/incidents/{found.key}/"
        == browser(team.people["ig_lead"]).get(f"/reminders/{old.key}/")["Location"]
    )

    again.send_again(key=old.key, by=team.people["ig_lead"])

    log = log_name(team.practice.public_id)
    assert entries_about(log, f"incident:{found.key}", only_events=["reminder.sent_again"])


def test_several_practices_are_told_apart(team: Team, case: Request) -> None:
    there = make_team("Y99992", "Elsewhere Surgery")
    a_membership(there.practice, "practice_manager", person=team.people["practice_manager"])
    a_clock(case), a_clock(journeys.submitted(there))
    sweep()

    page = text(browser(team.people["practice_manager"]).get("/reminders/sent/"))

    assert "Elsewhere Surgery" in page
    assert "Larkmoor Road Surgery" in page


def test_every_result_has_words() -> None:
    now = timezone.now()

    def result(**fields: Any) -> tuple[str, str]:
        cell = pages.result_of(Reminder(message=OutboxMessage(created_at=now, not_before=now, **fields)))
        return cell.text, cell.hint

    assert result()[0] == "On its way"
    assert result(attempts=3, last_error="OSError") == ("On its way", "tried 3 times")
    assert result(given_up_at=now, last_error="recipient deactivated") == (
        "Not sent",
        "Recipient deactivated",
    )
    assert result(given_up_at=now, last_error="OSError")[0] == "Failed"
    assert result(sent_at=now, bounced_at=now)[0] == "Came back"
    assert result(sent_at=now, bounced_at=now, last_error=POSSIBLY)[0] == "Possibly came back"


def test_rows_from_before_there_were_clocks_are_shown(team: Team, case: Request) -> None:
    now = timezone.now()
    message = OutboxMessage.objects.create(
        recipient=team.people["ig_lead"], request=case, topic="reminder.decide_past", created_at=now,
        not_before=now, sent_at=now,
    )  # fmt: skip
    Reminder.objects.create(
        request=case, practice=team.practice, person=team.people["ig_lead"], rule="decide_past", alone=True,
        day=timezone.localdate(), message=message, created_at=now - timedelta(days=1), read_at=now,
    )  # fmt: skip

    assert "Decide past" in text(browser(team.people["practice_manager"]).get("/reminders/sent/"))
    assert "Nothing any more" in text(browser(team.people["ig_lead"]).get("/reminders/"))
    with pytest.raises(NotPossible, match="is done"):
        again.send_again(key=Reminder.objects.get().key, by=team.people["practice_manager"])


def sent_on(team: Team, case: Request, day: date, **message: Any) -> Reminder:
    moment = end_of(day) - timedelta(seconds=1)
    clock = a_clock(case, rule="stated", round=Clock.objects.count() + 20, next_at=None)
    given = {"sent_at": moment, **message}
    return Reminder.objects.create(
        clock=clock, practice=team.practice, request=case, person=team.ig_lead, rule="stated", rung="due",
        due_at=clock.due_at, came_at=moment, created_at=moment, day=day,
        message=OutboxMessage.objects.create(
            recipient=team.ig_lead, request=case, topic="reminder", created_at=moment, not_before=moment,
            **given,
        ),
    )  # fmt: skip


TODAY = timezone.localdate


@pytest.mark.parametrize(
    ("asked", "days_ago", "there"),
    [
        ("", 0, True),
        ("", 29, True),
        ("", 30, False),
        ("?sent=7", 6, True),
        ("?sent=7", 7, False),
        ("?sent=90", 89, True),
        ("?sent=90", 90, False),
        ("?sent=365", 364, True),
        ("?sent=365", 365, False),
        ("?sent=never", 30, False),
        ("?sent=366", 31, False),
    ],
)
def test_what_was_sent_is_shown_of_a_period(
    team: Team, case: Request, asked: str, days_ago: int, there: bool
) -> None:
    sent_on(team, case, TODAY() - timedelta(days=days_ago))
    page = text(browser(team.practice_manager).get(f"/reminders/sent/{asked}"))

    assert ("1 reminder" in page) is there
    assert ("0 reminders" in page) is not there
    assert ("Nothing was sent in this period" in page) is not there


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2025, 1, 1), True),
        (date(2025, 12, 31), True),
        (date(2024, 12, 31), False),
        (date(2026, 1, 1), False),
    ],
    ids=str,
)
def test_or_of_a_calendar_year(team: Team, case: Request, day: date, there: bool) -> None:
    sent_on(team, case, day)

    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=LONDON), tick=True):
        page = text(browser(team.practice_manager).get("/reminders/sent/?sent=2025"))

    assert "1 January 2025 to 31 December 2025" in page
    assert ("1 reminder" in page) is there


def test_what_failed_a_while_ago_is_found_from_the_request(team: Team, case: Request) -> None:
    day = TODAY() - timedelta(days=200)
    sent_on(team, case, day, sent_at=None, given_up_at=timezone.now(), last_error="OSError")
    manager = browser(team.practice_manager)
    link = re.search(r'href="(/reminders/sent/[^"]+)"', manager.get(case.get_absolute_url()).content.decode())
    assert link

    page = text(manager.get(html.unescape(link[1])))

    assert "only what failed or came back" in page
    assert "Send again" in page


def test_what_was_sent_is_found_by_practice_and_period(team: Team, case: Request) -> None:
    period = (TODAY() - timedelta(days=29), TODAY())
    found = select.sent_at_practices(access_of(team.practice_manager), period)
    sql, values = found[:25].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    condition = plan.partition("reminder_at_practice")[2].partition("Index Cond")[2].partition("\n")[0]
    assert "practice_id" in condition
    assert condition.count("created_at") == 2
