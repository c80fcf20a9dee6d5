"""The dates of open requests follow the practice's targets and closures, and no other date does."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from audit.ledger.api import entries, log_name
from practices import closures, following, practice_settings
from requests_app import tasks
from requests_app.deadlines import add_working_days
from requests_app.journey import recomputing
from requests_app.models import Clock, Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

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

    def dying(pk: int, log: str) -> int:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(pk)
        return real(pk, log)

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

    def failing(pk: int, log: str) -> int:
        if pk == bad.pk:
            raise ValueError("Dmitar Halloway")
        return real(pk, log)

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

    def meanwhile(pk: int, log: str) -> int:
        found = real(pk, log)
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
    assert recomputing._reckon(closed.pk, log_name(team.practice.public_id)) == 0


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
