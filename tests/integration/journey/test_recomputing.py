"""The dates of open requests follow the practice's targets and closures, and no other date does."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from audit.ledger.api import entries, log_name
from practices import closures, following, practice_settings
from practices.models import Practice
from requests_app import tasks
from requests_app.deadlines import add_working_days
from requests_app.journey import guardian_decision, handover, recomputing
from requests_app.models import Clock, Request
from tests.factories import journeys
from tests.factories.answers import approval
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.handing import clock

DAY = timedelta(days=1)


def due(request: Request, rule: str = "decide") -> Clock:
    return Clock.objects.get(request=request, rule=rule, round=request.round)


def close(team: Team, days: int = 5) -> closures.Closure:
    """Closed for some days from tomorrow."""
    today = timezone.localdate()
    return closures.add(
        practice=team.practice, first_day=today + DAY, last_day=today + days * DAY, reason="Flood",
        by=team.practice_administrator,
    )  # fmt: skip


def set_targets(team: Team, decide: int) -> None:
    practice_settings.change(
        practice=team.practice, by=team.practice_administrator, contact_email="",
        address_needs_countersignature=True, acknowledge_working_days=1, triage_working_days=2,
        decide_working_days=decide, retention_years=6, retention_years_incident=20,
    )  # fmt: skip


def test_a_closure_moves_the_targets_with_both_dates(team: Team) -> None:
    request = journeys.submitted(team)
    before, version = due(request), request.version
    closure = close(team)
    assert recomputing.follow_practices() == 1
    after = due(request)
    start = request.received_on
    assert after.due_on == add_working_days(start, 20, "england", closures.days_closed(team.practice))
    assert after.due_on > before.due_on
    change = after.changes.last()
    assert change is not None
    assert (change.kind, change.by) == ("recomputed", None)
    assert (change.old_due_at, change.new_due_at) == (before.due_at, after.due_at)
    fresh = journeys.fresh(request)
    assert fresh.version == version
    assert fresh.due_at == min(row.due_at for row in Clock.objects.filter(request=request, state="running"))
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    assert (entry.event, entry.actor, entry.about) == ("clock.recomputed", "system:desk", request.about)
    closures.end(closure=closure, by=team.practice_administrator)
    recomputing.follow_practices()
    assert due(request).due_at == before.due_at


def test_shorter_targets_move_them_too(team: Team) -> None:
    request = journeys.submitted(team)
    set_targets(team, 5)
    recomputing.follow_practices()
    assert due(request).due_on == add_working_days(request.received_on, 5, "england")
    assert due(request, "acknowledge").due_on == add_working_days(request.received_on, 1, "england")


def test_what_is_met_or_closed_stays(team: Team) -> None:
    accepted, closed = journeys.triaged(team, journeys.submitted(team)), journeys.closed(team)
    before = (due(accepted, "triage").due_at, due(closed).due_at)
    close(team)
    assert recomputing.follow_practices() == 1
    assert (due(accepted, "triage").due_at, due(closed).due_at) == before


def test_other_practices_stay_and_nothing_is_done_twice(team: Team) -> None:
    other = journeys.submitted(make_team("Y99992", "Elsewhere"))
    before = due(other).due_at
    journeys.submitted(team)
    close(team)
    assert recomputing.follow_practices() == 1
    count = len(entries(log_name(team.practice.public_id)))
    assert recomputing.follow_practices() == 0
    assert len(entries(log_name(team.practice.public_id))) == count
    assert due(other).due_at == before


def test_a_practice_without_open_requests_is_followed_too(team: Team) -> None:
    close(team)
    assert recomputing.follow_practices() == 0
    assert not following.practices_behind().exists()


def test_in_batches(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recomputing, "BATCH", 2)
    found = [journeys.submitted(team) for _ in range(5)]
    close(team)
    assert recomputing.follow_practices() == len(found)


def test_a_worker_that_dies_on_the_way_is_taken_up(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [journeys.submitted(team) for _ in range(3)]
    before = due(found[0]).due_at
    close(team)
    real, done = recomputing._reckon, []

    def dying(pk: int) -> int:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(pk)
        return real(pk)

    monkeypatch.setattr(recomputing, "_reckon", dying)
    with pytest.raises(KeyboardInterrupt):
        recomputing.follow_practices()
    assert following.practices_behind().exists()
    monkeypatch.setattr(recomputing, "_reckon", real)
    assert recomputing.follow_practices() == 1
    assert not following.practices_behind().exists()
    assert all(due(request).due_at > before for request in found)


def test_one_that_fails_is_logged_and_tried_again(
    team: Team, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = journeys.submitted(team), journeys.submitted(team)
    before = due(bad).due_at
    close(team)
    real = recomputing._reckon

    def failing(pk: int) -> int:
        if pk == bad.pk:
            raise ValueError("Dmitar Halloway")
        return real(pk)

    monkeypatch.setattr(recomputing, "_reckon", failing)
    assert recomputing.follow_practices() == 1
    assert (due(bad).due_at, due(good).due_at > before) == (before, True)
    assert str(bad.key) in caplog.text
    assert "Halloway" not in caplog.text
    monkeypatch.setattr(recomputing, "_reckon", real)
    assert recomputing.follow_practices() == 1
    assert not following.practices_behind().exists()


def test_a_change_that_comes_meanwhile_is_followed_after(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    request = journeys.submitted(team)
    close(team)
    real = recomputing._reckon

    def meanwhile(pk: int) -> int:
        found = real(pk)
        monkeypatch.setattr(recomputing, "_reckon", real)
        set_targets(team, 6)
        return found

    monkeypatch.setattr(recomputing, "_reckon", meanwhile)
    recomputing.follow_practices()
    assert following.practices_behind().exists()
    recomputing.follow_practices()
    closed = closures.days_closed(team.practice)
    assert due(request).due_on == add_working_days(request.received_on, 6, "england", closed)


def test_what_was_closed_meanwhile_is_left(team: Team) -> None:
    closed = journeys.closed(team)
    assert recomputing._reckon(closed.pk) == 0


def test_the_task_and_waking_it(team: Team) -> None:
    journeys.submitted(team)
    close(team)
    with patch.object(tasks.follow_practices, "apply_async") as asked:
        tasks.wake_follower()
        assert asked.call_count == 1
        asked.side_effect = OperationalError
        tasks.wake_follower()
    with patch.object(tasks, "redis_paused", return_value=True):
        tasks.wake_follower()
    assert tasks.follow_practices() == 1


def to_scotland(team: Team) -> None:
    """As the national list's next edition has it."""
    Practice.objects.filter(pk=team.practice.pk).update(nation="scotland")
    with transaction.atomic():
        following.dates_changed(team.practice)


def test_another_nation_moves_targets_and_what_law_rolls_to_its_working_days(
    team: Team, time_machine: Any
) -> None:
    """The thirtieth of November is a bank holiday in Scotland alone."""
    time_machine.move_to("2026-10-30 10:00+00:00", tick=True)
    request, closed = journeys.submitted(team), journeys.closed(team, journeys.refused(team))
    rows = [
        handover.hand_over(
            key=case.key, by=team.ig_lead, kind="sar", received_on=date(2026, 10, 30), note="A copy"
        )
        for case in (request, closed)
    ]
    foi = handover.hand_over(
        key=request.key, by=team.ig_lead, kind="foi", received_on=date(2026, 10, 30), note="A list"
    )
    assert {clock(row).due_on for row in rows} == {date(2026, 11, 30)}
    before = (due(request).due_on, clock(foi).due_at)
    to_scotland(team)

    assert recomputing.follow_practices() == 2

    for row in rows:
        found = clock(row)
        change = found.changes.last()
        assert (found.due_on, found.state) == (date(2026, 12, 1), "running")
        assert change is not None
        assert (change.kind, change.by) == ("recomputed", None)
    assert due(request).due_on == before[0]  # twenty working days end before the holiday
    assert clock(foi).due_at == before[1]  # which counts over all nations anyway
    entry = next(e for e in entries(log_name(team.practice.public_id), limit=2) if e.about == request.about)
    assert entry.facts["clocks"]["subject_access"][0] == "recomputed"
    assert recomputing.follow_practices() == 0


def test_another_nation_moves_a_target_over_its_holiday(team: Team, time_machine: Any) -> None:
    time_machine.move_to("2026-11-20 10:00+00:00", tick=True)
    request = journeys.submitted(team)
    before = due(request).due_on
    to_scotland(team)
    recomputing.follow_practices()
    assert due(request).due_on == add_working_days(request.received_on, 20, "scotland") > before


def test_a_hand_over_that_is_answered_stays(team: Team, time_machine: Any) -> None:
    time_machine.move_to("2026-10-30 10:00+00:00", tick=True)
    row = handover.hand_over(
        key=journeys.closed(team, journeys.refused(team)).key,
        by=team.ig_lead,
        kind="sar",
        received_on=date(2026, 10, 30),
        note="x",
    )
    handover.answer(key=row.key, by=team.ig_lead, answer="Sent")
    before = clock(row).due_at
    to_scotland(team)
    assert recomputing.follow_practices() == 0
    assert clock(row).due_at == before


def test_a_closed_requests_promise_to_the_patient_follows_a_closure(team: Team) -> None:
    request = journeys.at_decision(team)
    data = approval(request, tell_patient="after")
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    closed = journeys.closed(team, journeys.disclosed(team, journeys.released(team, journeys.fresh(request))))
    before = due(closed, "tell_patient").due_at
    close(team)
    assert recomputing.follow_practices() == 1
    assert due(closed, "tell_patient").due_at > before
