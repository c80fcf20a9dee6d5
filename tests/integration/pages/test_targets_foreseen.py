"""Before other targets are saved, the dates that they move are shown: how many, and the earliest first."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from practices import foreseeing
from practices.models import Practice
from requests_app.journey import correction, handover, recomputing, reopening, waiting
from requests_app.models import Clock
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.factories.people import a_closure
from tests.integration.journey.conftest import make_team
from tests.integration.pages.deciding import text_of
from tests.support.queries import counted

NOW = {
    "acknowledge_working_days": 2,
    "triage_working_days": 5,
    "decide_working_days": 20,
    "complaint_working_days": 20,
}
OTHERS = {"retention_years": 6, "retention_years_incident": 20}
SHORTER = NOW | {"decide_working_days": 10, "complaint_working_days": 5}


def page(team: Team) -> str:
    return reverse("practice_settings", args=[team.practice.ods_code])


def a_complaint(team: Team, request: Any) -> None:
    handover.hand_over(
        key=request.key, by=team.ig_lead, kind="complaint", received_on=request.received_on, note="x"
    )


def test_they_are_shown_first_and_saved_by_the_second_click(team: Team, as_person: Any) -> None:
    request, person = journeys.submitted(team), as_person(team.practice_administrator)
    a_complaint(team, request)
    before = Clock.objects.get(request=request, rule="decide").due_on
    first = person.post(page(team), SHORTER | OTHERS)
    words = text_of(first)
    assert (first.status_code, "2 dates would move" in words) == (200, True)
    assert str(request.reference) not in words
    team.practice.refresh_from_db()
    assert team.practice.decide_working_days == 20
    second = person.post(page(team), SHORTER | OTHERS | {"seen": "2-5-10-5"})
    assert second.status_code == 302
    team.practice.refresh_from_db()
    assert team.practice.decide_working_days == 10
    recomputing.follow_practices()
    assert Clock.objects.get(request=request, rule="decide").due_on < before


def test_what_was_typed_otherwise_meanwhile_is_shown_anew(team: Team, as_person: Any) -> None:
    journeys.submitted(team)
    person = as_person(team.practice_administrator)
    again = person.post(page(team), SHORTER | OTHERS | {"seen": "2-5-11-5"})
    assert (again.status_code, "1 date would move" in text_of(again)) == (200, True)
    assert 'value="2-5-10-5"' in again.content.decode()
    wrong = person.post(page(team), SHORTER | OTHERS | {"triage_working_days": 9})
    assert (wrong.status_code, "would move" in text_of(wrong)) == (422, False)


def test_only_the_earliest_are_listed(team: Team, as_person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practices.presenters.MOVES_SHOWN", 1)
    for _ in range(3):
        journeys.submitted(team)
    words = text_of(as_person(team.practice_administrator).post(page(team), SHORTER | OTHERS))
    assert "3 dates would move" in words
    assert "And 2 later ones" in words


@pytest.mark.parametrize("times", [1, 6])
def test_the_queries_do_not_grow(team: Team, as_person: Any, times: int) -> None:
    for _ in range(times):
        journeys.submitted(team)
    person = as_person(team.practice_administrator)
    with counted() as queries:
        person.post(page(team), SHORTER | OTHERS)
    assert len(queries) == 7


def foreseen(practice: Practice, targets: dict[str, int]) -> list[tuple[str, dt.date]]:
    return [(move.what, move.after) for move in foreseeing.moves(practice, targets)]


def test_it_foresees_what_then_happens(team: Team, time_machine: Any) -> None:
    """Also what stood still, a later round, closures, and complaints; nothing of other practices."""
    time_machine.move_to("2026-11-10 10:00+00:00", tick=True)
    a_closure(team.practice, dt.date(2026, 11, 19))
    waited, closed = journeys.submitted(team), journeys.closed(team, journeys.refused(team))
    waiting.ask(key=waited.key, whom="patient", question="x", by=team.practice_manager)
    journeys.submitted(make_team("Y99992", "Elsewhere"))
    time_machine.move_to("2026-11-12 10:00+00:00", tick=True)
    waiting.resume(key=waited.key, answer="x", by=team.practice_manager)
    reopening.reopen(key=closed.key, by=team.ig_lead, reason="More")
    a_complaint(team, waited)
    team.practice.refresh_from_db()
    targets = {"acknowledge_working_days": 1, "triage_working_days": 3, "decide_working_days": 9}
    expected = foreseen(team.practice, targets | {"complaint_working_days": 7})
    Practice.objects.filter(pk=team.practice.pk).update(**targets, complaint_working_days=7, dates_version=1)
    before = dict(Clock.objects.values_list("pk", "due_on"))
    recomputing.follow_practices()
    moved = [row for row in Clock.objects.all() if row.due_on != before[row.pk]]
    assert sorted(day for _, day in expected) == sorted(row.due_on for row in moved)
    assert len(moved) == 6


def test_a_later_round_counts_from_its_reopening_however_late_a_correction_began_its_clock(
    team: Team, time_machine: Any
) -> None:
    """An order's date takes the target's place until it turns out that there was no order."""
    time_machine.move_to("2026-11-10 10:00+00:00", tick=True)
    ordered = rules.law(comply_by=dt.date(2026, 12, 30))
    closed = journeys.closed(
        team, journeys.refused(team, rules.compelled(team, law=ordered), "REFUSE_NO_BASIS")
    )
    time_machine.move_to("2026-11-12 10:00+00:00", tick=True)
    reopening.reopen(key=closed.key, by=team.ig_lead, reason="More")
    time_machine.move_to("2026-11-18 10:00+00:00", tick=True)
    correction.correct(
        key=closed.key, by=team.practice_manager, part="law", data=journeys.parts()["law"], because="No order"
    )
    decide = Clock.objects.get(request=closed, rule="decide")
    assert (decide.round, decide.started_at.date()) == (2, dt.date(2026, 11, 18))
    targets = {"decide_working_days": 9}
    expected = foreseen(team.practice, targets)
    Practice.objects.filter(pk=team.practice.pk).update(**targets, dates_version=1)
    recomputing.follow_practices()
    decide.refresh_from_db()
    assert expected == [("Decide", decide.due_on)]


def test_what_would_be_late_at_once_is_counted(team: Team, time_machine: Any, as_person: Any) -> None:
    time_machine.move_to("2026-11-10 10:00+00:00", tick=True)
    journeys.submitted(team)
    time_machine.move_to("2026-11-30 10:00+00:00", tick=True)
    words = text_of(as_person(team.practice_administrator).post(page(team), SHORTER | OTHERS))
    assert "1 of them would be overdue at once" in words
    time_machine.move_to("2026-12-30 10:00+00:00", tick=True)  # overdue already
    words = text_of(as_person(team.practice_administrator).post(page(team), SHORTER | OTHERS))
    assert "1 date would move" in words
    assert "overdue at once" not in words
    assert foreseeing.moves(team.practice, NOW) == []
