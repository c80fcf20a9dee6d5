"""A sweep that is late or fails: the digest waits for it, but not for ever; what can't wait goes alone."""

from datetime import date, datetime, timedelta

import pytest
from django.db import OperationalError

from requests_app import tasks
from requests_app.deadlines.local_time import end_of
from requests_app.models import OutboxMessage, Reminder, Request
from requests_app.reminders import digest, sweep
from tests.factories.clocks import a_clock
from tests.factories.people import a_closure
from tests.support.reminding import DAY, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]


def test_the_digest_waits_while_clocks_are_left_and_then_has_everything(case: Request) -> None:
    a_clock(case, due_at=end_of(DAY), next_at=at(6))
    sweep.sweep(at(6))
    a_clock(case, rule="triage", due_at=end_of(DAY), next_at=at(6))

    assert digest.queue_digests(at(8)) == 0
    sweep.sweep(at(8) - timedelta(seconds=1))
    assert digest.queue_digests(at(8, minute=1)) == 2
    assert not Reminder.objects.filter(message=None).exists()


def test_it_does_not_wait_for_ever(case: Request) -> None:
    a_clock(case, due_at=end_of(DAY), next_at=at(6))
    sweep.sweep(at(6))
    a_clock(case, rule="triage", due_at=end_of(DAY), next_at=at(6))

    assert digest.queue_digests(at(8, minute=59)) == 0
    assert digest.queue_digests(at(9)) == 2


def test_the_digest_is_queued_also_where_the_sweep_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[bool] = []

    def fails() -> None:
        raise OperationalError("the server went away")

    monkeypatch.setattr(sweep, "sweep", fails)
    monkeypatch.setattr(digest, "queue_digests", lambda: queued.append(True))

    with pytest.raises(OperationalError):
        tasks.remind()

    assert queued == [True]


@pytest.mark.parametrize(
    ("rung", "due_on", "swept_at", "alone"),
    [
        ("", DAY, at(6), False),
        ("", DAY, at(8), True),
        ("", DAY, at(10), True),
        ("", DAY + timedelta(days=1), at(10), False),
        ("due", DAY - timedelta(days=1), at(10), False),
    ],
    ids=["the digest comes in time", "it just went", "it went", "tomorrow's is in time", "late already"],
)
def test_what_the_next_digest_would_be_too_late_for_goes_alone(
    case: Request, rung: str, due_on: date, swept_at: datetime, alone: bool
) -> None:
    a_clock(case, rung=rung, due_at=end_of(due_on), next_at=at(6))

    sweep.sweep(swept_at)

    assert set(Reminder.objects.values_list("alone", flat=True)) == {alone}
    assert OutboxMessage.objects.filter(topic=sweep.TOPIC).exists() is alone


def test_the_next_digest_comes_on_the_practices_next_working_day(case: Request) -> None:
    """Due at the end of tomorrow, when the practice will be closed from tomorrow on."""
    a_closure(case.practice, DAY + timedelta(days=1))
    a_clock(case, due_at=end_of(DAY + timedelta(days=1)), next_at=at(6))

    sweep.sweep(at(10))

    assert set(Reminder.objects.values_list("alone", flat=True)) == {True}
