"""Who hears is asked once more as a mail goes; and no old rung's mail goes after a newer one."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from practices.models import Person
from requests_app.deadlines.ladder import PASSED_ON
from requests_app.deadlines.local_time import end_of
from requests_app.journey import conflicts
from requests_app.models import Clock, Dropped, OutboxMessage, Reminder, Request
from requests_app.reminders import sending
from requests_app.reminders.digest import queue_digests
from requests_app.reminders.sweep import Swept, sweep
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.factories.people import a_deputy, a_membership
from tests.support.reminding import DAY, DUE, a_reminder, at, heard, letters, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
BOTH = ["ig_lead", "practice_manager"]


def test_an_absence_between_the_morning_and_the_sending_reaches_the_deputy(
    team: Team, deciding: Request
) -> None:
    clock = written(deciding)
    queue_digests(at(8))
    deputy = a_deputy(team.practice, "caldicott_guardian", absent=team.people["caldicott_guardian"])

    assert letters() == {}

    assert heard(dropped_because=Dropped.PASSED) == ["caldicott_guardian"]
    clock.refresh_from_db()
    assert clock.rung == PASSED_ON
    sweep()
    found = set(Reminder.objects.filter(dropped_at=None).values_list("person", flat=True))
    assert found == {deputy.pk, team.practice_manager.pk}, "It is escalated by now"


def test_who_hears_instead_hears_the_same_day_and_in_a_mail_of_their_own(
    team: Team, deciding: Request
) -> None:
    """The rung can wait for a morning; but this morning's is over, and another's would be a day late."""
    written(deciding)
    queue_digests(at(8))
    deputy = a_deputy(
        team.practice, "caldicott_guardian", absent=team.people["caldicott_guardian"], starts_on=DAY
    )
    with time_machine.travel(at(8, minute=20)):
        assert letters() == {}
        sweep()
        (instead,) = Reminder.objects.filter(dropped_at=None)
        assert (instead.person, instead.rung, instead.alone) == (deputy, "before_2", True)
        assert list(letters()) == [deputy.email.partition("@")[0]]
        assert sweep() == Swept(0, 0)


def test_what_a_person_has_sent_again_goes_to_whom_they_named(team: Team, deciding: Request) -> None:
    guardian = team.people["caldicott_guardian"]
    clock = a_clock(deciding, rung="before_2", due_at=end_of(DUE), next_at=None)
    message = OutboxMessage.objects.create(
        recipient=guardian, request=deciding, topic="reminder", created_at=at(8), not_before=at(8)
    )
    a_reminder(clock, guardian, asked_by=team.ig_lead, alone=True, message=message)
    a_deputy(team.practice, "caldicott_guardian", absent=guardian)

    assert list(letters()) == ["caldicott_guardian"]


def test_a_rung_that_its_ladder_no_longer_has_still_goes(team: Team, case: Request) -> None:
    clock = a_clock(case, rung="gone", due_at=end_of(DUE), next_at=None)
    for role in BOTH:
        a_reminder(clock, team.people[role], rung="gone")

    assert queue_digests(at(8)) == 2
    assert sorted(letters()) == BOTH


def alone(clock: Clock, person: Person, rung: str, **state: Any) -> Reminder:
    """One in a mail of its own, which may go from now on unless `state` says otherwise."""
    now = timezone.now()
    due_at = state.pop("due_at", clock.due_at)
    message = OutboxMessage.objects.create(
        **{"recipient": person, "topic": "reminder", "created_at": now, "not_before": now, **state}
    )
    return a_reminder(clock, person, rung=rung, alone=True, message=message, due_at=due_at)


GOING = {"claimed_at": at(6)}
NEWER: dict[str, dict[str, Any]] = {
    "sent": {**GOING, "sent_at": at(6)},
    "on its way": {"claimed_at": at(23, DAY + timedelta(days=65))},
    "given up": {**GOING, "given_up_at": at(6)},
    "waits": {"not_before": at(23, DAY + timedelta(days=90))},
    "about another date": {**GOING, "sent_at": at(6), "due_at": end_of(DAY)},
}


@pytest.mark.parametrize("newer", NEWER)
def test_an_old_rungs_mail_never_goes_after_a_newer_one(team: Team, case: Request, newer: str) -> None:
    clock = a_clock(case, rung="due", due_at=end_of(DUE), next_at=None)
    old = alone(clock, team.ig_lead, "before_2")
    alone(clock, team.ig_lead, "due", **NEWER[newer])

    mail.outbox.clear()
    sending.send_waiting()

    blocked = newer in ("sent", "on its way")
    assert len(mail.outbox) == (0 if blocked else 1)
    old.refresh_from_db()
    assert old.dropped_because == (Dropped.LATER if blocked else "")


def test_of_two_that_wait_the_older_goes_first_or_not_at_all(team: Team, case: Request) -> None:
    clock = a_clock(case, rung="due", due_at=end_of(DUE), next_at=None)
    rows = [alone(clock, team.ig_lead, rung) for rung in ("before_2", "due")]
    rows[0].message.not_before += timedelta(minutes=1)  # type: ignore[union-attr]
    rows[0].message.save()  # type: ignore[union-attr]
    mail.outbox.clear()

    sending.send_waiting()
    OutboxMessage.objects.update(not_before=timezone.now())
    sending.send_waiting()

    assert len(mail.outbox) == 1
    assert list(Reminder.objects.order_by("id").values_list("dropped_because", flat=True)) == ["later", ""]


def test_another_persons_newer_mail_takes_nobodys_place(team: Team, case: Request) -> None:
    clock = written(case)
    queue_digests(at(8))
    other = a_membership(team.practice, "ig_lead").person
    alone(clock, other, "due", **NEWER["sent"])

    assert "ig_lead" in letters()


def test_who_hears_but_never_sees_is_not_looked_for_for_ever(
    team: Team, case: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the two rules differed: one says that the lead hears, the other that the lead doesn't see it."""
    clock = a_clock(case, rule="urgent", due_at=timezone.now())
    conflicts.declare(key=case.key, by=team.ig_lead, kind="kinship")
    monkeypatch.setattr(
        "requests_app.reminders.sweep.hearers_of",
        lambda clocks, on: {each.clock: [team.ig_lead.pk] for each in clocks},
    )
    swept = []
    for _ in range(4):
        swept.append(sweep())
        sending.send_waiting()

    assert swept[2:] == [Swept(0, 0)] * 2
    assert Reminder.objects.filter(clock=clock, dropped_because=Dropped.UNSEEN).count() == 2
