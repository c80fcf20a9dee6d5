"""What is over in a state agrees with what the clocks of a request in it do."""

import datetime as dt

import pytest

from requests_app.deadlines import RequestFacts, RuleCode, clocks_of, lapses_unsent
from requests_app.deadlines.local_time import LONDON
from requests_app.deadlines.over import OVER, is_over
from requests_app.deadlines.pausing import PATIENT, REQUESTER
from requests_app.deadlines.request_clocks import Approval, Stage, Standing, Waiting
from requests_app.deadlines.rules import CHOICES, NAMING_NO_TIME, OUTLIVING_CLOSING
from requests_app.deadlines.working_days import calendar_of
from requests_app.journey.clock_facts import APPROVED, STAGES
from requests_app.workflow import WAITING_STATES, State

NOON = dt.datetime(2026, 11, 17, 12, tzinfo=LONDON)
DAY = NOON.date()
IN_USE = [state for state in State if state is not State.DRAFT]


def live_in(state: State) -> set[RuleCode]:
    """Every rule that can have a clock which waits in this state, of those that OVER speaks of."""
    found: set[RuleCode] = set()
    waits = [Waiting(NOON, whom) for whom in (REQUESTER, PATIENT)] if state in WAITING_STATES else [None]
    stages = [Stage.TRIAGE] if state in WAITING_STATES else [STAGES[state]]
    if state is State.WITHDRAWN:  # where nobody answered, nobody withdrew
        stages.append(Stage.REFUSED)
    for stage in stages:
        for waiting in waits:
            for instrument in (None, (DAY, None)):
                facts = RequestFacts(
                    DAY,
                    "england",
                    instrument_due=instrument,
                    orders=dict.fromkeys(NAMING_NO_TIME | CHOICES, DAY),
                    stated_by_requester=DAY,
                    emergency=True,
                    stage=stage,
                    waiting=waiting,
                    lapse=lapses_unsent(NOON, calendar_of("england")) if state is State.RELEASED else None,
                    approval=Approval(NOON, NOON, "no") if stage in APPROVED else None,
                )
                found |= {
                    rule
                    for rule, ticking in clocks_of(facts).items()
                    if ticking.standing in (Standing.RUNNING, Standing.STOPPED)
                }
    return found & OVER.keys()


@pytest.mark.parametrize("state", IN_USE)
def test_it_is_over_exactly_where_no_clock_of_the_rule_waits(state: State) -> None:
    assert {rule for rule in OVER if not is_over(rule, state)} == live_in(state)


@pytest.mark.parametrize("rule", sorted(set(RuleCode) - set(OVER)))
def test_what_outlives_closing_or_stands_beside_is_never_over(rule: RuleCode) -> None:
    assert not any(is_over(rule, state) for state in State)


def test_nothing_that_outlives_closing_is_in_the_table() -> None:
    assert not OUTLIVING_CLOSING & OVER.keys()
