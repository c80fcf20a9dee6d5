"""The clocks of a request follow its way: each starts, stops, goes on and is met with its step."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from audit.ledger.api import entries_about, log_name
from requests_app.deadlines import RULES, RuleCode, calendar_of
from requests_app.deadlines.local_time import end_of
from requests_app.journey import (
    correction,
    returning,
    waiting,
    withdrawal,
)
from requests_app.models import Clock, ClockChange, Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team, fresh

ENGLAND = calendar_of("england")
#: A Tuesday without a bank holiday near.
NOW = time_machine.travel("2026-11-10T10:00:00Z", tick=True)


@pytest.fixture(autouse=True)
def tuesday() -> Any:
    with NOW as traveller:
        yield traveller


def row(request: Request, rule: str, round_: int = 1) -> Clock:
    return Clock.objects.get(request=request, rule=rule, round=round_)


def states(request: Request, round_: int = 1) -> dict[str, str]:
    return {c.rule: c.state for c in Clock.objects.filter(request=request, round=round_)}


def kinds(clock: Clock) -> list[str]:
    return list(clock.changes.values_list("kind", flat=True))


def last_facts(request: Request) -> dict[str, Any]:
    entries = entries_about(log_name(request.practice.public_id), request.about, limit=50)
    return max(entries, key=lambda entry: entry.leaf_index).facts


def ask(team: Team, request: Request, whom: str = "requester") -> Request:
    waiting.ask(key=request.key, whom=whom, question="Which inquiry?", by=owner(team, request))
    return fresh(request)


def owner(team: Team, request: Request) -> Any:
    return team.practice_manager if request.state == "triage" else team.ig_lead


# The practice's targets.


def test_submitting_starts_the_three_targets_and_the_nearest_governs(team: Team) -> None:
    request = journeys.submitted(team)
    assert states(request) == {"acknowledge": "running", "triage": "running", "decide": "running"}
    decide = row(request, "decide")
    assert decide.due_on == ENGLAND.add(date(2026, 11, 10), 20)
    assert decide.due_at == end_of(decide.due_on)
    assert decide.explanation[0] == "Received Tue 10 Nov 2026."
    assert decide.explanation[-1] == f"Rule: {RULES[RuleCode.DECIDE].cite}"
    assert decide.next_at is not None
    assert decide.practice_id == request.practice_id
    change = decide.changes.get()
    assert (change.kind, change.old_due_at, change.new_due_at) == ("started", None, decide.due_at)
    assert change.by == team.practice_manager
    assert (request.due_rule, request.due_at) == ("acknowledge", row(request, "acknowledge").due_at)


def test_the_entry_of_the_step_says_what_the_clocks_did(team: Team) -> None:
    facts = last_facts(journeys.submitted(team))
    assert facts["clocks"]["decide"] == ["started", "2026-12-09T00:00:00Z"]
    assert facts["clock_steps"]["decide"] == [
        "received:2026-11-10",
        "working_days:20:2026-12-08",
        "rule:decide",
    ]
    assert ClockChange.objects.filter(ledger_log="").count() == 0


def test_leaving_triage_meets_what_triage_was_to_do(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    assert states(request) == {"acknowledge": "met", "triage": "met", "decide": "running"}
    assert row(request, "triage").next_at is None
    assert request.due_rule == "decide"
    assert last_facts(request)["clocks"] == {
        "acknowledge": ["met", "2026-11-13T00:00:00Z"],
        "triage": ["met", "2026-11-18T00:00:00Z"],
    }


def test_what_was_met_once_stays_met_though_the_request_returns(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    returning.return_to(key=request.key, state="triage", by=team.ig_lead, reason="Who signed?")
    assert states(fresh(request)) == {"acknowledge": "met", "triage": "met", "decide": "running"}


def test_asking_stops_the_target_and_the_answer_moves_it_by_the_days_between(
    team: Team, tuesday: Any
) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    before = row(request, "decide")
    tuesday.shift(timedelta(days=3))  # Friday
    request = ask(team, request)
    stopped = row(request, "decide")
    assert (stopped.state, stopped.due_at, stopped.next_at) == ("stopped", before.due_at, None)
    assert stopped.stopped_at == request.state_since
    assert (request.due_rule, row(request, "silence").state) == ("silence", "running")
    change = stopped.changes.last()
    assert change is not None
    assert (change.kind, change.old_due_at, change.new_due_at, change.reason) == (
        "stopped",
        before.due_at,
        before.due_at,
        "requester",
    )
    tuesday.shift(timedelta(days=5))  # Wednesday: three working days after
    waiting.resume(key=request.key, answer="Operation Larch", by=team.practice_manager)
    request = fresh(request)
    after = row(request, "decide")
    assert (after.state, after.stopped_at, after.stopped_days) == ("running", None, 3)
    assert after.due_on == ENGLAND.add(before.due_on, 3)
    assert after.next_at is not None
    assert request.due_at == after.due_at
    assert row(request, "silence").state == "met"
    change = after.changes.last()
    assert change is not None
    assert (change.kind, change.old_due_at, change.new_due_at, change.days) == (
        "went_on",
        before.due_at,
        after.due_at,
        3,
    )
    assert "from Fri 13 Nov 2026 to Wed 18 Nov 2026, waiting for the requester" in after.explanation[2]
    assert last_facts(request)["clocks"]["decide"] == [
        "went_on",
        "2026-12-09T00:00:00Z",
        "2026-12-12T00:00:00Z",
        3,
    ]


def test_two_stops_add_up_and_both_are_explained(team: Team, tuesday: Any) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    before = row(request, "decide").due_on
    for whom in ("requester", "patient"):
        request = ask(team, request, whom)
        tuesday.shift(timedelta(days=1))
        waiting.resume(key=request.key, answer="Yes", by=team.practice_manager)
        request = fresh(request)
    after = row(request, "decide")
    assert (after.due_on, after.stopped_days) == (ENGLAND.add(before, 2), 2)
    assert ["requester" in step for step in after.explanation[2:4]] == [True, False]
    assert kinds(row(request, "silence")) == ["started", "met", "started", "met"]


def test_a_question_in_triage_acknowledges_and_stops_the_rest(team: Team) -> None:
    request = ask(team, journeys.submitted(team))
    assert states(request) == {
        "acknowledge": "met",
        "triage": "stopped",
        "decide": "stopped",
        "silence": "running",
    }
    waiting.resume(key=request.key, answer="Here", by=team.practice_manager)
    request = fresh(request)
    assert states(request)["triage"] == "running"
    assert row(request, "triage").stopped_days == 0


def test_what_was_late_is_not_helped_by_asking(team: Team, tuesday: Any) -> None:
    request = journeys.submitted(team)
    late = row(request, "triage")
    tuesday.shift(timedelta(days=10))
    request = ask(team, request, "patient")
    assert states(request)["triage"] == "running"
    tuesday.shift(timedelta(days=10))
    waiting.resume(key=request.key, answer="Yes", by=team.practice_manager)
    assert row(request, "triage").due_at == late.due_at
    assert row(request, "acknowledge").state == "running"


def test_a_correction_while_waiting_goes_on_and_never_earlier(team: Team, tuesday: Any) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    before = row(request, "decide").due_at
    request = ask(team, request)
    tuesday.shift(timedelta(days=2))
    correction.correct(
        key=request.key,
        by=team.practice_manager,
        part="purpose",
        data={"purpose": "Another", "offence": ""},
        because="They wrote again",
    )
    assert row(request, "decide").due_at > before
    assert kinds(row(request, "decide")) == ["started", "stopped", "went_on"]


# Dates that others set.


@pytest.mark.parametrize("whom", ["requester", "patient"])
def test_an_instrument_never_stands_still(team: Team, whom: str) -> None:
    law = rules.law(comply_by=date(2026, 11, 30))
    request = journeys.submitted(team, law=law, requester=rules.coroner())
    before = row(request, "instrument")
    request = ask(team, request, whom)
    after = row(request, "instrument")
    assert (after.state, after.due_at, after.next_at) == ("running", before.due_at, before.next_at)
    assert after.next_at is not None
    assert kinds(after) == ["started"]
    assert "decide" not in states(request)


def test_an_instruments_date_runs_until_it_was_answered(team: Team) -> None:
    law = rules.law(comply_by=date(2026, 11, 30))
    request = rules.compelled(team, law=law)
    assert states(request) == {"acknowledge": "met", "triage": "met", "instrument": "running"}
    request = journeys.refused(team, request, "REFUSE_NO_BASIS")
    assert (states(request)["instrument"], request.due_rule) == ("running", "instrument")
    request = journeys.closed(team, request)
    assert (states(request)["instrument"], request.due_at, request.due_rule) == ("met", None, "")


def test_a_corrected_date_shows_old_and_new(team: Team) -> None:
    request = journeys.submitted(team, law=rules.law(comply_by=date(2026, 11, 30)), requester=rules.coroner())
    before = row(request, "instrument").due_at
    law = rules.law(comply_by=date(2026, 11, 27))
    correction.correct(
        key=request.key, by=team.practice_manager, part="law", data=law, because="The court varied it"
    )
    after = row(request, "instrument")
    change = after.changes.last()
    assert change is not None
    assert (change.kind, change.old_due_at, change.new_due_at) == ("recomputed", before, after.due_at)
    assert after.due_on == date(2026, 11, 27)
    plain = journeys.parts()["law"]
    correction.correct(key=request.key, by=team.practice_manager, part="law", data=plain, because="No order")
    assert (row(request, "instrument").state, states(fresh(request))["decide"]) == ("ended", "running")


@pytest.mark.parametrize("outcome", ["WITHDRAWN_BY_REQUESTER", "UNANSWERED"])
def test_nobody_waits_for_what_was_withdrawn_but_an_order_runs_until_the_request_is_closed(
    team: Team, outcome: str
) -> None:
    law = rules.law(comply_by=date(2026, 11, 30))
    request = ask(team, journeys.submitted(team, law=law, requester=rules.coroner()))
    withdrawal.withdraw(key=request.key, by=team.practice_manager, outcome=outcome, reason="See the mail")
    found = states(fresh(request))
    assert (found["instrument"], found["triage"], found["silence"]) == ("running", "met", "ended")
    request = journeys.closed(team, fresh(request))
    assert (states(request)["instrument"], request.due_rule) == ("met", "")
