"""Where somebody went away, was barred or can't decide another hears, or it is tried again."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from practices.models import Person
from requests_app.deadlines.ladder import PASSED_ON
from requests_app.deadlines.local_time import end_of
from requests_app.journey import conflicts, restriction
from requests_app.models import Clock, ClockState, Dropped, OutboxMessage, Participation, Reminder, Request
from requests_app.permissions import name_people
from requests_app.reminders import sending
from requests_app.reminders.digest import queue_digests
from requests_app.reminders.sweep import Swept, sweep
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.factories.people import a_membership
from tests.support.reminding import DAY, at, heard, quiet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]


def nobody_is_named_for(case: Request, team: Team) -> None:
    lead = team.people["ig_lead"]
    restriction.restrict(key=case.key, by=lead, people=[lead])
    case.requestuserobjectpermission_set.all().delete()
    OutboxMessage.objects.update(sent_at=timezone.now())


def test_where_guardian_and_manager_may_not_see_it_the_auditor_hears(team: Team, case: Request) -> None:
    nobody_is_named_for(case, team)
    a_clock(case)

    assert sweep().reminders == 1
    assert heard() == ["auditor"]


def test_a_rung_that_nobody_hears_of_is_kept_for_whoever_comes(
    team: Team, case: Request, caplog: pytest.LogCaptureFixture
) -> None:
    nobody_is_named_for(case, team)
    conflicts.declare(key=case.key, by=team.people["auditor"], kind="kinship")
    clock = a_clock(case, due_at=end_of(DAY), next_at=at(6))

    assert sweep(at(6)) == Swept(1, 0)

    clock.refresh_from_db()
    assert (clock.rung, clock.next_at) == ("", at(7))
    assert [(row.levelname, row.message) for row in caplog.records if row.name == "desk.reminders"] == [
        ("ERROR", "nobody hears of 1 clock that is due")
    ]
    name_people(case, [team.people["ig_lead"]])
    assert sweep(at(7)) == Swept(1, 1)
    assert set(Reminder.objects.values_list("rung", "came_at")) == {("due", at(6))}


def test_one_row_that_cannot_be_reckoned_holds_up_no_other(
    case: Request, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = a_clock(case, rule="gone", due_at=end_of(DAY), next_at=at(5))
    broken = a_clock(case, rule="stated", rung="again_x", due_at=end_of(DAY), next_at=at(5))
    a_clock(case, due_at=end_of(DAY), next_at=at(6))

    assert sweep(at(6)) == Swept(3, 2)

    assert set(Reminder.objects.values_list("rule", flat=True)) == {"decide"}
    for clock, rung in ((unknown, ""), (broken, "again_x")):
        clock.refresh_from_db()
        assert (clock.rung, clock.next_at) == (rung, at(7))
        assert f"clock {clock.pk} has no next rung" in caplog.text
    assert {row.levelname for row in caplog.records if row.name == "desk.reminders"} == {"ERROR"}


def prepared_by(request: Request, person: Person) -> None:
    Participation.objects.create(
        request=request, person=person, part=Participation.PREPARES, since=timezone.now()
    )


def test_of_a_decision_nobody_hears_who_prepared_it(team: Team) -> None:
    request = quiet(journeys.at_decision(team))
    other = a_membership(team.practice, "caldicott_guardian").person
    prepared_by(request, other)
    a_clock(request, due_at=end_of(DAY), next_at=at(6))

    sweep(at(6))

    assert heard() == ["caldicott_guardian"]


def test_where_every_guardian_prepared_it_the_escalation_hears(team: Team) -> None:
    """So that somebody sees that nobody here can decide."""
    request = quiet(journeys.at_decision(team))
    prepared_by(request, team.people["caldicott_guardian"])
    a_clock(request, due_at=end_of(DAY), next_at=at(6))

    sweep(at(6))

    assert "practice_manager" in heard()


def queued(case: Request) -> Clock:
    clock = a_clock(case, due_at=end_of(DAY), next_at=at(6))
    sweep(at(6))
    queue_digests(at(8))
    assert heard() == ["ig_lead", "practice_manager"]
    return clock


def deliver() -> None:
    OutboxMessage.objects.filter(sent_at=None).update(not_before=timezone.now())
    sending.send_waiting()


def deactivated(team: Team, case: Request) -> None:
    Person.objects.filter(pk=team.people["ig_lead"].pk).update(is_active=False)


def barred(team: Team, case: Request) -> None:
    conflicts.declare(key=case.key, by=team.people["ig_lead"], kind="kinship")


@pytest.mark.parametrize("goes", [deactivated, barred], ids=["deactivated", "barred"])
def test_who_went_away_before_the_mail_left_is_stood_in_for(team: Team, case: Request, goes: Any) -> None:
    clock = queued(case)
    goes(team, case)
    new = a_membership(team.practice, "ig_lead").person

    deliver()

    assert heard(dropped_because=Dropped.UNSEEN) == ["ig_lead"]
    clock.refresh_from_db()
    assert clock.rung == PASSED_ON
    assert clock.next_at is not None
    assert clock.next_at <= timezone.now()
    Clock.objects.filter(pk=clock.pk).update(next_at=at(9))
    assert sweep(at(9)) == Swept(1, 1), "The manager heard of this rung already"
    assert Reminder.objects.filter(person=new, rung="due").count() == 1
    clock.refresh_from_db()
    assert (clock.rung, clock.next_at) == ("due", at(6, DAY + timedelta(days=1)))


@pytest.mark.parametrize(
    "change",
    [
        {"state": ClockState.MET, "met_at": at(9), "next_at": None},
        {"rung": "overdue"},
        {"due_at": end_of(DAY + timedelta(days=5))},
    ],
    ids=["met", "a later rung", "moved"],
)
def test_a_clock_that_went_on_meanwhile_is_left_alone(
    team: Team, case: Request, change: dict[str, Any]
) -> None:
    clock = queued(case)
    Clock.objects.filter(pk=clock.pk).update(**change)
    clock.refresh_from_db()
    before = (clock.rung, clock.next_at)
    deactivated(team, case)

    deliver()

    assert heard(dropped_because=Dropped.UNSEEN) == ["ig_lead"]
    clock.refresh_from_db()
    assert (clock.rung, clock.next_at) == before
