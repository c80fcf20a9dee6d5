"""One mail a person and working-day morning, by what is to be done; what is done meanwhile is left out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from practices.models import Practice
from requests_app.deadlines.local_time import end_of
from requests_app.journey import conflicts
from requests_app.models import Clock, ClockState, OutboxMessage, Reminder, Request
from requests_app.reminders import sending
from requests_app.reminders.digest import queue_digests
from requests_app.reminders.sweep import sweep
from requests_app.selectors import reminders as select
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.factories.people import a_closure, a_membership
from tests.integration.journey.conftest import make_team
from tests.support.queries import counted
from tests.support.reminding import DAY, at, letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]


def due(request: Request, **fields: Any) -> Clock:
    return a_clock(request, due_at=end_of(DAY), next_at=at(6), **fields)


def test_one_mail_a_person_with_everything_grouped_by_what_to_do(team: Team, case: Request) -> None:
    other = journeys.triaged(team, journeys.submitted(team))
    Clock.objects.update(next_at=None)
    OutboxMessage.objects.update(sent_at=timezone.now())
    due(case, rule="triage"), due(case, rule="acknowledge"), due(other)
    sweep(at(6))

    assert queue_digests(at(7, minute=59)) == 0
    assert queue_digests(at(8)) == 2
    assert queue_digests(at(9)) == 0

    found = letters()
    assert set(found) == {"practice_manager", "ig_lead"}
    body = found["ig_lead"].body
    assert found["ig_lead"].subject == "Disclosure Desk today: 3 reminders, 3 overdue"
    for heading in ("To be triaged (1)", "To be acknowledged (1)", "Legal basis to be reviewed (1)"):
        assert heading in body
    assert body.count(case.name) == 2
    assert "was due by Wed 16 Sep 2026: overdue" in body
    assert "Legal basis" not in found["practice_manager"].body
    assert "Halloway" not in body
    for row in Reminder.objects.filter(person=team.people["ig_lead"]):
        assert f"/reminders/{row.key}/" in body


def test_what_comes_later_in_the_day_is_in_the_next_one(case: Request) -> None:
    due(case)
    sweep(at(6))
    queue_digests(at(8))
    a_clock(case, rule="stated", due_at=end_of(DAY + timedelta(days=2)), next_at=at(10))
    sweep(at(10))

    assert queue_digests(at(10)) == 0
    assert queue_digests(at(9, DAY + timedelta(days=1))) == 2


@pytest.mark.parametrize(
    ("nation", "day", "queued"),
    [
        ("england", date(2026, 8, 3), 2),
        ("scotland", date(2026, 8, 3), 0),
        ("england", date(2026, 8, 31), 0),
        ("scotland", date(2026, 8, 31), 2),
        ("england", date(2026, 9, 19), 0),
    ],
    ids=["open", "Scottish holiday", "English holiday", "open in Scotland", "Saturday"],
)
def test_only_on_the_practices_working_days(case: Request, nation: str, day: date, queued: int) -> None:
    due(case)
    sweep(at(6))
    Practice.objects.update(nation=nation)

    assert queue_digests(at(9, day)) == queued


def test_not_while_the_practice_is_closed(case: Request) -> None:
    due(case)
    sweep(at(6))
    a_closure(case.practice, DAY)

    assert queue_digests(at(8)) == 0
    assert queue_digests(at(9, DAY + timedelta(days=1))) == 2


def test_somebody_at_two_practices_hears_of_the_one_that_works(team: Team, case: Request) -> None:
    there = make_team("Y99992", "Elsewhere Surgery")
    a_membership(there.practice, "practice_manager", person=team.people["practice_manager"])
    other = journeys.submitted(there)
    Clock.objects.update(next_at=None)
    OutboxMessage.objects.update(sent_at=timezone.now())
    due(case), due(other)
    sweep(at(6))
    a_closure(there.practice, DAY)
    queue_digests(at(8))

    assert other.name not in letters()["practice_manager"].body
    queue_digests(at(9, DAY + timedelta(days=1)))
    assert other.name in letters()["practice_manager"].body


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"state": ClockState.MET, "met_at": at(9)}, "met"),
        ({"state": ClockState.STOPPED, "stopped_at": at(9)}, "stopped"),
        ({"state": ClockState.ENDED, "ended_at": at(9)}, "ended"),
        ({"due_at": end_of(DAY + timedelta(days=5))}, "moved"),
    ],
    ids=["met", "stopped", "ended", "moved"],
)
def test_what_changed_between_the_claim_and_the_sending_is_not_sent(
    case: Request, change: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock changes while the mail server is being connected to: the last moment that there is."""
    clock = due(case)
    sweep(at(6))
    queue_digests(at(8))
    connect = sending.get_connection

    def slowly() -> Any:
        Clock.objects.filter(pk=clock.pk).update(next_at=None, **change)
        return connect()

    monkeypatch.setattr(sending, "get_connection", slowly)

    assert letters() == {}
    assert set(Reminder.objects.values_list("dropped_because", flat=True)) == {why}
    gone = OutboxMessage.objects.filter(topic="digest")
    assert set(gone.values_list("last_error", "sent_at")) == {(select.NOT_NEEDED, None)}
    assert select.failed_about(case) == []


def test_of_two_reminders_of_one_clock_the_later_speaks(case: Request) -> None:
    due(case)
    sweep(at(6))
    sweep(at(6, DAY + timedelta(days=1)))
    queue_digests(at(8, DAY + timedelta(days=1)))

    assert letters()["ig_lead"].body.count(case.name) == 1
    assert Reminder.objects.filter(dropped_because="later").count() == 2


def test_who_no_longer_sees_it_is_not_reminded(team: Team, case: Request) -> None:
    due(case)
    sweep(at(6))
    queue_digests(at(8))
    conflicts.declare(key=case.key, by=team.people["ig_lead"], kind="kinship")
    OutboxMessage.objects.exclude(topic="digest").update(sent_at=timezone.now())

    assert set(letters()) == {"practice_manager"}
    assert set(Reminder.objects.filter(dropped_because="unseen").values_list("person", flat=True)) == {
        team.people["ig_lead"].pk
    }


def test_queueing_asks_the_same_number_of_statements_however_many_people(team: Team, case: Request) -> None:
    asked = []
    for number in range(2):
        for more in range(number * 12):
            a_membership(team.practice, "practice_manager" if more % 2 else "ig_lead")
        a_clock(case, rule="instrument", round=20 + number, due_at=end_of(DAY), next_at=at(6))
        a_clock(case, rule="stated", round=20 + number, due_at=end_of(DAY), next_at=at(6))
        sweep(at(6) + timedelta(days=number))
        with counted() as statements:
            assert queue_digests(at(8, DAY + timedelta(days=number))) == (2, 14)[number]
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 15


def test_people_in_more_than_one_batch_are_all_told(case: Request) -> None:
    due(case)
    sweep(at(6))

    assert queue_digests(at(8), people=1) == 2


def test_an_urgent_reminder_goes_at_once_by_itself_and_looks_it(case: Request) -> None:
    case.clocks.update(next_at=None)
    a_clock(case, rule="urgent", due_at=at(12), next_at=at(11))
    sweep(at(11))

    sent = letters()["practice_manager"]

    assert sent.subject == f"Urgent: {case.name}: Urgent welfare was due by Wed 16 Sep 2026, 12:00: overdue"
    assert sent.extra_headers["Importance"] == "high"
    assert "To do: To be triaged" in sent.body
    assert Reminder.objects.filter(alone=True, message__sent_at__isnull=False).count() == 2
    assert queue_digests(at(12)) == 0
