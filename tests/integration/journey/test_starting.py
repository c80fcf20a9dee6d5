"""Requests from before there were clocks get theirs, after a migration or at night; once, and in the log."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from audit.ledger.api import entries, log_name
from requests_app import after_migrating, tasks
from requests_app.calendar_check import check_calendar
from requests_app.deadlines import calendar_ends
from requests_app.journey import guardian_decision, starting, waiting
from requests_app.models import Clock, Request
from tests.factories import journeys, rules
from tests.factories.answers import approval
from tests.factories.journeys import Team, fresh
from tests.integration.journey.conftest import make_team
from tests.support.databases import as_owner

# The owner takes the clocks away, as they were not there before: each test works on a clone of its own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_team(transactional_db: None) -> Team:
    return make_team()


def without_clocks() -> None:
    """As they were before there were clocks: with a date of their own, and no rows."""
    with as_owner() as cursor:
        cursor.execute(
            "ALTER TABLE requests_app_clockchange DISABLE TRIGGER clockchange_is_never_changed;"
            " DELETE FROM requests_app_reminder; DELETE FROM requests_app_clockchange;"
            " DELETE FROM requests_app_clock;"
            " ALTER TABLE requests_app_clockchange ENABLE ALWAYS TRIGGER clockchange_is_never_changed"
        )
    assert not Clock.objects.exists()


def rules_of(request: Request) -> set[str]:
    return set(Clock.objects.filter(request=request).values_list("rule", flat=True))


def not_told(team: Team) -> Request:
    """Closed, with a patient who is told later."""
    request = journeys.at_decision(team)
    review = timezone.localdate() + timedelta(days=30)
    data = approval(request, tell_patient="later", tell_reason="A suspect", tell_review_on=review)
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.closed(team, journeys.disclosed(team, journeys.released(team, fresh(request))))


def test_open_requests_get_the_clocks_that_they_would_have(own_team: Team) -> None:
    team = own_team
    draft = journeys.draft(team)
    triage = journeys.submitted(team)
    review = journeys.triaged(team, journeys.submitted(team))
    emergency = rules.emergency_logged(team)
    closed, later = journeys.closed(team, journeys.refused(team)), not_told(team)
    before = {r.pk: (r.due_at, r.due_rule, r.version) for r in (triage, review, emergency, closed)}
    without_clocks()
    assert starting.start_missing() == 4
    assert rules_of(draft) == rules_of(closed) == set()
    assert rules_of(triage) == {"acknowledge", "triage", "decide"}
    assert rules_of(review) == {"decide"}
    assert rules_of(emergency) == {"acknowledge", "triage", "decide", "urgent"}
    assert rules_of(later) == {"patient_review"}
    for request in (triage, review, emergency, closed):
        now = fresh(request)
        assert (now.due_at, now.due_rule, now.version) == before[request.pk]
    assert all(clock.next_at is not None for clock in Clock.objects.all())
    started = [e for e in entries(log_name(team.practice.public_id), limit=50) if e.event == "clock.started"]
    assert {entry.about for entry in started} == {r.about for r in (triage, review, emergency, later)}
    assert {entry.actor for entry in started} == {"system:desk"}
    assert starting.start_missing() == 0


def test_a_waiting_request_stands_still_from_when_it_was_asked(own_team: Team) -> None:
    request = journeys.triaged(own_team, journeys.submitted(own_team))
    waiting.ask(key=request.key, whom="patient", question="May we?", by=own_team.ig_lead)
    without_clocks()
    starting.start_missing()
    decide = Clock.objects.get(request=request, rule="decide")
    assert (decide.state, decide.stopped_at) == ("stopped", fresh(request).state_since)
    with rules.later(days=7):
        waiting.resume(key=request.key, answer="Yes", by=own_team.practice_manager)
    decide.refresh_from_db()
    assert (decide.state, decide.stopped_days) == ("running", 5)
    assert "waiting for the patient: 5 working days" in decide.explanation[2]


def test_it_goes_on_batch_by_batch(own_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        journeys.submitted(own_team)
    without_clocks()
    monkeypatch.setattr(starting, "BATCH", 2)
    assert starting.start_missing() == 3


def test_two_at_once_start_each_once(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    without_clocks()
    assert [starting._start(request.pk), starting._start(request.pk)] == [1, 0]


def test_the_command_and_the_task_ask_for_it(own_team: Team) -> None:
    journeys.submitted(own_team)
    without_clocks()
    out = StringIO()
    call_command("start_clocks", stdout=out)
    assert out.getvalue() == "Clocks started for 1 requests.\n"
    assert tasks.start_clocks() == 0


def test_a_migration_asks_for_it_at_its_end_and_not_before(own_team: Team) -> None:
    journeys.submitted(own_team)
    without_clocks()
    assert after_migrating.start_clocks(using="other") == 0
    # The last one is still to come.
    last = MigrationRecorder.Migration.objects.filter(app="requests_app").latest("id")
    with as_owner() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE id = %s", [last.pk])
    assert after_migrating.start_clocks() == 0
    with as_owner() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, CURRENT_TIMESTAMP)",
            [last.app, last.name],
        )
    assert after_migrating.start_clocks() == 1


def test_commands_warn_a_year_before_the_calendar_ends(time_machine: Any) -> None:
    assert check_calendar() == []
    time_machine.move_to(f"{calendar_ends()} 12:00+00:00")
    (warning,) = check_calendar()
    assert "until Sun 31 Dec 2028" in str(warning)
