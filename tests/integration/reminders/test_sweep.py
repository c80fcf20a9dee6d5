"""The sweep: who is reminded of which rung, once; the clock moves on; a batch's statements don't grow."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from practices.models import Person
from requests_app.deadlines.local_time import end_of
from requests_app.journey import conflicts, incident, outside_guardian, restriction
from requests_app.models import Clock, OutboxMessage, Reminder, Request
from requests_app.reminders import sweep as module
from requests_app.reminders.sweep import Swept, sweep
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team
from tests.factories.people import a_closure, a_deputy, an_outside_guardian
from tests.support.queries import counted
from tests.support.reminding import DAY, at, heard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("autumn")]


def test_those_whose_step_is_next_hear_once_and_the_clock_moves_on(case: Request) -> None:
    clock = a_clock(case, due_at=end_of(DAY), next_at=at(6))

    assert sweep(at(5)) == Swept(0, 0)
    assert sweep(at(6)) == Swept(1, 2)
    assert sweep(at(7)) == Swept(0, 0)

    assert set(heard()) == {"practice_manager", "ig_lead"}
    for row in Reminder.objects.all():
        assert (row.rung, row.came_at, row.due_at, row.day) == ("due", at(6), end_of(DAY), DAY)
        assert (row.request, row.practice, row.message) == (case, case.practice, None)
    clock.refresh_from_db()
    assert (clock.rung, clock.next_at) == ("due", at(6, DAY + timedelta(days=1)))


def test_an_escalation_goes_to_guardian_and_manager_too_at_once_in_a_mail_of_its_own(
    case: Request,
) -> None:
    a_clock(case, due_at=end_of(DAY), rung="overdue", next_at=at(6))
    OutboxMessage.objects.all().delete()

    sweep(at(6, date(2026, 9, 21)))

    assert set(heard(rung="escalated")) == {"practice_manager", "ig_lead", "caldicott_guardian"}
    assert {row.message.key for row in Reminder.objects.all() if row.message} == set(
        Reminder.objects.values_list("key", flat=True)
    )
    assert set(OutboxMessage.objects.values_list("topic", "request")) == {("reminder", case.pk)}


def test_of_rungs_that_were_missed_only_the_last_is_reminded_of(case: Request) -> None:
    a_clock(case, due_at=end_of(DAY), next_at=at(6, date(2026, 9, 14)))

    sweep(at(12, DAY + timedelta(days=1)))

    assert set(Reminder.objects.values_list("rung", flat=True)) == {"overdue"}


def test_a_day_on_which_the_practice_is_closed_is_waited_out(case: Request) -> None:
    """Also where the closure came after the next rung was set."""
    clock = a_clock(case, due_at=end_of(DAY), rung="due", next_at=at(6, DAY + timedelta(days=1)))
    a_closure(case.practice, DAY + timedelta(days=1))

    assert sweep(at(6, DAY + timedelta(days=1))) == Swept(1, 0)

    clock.refresh_from_db()
    assert (clock.rung, clock.next_at) == ("due", at(6, DAY + timedelta(days=2)))


def test_who_is_away_hears_nothing_and_the_deputy_hears(team: Team) -> None:
    request = journeys.at_decision(team)
    Clock.objects.update(next_at=None)
    deputy = a_deputy(team.practice, "caldicott_guardian", absent=team.people["caldicott_guardian"])
    a_clock(request)

    sweep()

    assert set(Reminder.objects.values_list("person", flat=True)) == {deputy.pk}


def test_where_the_deputy_is_barred_the_absent_person_hears(team: Team) -> None:
    request = journeys.at_decision(team)
    Clock.objects.update(next_at=None)
    deputy = a_deputy(team.practice, "caldicott_guardian", absent=team.people["caldicott_guardian"])
    conflicts.declare(key=request.key, by=deputy, kind="kinship")
    a_clock(request)

    sweep()

    assert set(heard()) == {"caldicott_guardian"}


def test_where_nobody_is_left_the_manager_hears(team: Team) -> None:
    request = journeys.at_decision(team)
    Clock.objects.update(next_at=None)
    conflicts.declare(key=request.key, by=team.people["caldicott_guardian"], kind="kinship")
    a_clock(request)

    sweep()

    assert set(heard()) == {"practice_manager"}


def test_of_a_restricted_caseonly_those_named_hear(team: Team) -> None:
    request = journeys.submitted(team)
    Clock.objects.update(next_at=None)
    named = [team.people["ig_lead"]]
    restriction.restrict(key=request.key, by=team.people["ig_lead"], people=named)
    a_clock(request)

    sweep()

    assert set(heard()) == {"ig_lead"}


def test_an_invited_guardian_of_another_practice_hears_of_the_decision(team: Team) -> None:
    request = journeys.at_decision(team)
    outside = an_outside_guardian(team.practice)
    outside_guardian.invite(
        key=request.key, by=team.people["ig_lead"], guardian=outside, reason="Ours is conflicted"
    )
    Clock.objects.update(next_at=None)
    a_clock(request)

    sweep()

    people = set(Reminder.objects.values_list("person", flat=True))
    assert people == {outside.pk, team.people["caldicott_guardian"].pk}


def test_an_incident_about_no_caseis_heard_of_by_those_who_look_back(team: Team) -> None:
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
    a_clock(None, practice=team.practice, incident=found, rule="breach")

    sweep()

    assert {"data_protection_officer", "ig_lead", "caldicott_guardian"} <= set(heard())
    assert "front_desk" not in set(heard())


def test_two_sweeps_share_the_work_and_write_nothing_twice(case: Request) -> None:
    """The second runs while the first still holds its clock."""
    clock = a_clock(case)
    inside: list[Swept] = []
    write = module._write

    def and_again(steps: Any, now: datetime) -> int:
        assert Clock.objects.get(pk=clock.pk).rung == ""
        return write(steps, now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_write", and_again)
        inside.append(sweep())
    assert inside == [Swept(1, 2)]
    # As if the clock had not been moved on: the rows that are there are not written again.
    Clock.objects.filter(pk=clock.pk).update(rung="", next_at=clock.next_at)
    assert sweep() == Swept(1, 0)
    assert Reminder.objects.count() == 2


def test_a_sweep_that_is_broken_off_leaves_everything_as_it_was(
    case: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = a_clock(case, rule="urgent")
    execute = module._execute

    def dies(statement: str, values: list[Any]) -> Any:
        if statement == module.SEND_ALONE:
            raise OperationalError("the server went away")
        return execute(statement, values)

    with monkeypatch.context() as patch:
        patch.setattr(module, "_execute", dies)
        with pytest.raises(OperationalError):
            sweep()

    assert Reminder.objects.count() == 0
    assert Clock.objects.get(pk=clock.pk).next_at == clock.next_at
    assert sweep() == Swept(1, 2)


def test_a_batch_asks_the_same_number_of_statements_however_large(case: Request) -> None:
    asked: dict[int, int] = {}
    for many in (2, 40):
        for number in range(many):
            a_clock(case, rule="instrument", round=100 * many + number)
        with counted() as statements:
            assert sweep().clocks == many
        asked[many] = len(statements)
    assert asked[2] == asked[40] <= 12


def test_batches_go_on_until_nothing_is_left(case: Request) -> None:
    for number in range(9):
        a_clock(case, round=20 + number)

    assert sweep(batch=2, most=1).clocks == 2
    assert sweep(batch=2, most=2).clocks == 4
    assert sweep(batch=2).clocks == 3


def test_the_clocks_that_wait_are_found_by_their_index(case: Request) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {module.FIND}", [timezone.now(), 1000])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "clock_next" in plan


def test_people_who_left_hear_nothing(case: Request, team: Team) -> None:
    Person.objects.filter(pk=team.people["ig_lead"].pk).update(is_active=False)
    a_clock(case)

    sweep()

    assert set(heard()) == {"practice_manager"}
