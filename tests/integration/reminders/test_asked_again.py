"""Who hears is asked when the rung comes, when the morning's mail is put together, and when it goes."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from practices import memberships
from practices.models import Deputyship, Membership
from requests_app.deadlines.ladder import PASSED_ON
from requests_app.deadlines.local_time import end_of
from requests_app.models import Clock, Dropped, Reminder, Request
from requests_app.reminders import renewing
from requests_app.reminders.digest import queue_digests
from requests_app.reminders.renewing import renew
from requests_app.reminders.sweep import sweep
from requests_app.selectors import reminders as select
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.factories.people import a_deputy, a_member
from tests.support.queries import counted
from tests.support.reminding import DAY, DUE, TOMORROW, a_reminder, at, heard, letters, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]
BOTH = ["ig_lead", "practice_manager"]


def role_ended(team: Team) -> None:
    held = Membership.objects.get(person=team.ig_lead, role="ig_lead")
    memberships.end(membership=held, by=team.people["practice_administrator"])


def in_the_morning() -> int:
    """As the scheduler does it each minute, until nothing is left to be done."""
    queued = 0
    for minute in range(3):
        sweep(at(8, minute=minute))
        queued += queue_digests(at(8, minute=minute))
    return queued


def test_a_deputy_who_began_meanwhile_gets_this_mornings_mail(team: Team, deciding: Request) -> None:
    written(deciding)
    guardian = team.people["caldicott_guardian"]
    deputy = a_deputy(team.practice, "caldicott_guardian", absent=guardian, starts_on=DAY)

    assert in_the_morning() == 1

    assert list(letters()) == [deputy.email.partition("@")[0]]
    assert heard(dropped_because=Dropped.PASSED) == ["caldicott_guardian"]


def test_who_came_back_gets_this_mornings_mail(team: Team, deciding: Request) -> None:
    guardian = team.people["caldicott_guardian"]
    deputy = a_deputy(team.practice, "caldicott_guardian", absent=guardian, starts_on=DAY)
    written(deciding)
    assert set(Reminder.objects.values_list("person", flat=True)) == {deputy.pk}
    Deputyship.objects.update(starts_on=DAY - timedelta(days=7), ends_on=DAY - timedelta(days=1))

    in_the_morning()

    assert heard(dropped_at=None) == ["caldicott_guardian"]


def test_who_hears_anew_of_what_is_due_today_hears_at_once(team: Team, deciding: Request) -> None:
    """The next sweep can't know that the morning's mail still waits for it."""
    a_clock(deciding, due_at=end_of(DAY), next_at=at(6))
    sweep(at(6))
    a_deputy(team.practice, "caldicott_guardian", absent=team.people["caldicott_guardian"], starts_on=DAY)

    assert in_the_morning() == 0

    assert set(Reminder.objects.filter(dropped_at=None).values_list("alone", flat=True)) == {True}


def test_whose_role_ended_meanwhile_is_left_out(team: Team, case: Request) -> None:
    written(case)
    role_ended(team)

    assert in_the_morning() == 1

    assert heard(dropped_at=None) == ["practice_manager"]
    assert heard(dropped_because=Dropped.PASSED) == ["ig_lead"]


def test_who_joined_meanwhile_hears_too_and_nobody_twice(team: Team, case: Request) -> None:
    clock = written(case)
    a_member(team.practice, "ig_lead")

    assert in_the_morning() == 3

    assert Reminder.objects.filter(dropped_at=None).count() == Reminder.objects.count() == 3
    clock.refresh_from_db()
    assert (clock.rung, clock.next_at) == ("before_2", at(6, DUE))


def test_where_nobody_hears_any_more_who_was_reminded_still_gets_it(
    team: Team, case: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(case)
    monkeypatch.setattr("requests_app.reminders.renewing.hearers_of", lambda clocks, on: nobody(clocks))
    monkeypatch.setattr(select, "hearers_of", lambda clocks, on: nobody(clocks))

    assert queue_digests(at(8)) == 2
    assert sorted(letters()) == BOTH


def nobody(clocks: object) -> dict[int, list[int]]:
    return {clock.clock: [] for clock in clocks}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "change",
    [
        {"rung": "due"},
        {"due_at": end_of(TOMORROW)},
        {"state": "met", "met_at": at(7), "next_at": None},
        {"state": "stopped", "stopped_at": at(7), "next_at": None},
    ],
    ids=["a later rung", "moved", "met", "stopped"],
)
def test_what_does_not_hold_is_not_asked_for(team: Team, case: Request, change: dict[str, Any]) -> None:
    clock = written(case)
    a_member(team.practice, "ig_lead")
    Clock.objects.filter(pk=clock.pk).update(**change)

    assert renew(at(8), [team.practice.pk], before=at(8)) == 0


def test_what_was_written_since_the_morning_or_by_a_person_is_not_asked_for(
    team: Team, case: Request
) -> None:
    written(case, hour=8)
    other = a_clock(case, rule="stated", rung="before_2", due_at=end_of(DUE), next_at=None)
    a_reminder(other, team.ig_lead, asked_by=team.ig_lead)
    a_member(team.practice, "ig_lead")

    assert renew(at(8), [team.practice.pk], before=at(8)) == 0
    assert renew(at(8), [team.practice.pk], before=at(9)) == 1


def test_only_where_people_work_today(team: Team, case: Request) -> None:
    written(case)
    a_member(team.practice, "ig_lead")

    assert renew(at(8), [], before=at(8)) == 0
    assert renew(at(8), [team.practice.pk], before=at(8)) == 1


def test_a_digest_does_not_wait_for_ever_for_those_who_hear_anew(team: Team, case: Request) -> None:
    written(case)
    a_member(team.practice, "ig_lead")

    assert queue_digests(at(9)) == 2


def test_who_hears_instead_once_the_digests_wait_no_more_hears_at_once(team: Team, deciding: Request) -> None:
    """Also where they have this morning's digest already, of something else."""
    guardian = team.people["caldicott_guardian"]
    clock = written(deciding)
    deputy = a_deputy(team.practice, "caldicott_guardian", absent=guardian, starts_on=DAY)
    other = a_clock(deciding, rule="stated", rung="before_2", due_at=end_of(DUE), next_at=None)
    a_reminder(other, deputy)

    assert queue_digests(at(9)) == 1
    assert heard(dropped_because=Dropped.PASSED) == ["caldicott_guardian"]
    sweep(at(9, minute=1))
    assert queue_digests(at(9, minute=1)) == 0

    told = Reminder.objects.get(clock=clock, dropped_at=None)
    assert (told.person, told.rung, told.alone, told.message is not None) == (deputy, "before_2", True, True)
    clock.refresh_from_db()
    assert (clock.rung, clock.next_at) == ("before_2", at(6, DUE))


def test_who_is_reached_anew_is_not_reached_anew_again(team: Team, case: Request) -> None:
    """Two workers at once: what the one hands over, the other leaves alone."""
    clock = written(case)
    a_member(team.practice, "ig_lead")

    assert renew(at(9), [team.practice.pk], before=at(8), digests_wait=False) == 1
    for rung in ("", PASSED_ON):
        assert renewing._reach_anew([clock.pk], at(10), rung) == set()
    clock.refresh_from_db()
    assert (clock.rung, clock.next_at) == (PASSED_ON, at(9))


def test_asking_again_asks_the_same_number_of_statements_however_many(team: Team, case: Request) -> None:
    asked = []
    for number in range(2):
        for more in range(1 + number * 20):
            a_clock(case, rule="stated", round=100 * number + more, due_at=end_of(DUE), next_at=at(6))
        sweep(at(6))
        a_member(team.practice, "ig_lead")
        with counted() as statements:
            assert renew(at(8), [team.practice.pk], before=at(8)) == 1 + number * 20
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 12


def test_clocks_in_more_than_one_batch_are_all_asked_for(team: Team, case: Request) -> None:
    written(case), a_clock(case, rule="stated", due_at=end_of(DUE), next_at=at(6))
    sweep(at(6))
    a_member(team.practice, "ig_lead")

    assert renew(at(8), [team.practice.pk], before=at(8), clocks=1) == 2


@pytest.mark.django_db(transaction=True)
def test_what_a_step_has_in_hand_is_left_to_it(team: Team, case: Request) -> None:
    written(case)
    role_ended(team)
    a_member(team.practice, "ig_lead")
    found: list[int] = []

    def elsewhere() -> None:
        try:
            found.append(renew(at(8), [team.practice.pk], before=at(8)))
        finally:
            connection.close()

    with transaction.atomic():
        Clock.objects.select_for_update(no_key=True).get(rung="before_2")
        thread = Thread(target=elsewhere)
        thread.start()
        thread.join(timeout=20)
        assert found == [0]
    assert heard(dropped_at=None) == BOTH
    assert renew(at(8), [team.practice.pk], before=at(8)) == 1
    assert heard(dropped_at=None) == ["practice_manager"]
