"""Requests from before there were clocks get theirs, after a migration or at night; once, and in the log."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from audit.ledger.api import entries, log_name
from requests_app import after_migrating, tasks
from requests_app.calendar_check import check_calendar
from requests_app.deadlines import calendar_ends
from requests_app.journey import clocks, guardian_decision, returning, starting, starting_breaches, waiting
from requests_app.models import Clock, Incident, Request
from tests.factories import journeys, rules
from tests.factories.answers import approval
from tests.factories.journeys import Team, fresh
from tests.integration.journey.conftest import make_team
from tests.integration.pages.test_incidents import an_incident
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


def states_of(request: Request) -> dict[str, str]:
    return dict(Clock.objects.filter(request=request).values_list("rule", "state"))


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
    assert states_of(review) == {"acknowledge": "met", "triage": "met", "decide": "running"}
    assert rules_of(emergency) == {"acknowledge", "triage", "decide", "urgent"}
    assert rules_of(later) == {"patient_review"}
    for request in (triage, review, emergency, closed):
        now = fresh(request)
        assert (now.due_at, now.due_rule, now.version) == before[request.pk]
    running = Clock.objects.filter(state="running")
    assert {clock.rule for clock in running if clock.next_at is None} == set()
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
    an_incident(own_team)
    without_clocks()
    out = StringIO()
    call_command("start_clocks", stdout=out)
    assert out.getvalue() == "Clocks started for 1 requests and 1 incidents.\n"
    assert tasks.start_clocks() == 0
    without_clocks()
    assert tasks.start_clocks() == 2


def test_where_nothing_starts_nothing_is_recorded(own_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    request = journeys.submitted(own_team)
    without_clocks()
    before = len(entries(log_name(own_team.practice.public_id), limit=50))
    monkeypatch.setattr(clocks, "clocks_of", lambda facts: {})
    assert starting.start_missing() == 0
    assert len(entries(log_name(own_team.practice.public_id), limit=50)) == before
    assert fresh(request).due_at == request.due_at


def test_a_refused_request_is_recorded_once_and_not_each_night(own_team: Team) -> None:
    request = journeys.refused(own_team)
    without_clocks()
    assert [starting.start_missing(), starting.start_missing()] == [1, 0]
    assert set(states_of(request).values()) == {"met"}


def test_going_back_begins_nothing_that_was_done_long_ago(own_team: Team) -> None:
    request = journeys.triaged(own_team, journeys.submitted(own_team))
    without_clocks()
    starting.start_missing()
    with rules.later(days=60):
        returning.return_to(key=request.key, by=own_team.ig_lead, state="triage", reason="Who asks?")
    assert fresh(request).state == "triage"
    assert states_of(request) == {"acknowledge": "met", "triage": "met", "decide": "running"}


def test_one_that_fails_is_logged_and_the_others_start(
    own_team: Team, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = journeys.submitted(own_team), journeys.submitted(own_team)
    wrong, right = an_incident(own_team), an_incident(own_team)
    without_clocks()
    real, real_breach = starting._start, starting_breaches._start

    def failing(pk: int) -> int:
        if pk == bad.pk:
            raise ValueError("Dmitar Halloway")
        return real(pk)

    def failing_breach(pk: int) -> int:
        if pk == wrong.pk:
            raise ValueError("Dmitar Halloway")
        return real_breach(pk)

    monkeypatch.setattr(starting, "_start", failing)
    monkeypatch.setattr(starting_breaches, "_start", failing_breach)
    assert tasks.start_clocks() == 2
    assert not rules_of(bad)
    assert rules_of(good)
    assert [clock.incident_id for clock in Clock.objects.filter(rule="breach")] == [right.pk]
    assert str(bad.key) in caplog.text
    assert str(wrong.key) in caplog.text
    assert "Halloway" not in caplog.text


def test_two_at_once_start_the_72_hours_once(own_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    incident = an_incident(own_team)
    without_clocks()
    assert [starting_breaches._start(incident.pk), starting_breaches._start(incident.pk)] == [1, 0]
    count = len(entries(log_name(own_team.practice.public_id), limit=50))
    # As one that looked before the other was done.
    monkeypatch.setattr(starting_breaches, "_without_clock", Incident.objects.all)
    assert starting_breaches.start_missing_breaches() == 0
    assert len(entries(log_name(own_team.practice.public_id), limit=50)) == count


def test_another_refusal_of_the_database_is_no_second_start(
    own_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = an_incident(own_team)
    without_clocks()

    def refuse(_: Incident) -> int:
        raise IntegrityError("another")

    monkeypatch.setattr(starting_breaches, "_begin", refuse)
    with pytest.raises(IntegrityError):
        starting_breaches._start(incident.pk)


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
