"""Clocks after a decision and in another round; asking again at any time changes nothing and costs little."""

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from audit.ledger.api import log_name, new_event_id
from requests_app.deadlines import calendar_of, lapses_unsent
from requests_app.deadlines.local_time import local_day
from requests_app.journey import clocks, recomputing, release, reopening, waiting, withdrawal
from requests_app.models import Clock, ClockChange, Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team, fresh
from tests.integration.journey.test_clocks import ask, kinds, row, states

ENGLAND = calendar_of("england")
#: The most that a refresh which finds nothing to do asks: the clocks, and the facts that they depend on.
STATEMENTS = 13


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with time_machine.travel("2026-11-10T10:00:00Z", tick=True) as traveller:
        yield traveller


# Decided, released, sent.


def test_a_decision_meets_its_target_and_an_expired_one_starts_it_again(team: Team, tuesday: Any) -> None:
    request = journeys.approved(team)
    decide = row(request, "decide")
    assert (decide.state, decide.met_at) == ("met", request.state_since)
    tuesday.shift(timedelta(days=40))
    release.expire(key=request.key)
    again = row(request, "decide")
    assert (again.state, again.met_at, again.due_at) == ("running", None, decide.due_at)
    assert kinds(again) == ["started", "met", "started"]
    assert fresh(request).due_rule == "decide"


def test_a_release_lapses_or_is_met_when_it_was_sent(team: Team, tuesday: Any) -> None:
    request = journeys.released(team)
    lapse = row(request, "lapse")
    assert lapse.due_at == lapses_unsent(timezone.now(), ENGLAND).ends_at
    assert (lapse.due_at, request.due_rule) == (request.releases.get().lapses_at, "lapse")
    tuesday.shift(timedelta(days=3))
    release.lapse(key=request.key)
    assert states(fresh(request))["lapse"] == "ended"
    request = journeys.disclosed(team, journeys.released(team, fresh(request)))
    assert (states(request)["lapse"], request.due_at) == ("met", None)
    assert kinds(row(request, "lapse")) == ["started", "ended", "started", "met"]


def test_an_approval_is_to_be_released_before_it_ends(team: Team, tuesday: Any) -> None:
    request = journeys.approved(team)
    ends = row(request, "approval_ends")
    assert (ends.state, ends.due_at) == ("running", request.decisions.get().expires_at)
    assert (request.due_rule, request.due_at) == ("approval_ends", ends.due_at)
    tuesday.shift(timedelta(days=40))
    release.expire(key=request.key)
    assert states(fresh(request))["approval_ends"] == "ended"


def test_what_was_sent_meets_the_approvals_end(team: Team) -> None:
    request = journeys.released(team)
    assert (states(request)["approval_ends"], request.due_rule) == ("running", "lapse")
    assert states(journeys.disclosed(team, request))["approval_ends"] == "met"


def test_calling_a_release_off_ends_its_clock(team: Team) -> None:
    request = journeys.released(team)
    release.call_off(key=request.key, by=team.practice_manager, reason="The wrong address")
    assert states(fresh(request))["lapse"] == "ended"


# An emergency.


def test_an_emergencys_hours_run_until_it_left_and_the_look_back_goes_first(team: Team) -> None:
    request = rules.emergency_approved(team)
    found = states(request)
    assert (found["urgent"], found["look_back"], found["retrospective"]) == ("running",) * 3
    assert request.due_rule == "look_back"
    request = journeys.disclosed(team, journeys.released(team, request))
    assert (states(request)["urgent"], states(request)["look_back"]) == ("met", "running")
    assert request.due_rule == "look_back"


# Opened again.


def test_a_new_round_has_clocks_of_its_own(team: Team, tuesday: Any) -> None:
    request = journeys.closed(team, journeys.refused(team))
    tuesday.shift(timedelta(days=60))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="A new statement")
    request = fresh(request)
    assert states(request, 2) == {"triage": "running", "decide": "running"}
    assert row(request, "triage", 2).explanation[1] == "Reopened Sat 9 Jan 2027, from which it counts anew."
    assert states(request, 1)["decide"] == "met"
    assert request.due_at == row(request, "triage", 2).due_at


def test_an_order_and_an_emergency_of_before_are_not_overdue_anew(team: Team, tuesday: Any) -> None:
    law = rules.law(comply_by=date(2026, 11, 30))
    order = journeys.closed(team, journeys.refused(team, rules.compelled(team, law=law), "REFUSE_NO_BASIS"))
    urgent = rules.emergency_ready(team)
    assert states(urgent)["urgent"] == "running"
    withdrawal.withdraw(
        key=urgent.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="Found"
    )
    urgent = journeys.closed(team, fresh(urgent))
    tuesday.shift(timedelta(days=60))
    for request in (order, urgent):
        reopening.reopen(key=request.key, by=team.ig_lead, reason="A new statement")
        assert states(fresh(request), 2) == {"triage": "running", "decide": "running"}
        assert fresh(request).due_rule == "triage"


# Any time.


def again(request: Request) -> list[ClockChange]:
    with transaction.atomic():
        return clocks.refresh(
            fresh(request),
            at=timezone.now(),
            by=None,
            log=log_name(request.practice.public_id),
            event_id=new_event_id(),
        ).changes


def test_shorter_targets_start_nothing_that_stands_still(team: Team, tuesday: Any) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    before = row(request, "decide")
    tuesday.shift(timedelta(days=6))  # Monday
    request = ask(team, request)
    practice = request.practice
    practice.acknowledge_working_days, practice.triage_working_days, practice.decide_working_days = 1, 2, 3
    practice.dates_version += 1
    practice.save()
    assert recomputing.follow_practices() == 1
    stopped = row(request, "decide")
    assert (stopped.state, stopped.stopped_days) == ("stopped", 0)
    assert (stopped.due_on, before.due_on) == (date(2026, 11, 13), date(2026, 12, 8))
    assert again(request) == []
    tuesday.shift(timedelta(days=1))
    waiting.resume(key=request.key, answer="Operation Larch", by=team.practice_manager)
    after = row(request, "decide")
    assert (after.state, after.stopped_days, after.due_on) == ("running", 1, date(2026, 11, 16))


def waits(team: Team) -> Request:
    return ask(team, journeys.triaged(team, journeys.submitted(team)))


STANDS = {
    "submitted": journeys.submitted,
    "waiting": waits,
    "approved": journeys.approved,
    "released": journeys.released,
    "disclosed": journeys.disclosed,
    "closed": journeys.closed,
    "emergency": rules.emergency_approved,
    "compelled": rules.compelled,
}


@pytest.mark.parametrize("where", STANDS)
def test_asking_again_changes_nothing(team: Team, where: str, tuesday: Any) -> None:
    request = STANDS[where](team)
    assert again(request) == []
    tuesday.shift(timedelta(days=4))
    assert again(request) == []


@pytest.mark.parametrize("where", STANDS)
def test_it_asks_few_statements_however_many_clocks(
    team: Team, where: str, django_assert_max_num_queries: Any
) -> None:
    request = fresh(STANDS[where](team))
    with django_assert_max_num_queries(STATEMENTS), transaction.atomic():
        again(request)


def test_a_draft_has_no_clocks(team: Team) -> None:
    request = journeys.draft(team)
    assert again(request) == []
    assert states(request) == {}


@pytest.mark.parametrize("where", STANDS)
def test_the_governing_date_is_that_of_a_clock_that_runs(team: Team, where: str) -> None:
    request = STANDS[where](team)
    running = Clock.objects.filter(request=request, state="running")
    if request.due_at is None:
        assert not running.exclude(rule__in=["tell_patient", "patient_review", "retrospective"]).exists()
    else:
        assert running.get(rule=request.due_rule).due_at == request.due_at


@pytest.mark.parametrize("where", STANDS)
def test_the_day_is_the_last_on_which_it_is_in_time(team: Team, where: str) -> None:
    for clock in Clock.objects.filter(request=STANDS[where](team)):
        assert clock.due_on == local_day(clock.due_at - timedelta(microseconds=1))


@pytest.mark.parametrize(("hours", "kept"), [(1, True), (6, False)], ids=["still_ahead", "over"])
def test_two_rounds_within_a_day_are_told_apart_by_their_moments(team: Team, hours: int, kept: bool) -> None:
    """An order's time that passed between two rounds of one day isn't run again."""
    with time_machine.travel("2026-11-18 09:00+00:00", tick=True):
        request = closed_with_an_order_until_two(team)
    with time_machine.travel(f"2026-11-18 {9 + hours:02}:00+00:00", tick=True):
        reopening.reopen(key=request.key, by=team.ig_lead, reason="A new order")
    assert set(states(request, 2)) == {"triage", "instrument" if kept else "decide"}


def closed_with_an_order_until_two(team: Team) -> Request:
    law = {**rules.law(comply_by=date(2026, 11, 18)), "comply_by_time": time(14)}
    request = journeys.submitted(team, law=law, requester=rules.coroner())
    withdrawal.withdraw(
        key=request.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="Taken back"
    )
    return journeys.closed(team, fresh(request))
