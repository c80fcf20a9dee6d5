"""Which clocks a request has, when each is due, and what it does in each stage."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines import RULES, Due, Nation, RuleCode, Step, lapses_unsent
from requests_app.deadlines.local_time import LONDON, end_of, moment
from requests_app.deadlines.pausing import PATIENT, REQUESTER, Pause
from requests_app.deadlines.request_clocks import (
    Approval,
    RequestFacts,
    Stage,
    Standing,
    Ticking,
    Waiting,
    clocks_of,
)
from requests_app.deadlines.rules import OUTLIVING_CLOSING, PAUSED_WHILE_ASKING
from requests_app.deadlines.working_days import calendar_of

RECEIVED = dt.date(2026, 11, 14)  # a Saturday
NOON = dt.datetime(2026, 11, 17, 12, tzinfo=LONDON)
TARGETS = {RuleCode.ACKNOWLEDGE, RuleCode.TRIAGE, RuleCode.DECIDE}
times = st.none() | st.times()
days = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2031, 12, 31))


def facts(**more: Any) -> RequestFacts:
    return replace(RequestFacts(RECEIVED, "england"), **more)


def due(rule: RuleCode, **more: Any) -> Due:
    return clocks_of(facts(**more))[rule].due


def standing(**more: Any) -> dict[RuleCode, Standing]:
    return {rule: ticking.standing for rule, ticking in clocks_of(facts(**more)).items()}


# The practice's targets.


def test_a_plain_request_has_the_three_targets() -> None:
    found = clocks_of(facts())
    assert {rule: ticking.due.at for rule, ticking in found.items()} == {
        RuleCode.ACKNOWLEDGE: dt.date(2026, 11, 17),
        RuleCode.TRIAGE: dt.date(2026, 11, 20),
        RuleCode.DECIDE: dt.date(2026, 12, 11),
    }
    assert {ticking.standing for ticking in found.values()} == {Standing.RUNNING}


@pytest.mark.parametrize(
    ("stage", "met"),
    [
        (Stage.TRIAGE, set()),
        (Stage.REVIEWS, {RuleCode.ACKNOWLEDGE, RuleCode.TRIAGE}),
        *((stage, TARGETS) for stage in Stage if stage not in (Stage.TRIAGE, Stage.REVIEWS)),
    ],
)
def test_each_target_is_met_by_its_stage(stage: Stage, met: set[RuleCode]) -> None:
    found = standing(stage=stage)
    assert {rule for rule, how in found.items() if how is Standing.MET} == met
    assert all(how is Standing.RUNNING for rule, how in found.items() if rule not in met)


@pytest.mark.parametrize(("whom", "acknowledge"), [(REQUESTER, Standing.MET), (PATIENT, Standing.STOPPED)])
def test_targets_stand_still_while_somebody_is_asked(whom: str, acknowledge: Standing) -> None:
    """A question to the requester tells them that the request came; one to the patient doesn't."""
    found = clocks_of(facts(waiting=Waiting(NOON, whom)))
    assert found[RuleCode.ACKNOWLEDGE].standing is acknowledge
    for rule in (RuleCode.TRIAGE, RuleCode.DECIDE):
        assert (found[rule].standing, found[rule].since) == (Standing.STOPPED, NOON)
    silence = found[RuleCode.SILENCE]
    assert (silence.standing, silence.since) == (Standing.RUNNING, NOON)
    assert silence.due.at == dt.date(2026, 12, 15)
    assert silence.due.explanation[0] == f"The {whom} was asked on Tue 17 Nov 2026."


def test_what_was_late_already_stays_late() -> None:
    since = end_of(dt.date(2026, 11, 20))  # the first moment at which triage is late
    found = standing(waiting=Waiting(since, PATIENT))
    assert found[RuleCode.TRIAGE] is Standing.RUNNING
    assert found[RuleCode.DECIDE] is Standing.STOPPED
    moment_before = standing(waiting=Waiting(since - dt.timedelta(seconds=1), PATIENT))
    assert moment_before[RuleCode.TRIAGE] is Standing.STOPPED


def test_the_days_that_stood_still_are_added_and_said() -> None:
    pause = Pause(dt.date(2026, 11, 20), dt.date(2026, 11, 24), 2, PATIENT)
    found = due(RuleCode.DECIDE, pauses={"decide": (pause,)})
    assert found.at == dt.date(2026, 12, 15)
    assert found.explanation[2:4] == (
        "It stood still from Fri 20 Nov 2026 to Tue 24 Nov 2026, waiting for the patient: 2 working days not"
        " counted.",
        "So the date is Tue 15 Dec 2026.",
    )
    assert found.tokens == (
        "received:2026-11-14",
        "working_days:20:2026-12-11",
        "stood_still:2026-11-20:2026-11-24:2",
        "moved_to:2026-12-15",
        "rule:decide",
    )


def test_a_request_that_was_reopened_counts_from_that_day_and_is_acknowledged_no_more() -> None:
    found = clocks_of(facts(reopened=moment(dt.date(2027, 2, 1), dt.time(9))))
    assert RuleCode.ACKNOWLEDGE not in found
    assert found[RuleCode.TRIAGE].due.at == dt.date(2027, 2, 8)
    assert found[RuleCode.TRIAGE].due.explanation[1] == "Reopened Mon 1 Feb 2027, from which it counts anew."


# Dates that others set.


def test_an_emergency_has_two_hours() -> None:
    found = due(
        RuleCode.URGENT,
        received_time=dt.time(21, 40),
        instrument_due=(dt.date(2026, 12, 1), None),
        emergency=True,
    )
    assert found.at == dt.datetime(2026, 11, 14, 23, 40, tzinfo=LONDON)
    assert found.explanation[0] == "Received Sat 14 Nov 2026, 21:40."


def test_an_emergency_without_a_time_counts_from_midnight() -> None:
    found = due(RuleCode.URGENT, emergency=True)
    assert found.at == dt.datetime(2026, 11, 14, 2, tzinfo=LONDON)
    assert "not recorded" in found.explanation[0]


@pytest.mark.parametrize(("day", "hour"), [(dt.date(2026, 3, 29), 3), (dt.date(2026, 10, 25), 1)])
def test_an_emergency_in_the_night_of_a_clock_change(day: dt.date, hour: int) -> None:
    found = due(RuleCode.URGENT, received_on=day, received_time=dt.time(0, 30), emergency=True)
    assert isinstance(found.at, dt.datetime)
    assert (found.at.hour, found.at.minute) == (hour, 30)
    assert "clocks_change" in found.tokens


def test_an_instruments_date_takes_the_place_of_the_target_to_decide_and_does_not_move() -> None:
    found = clocks_of(facts(instrument_due=(dt.date(2027, 1, 31), None)))
    assert RuleCode.DECIDE not in found
    instrument = found[RuleCode.INSTRUMENT].due
    assert instrument.at == dt.date(2027, 1, 31)
    assert instrument.explanation[1].startswith("That is not a working day. It doesn't move")
    assert "Fri 29 Jan 2027" in instrument.explanation[1]


def test_an_instrument_may_name_a_time() -> None:
    found = due(RuleCode.INSTRUMENT, instrument_due=(dt.date(2026, 11, 25), dt.time(16)))
    assert found.at == dt.datetime(2026, 11, 25, 16, tzinfo=LONDON)
    assert found.day == dt.date(2026, 11, 25)
    assert found.explanation[0] == "The instrument must be complied with by Wed 25 Nov 2026, 16:00."
    assert not found.is_late(dt.datetime(2026, 11, 25, 15, 59, tzinfo=LONDON))
    assert found.is_late(dt.datetime(2026, 11, 25, 16, tzinfo=LONDON))


def test_the_requesters_own_date_is_kept_beside_the_target() -> None:
    found = clocks_of(facts(stated_by_requester=dt.date(2026, 11, 20)))
    assert found[RuleCode.STATED].due.at == dt.date(2026, 11, 20)
    assert RuleCode.DECIDE in found


OTHERS = {"emergency": True, "instrument_due": (dt.date(2026, 12, 1), None)}


@pytest.mark.parametrize("whom", [REQUESTER, PATIENT])
@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.REVIEWS])
def test_dates_that_others_set_never_stand_still(stage: Stage, whom: str) -> None:
    found = standing(stage=stage, waiting=Waiting(NOON, whom), **OTHERS)
    assert found[RuleCode.INSTRUMENT] is found[RuleCode.URGENT] is Standing.RUNNING
    stated = standing(stage=stage, waiting=Waiting(NOON, whom), stated_by_requester=RECEIVED)
    assert stated[RuleCode.STATED] is Standing.RUNNING
    assert {rule for rule, how in found.items() if how is Standing.STOPPED} <= PAUSED_WHILE_ASKING


@pytest.mark.parametrize(
    ("stage", "instrument", "urgent"),
    [
        (Stage.TRIAGE, Standing.RUNNING, Standing.RUNNING),
        (Stage.REVIEWS, Standing.RUNNING, Standing.RUNNING),
        (Stage.DECIDED, Standing.RUNNING, Standing.RUNNING),
        (Stage.REFUSED, Standing.RUNNING, Standing.MET),  # the reply has yet to go to whoever ordered it
        (Stage.WITHDRAWN, Standing.RUNNING, Standing.ENDED),  # an order stands whatever who asked says
        (Stage.DISCLOSED, Standing.MET, Standing.MET),
        (Stage.CLOSED, Standing.MET, Standing.MET),
    ],
)
def test_an_instrument_runs_in_every_stage_until_it_is_answered(
    stage: Stage, instrument: Standing, urgent: Standing
) -> None:
    found = standing(stage=stage, **OTHERS)
    assert (found[RuleCode.INSTRUMENT], found[RuleCode.URGENT]) == (instrument, urgent)


# After an approval.


@pytest.mark.parametrize(("reviewed", "how"), [(False, Standing.RUNNING), (True, Standing.MET)])
def test_an_emergency_approval_is_looked_back_at_and_its_paperwork_completed(
    reviewed: bool, how: Standing
) -> None:
    found = clocks_of(facts(emergency=True, emergency_approval=NOON, looked_back=reviewed))
    assert found[RuleCode.LOOK_BACK].standing is how
    assert found[RuleCode.RETROSPECTIVE].standing is Standing.RUNNING
    for rule in (RuleCode.LOOK_BACK, RuleCode.RETROSPECTIVE):
        assert found[rule].due.at == dt.date(2026, 11, 18)
        assert found[rule].since == NOON


def approval(tell: str, **more: Any) -> Approval:
    return Approval(NOON, NOON + dt.timedelta(days=30), tell, **more)


@pytest.mark.parametrize(
    ("given", "rule", "at"),
    [
        (approval("before"), RuleCode.TELL_PATIENT, NOON + dt.timedelta(days=30)),
        (approval("after", sent=NOON), RuleCode.TELL_PATIENT, dt.date(2026, 11, 18)),
        (approval("later", look_again=dt.date(2027, 1, 4)), RuleCode.PATIENT_REVIEW, dt.date(2027, 1, 4)),
        (approval("not", look_again=dt.date(2027, 1, 4)), RuleCode.PATIENT_REVIEW, dt.date(2027, 1, 4)),
    ],
    ids=["before", "after", "later", "not"],
)
@pytest.mark.parametrize("stage", [Stage.DISCLOSED, Stage.CLOSED])
def test_telling_the_patient_outlives_closing(
    given: Approval, rule: RuleCode, at: dt.date | dt.datetime, stage: Stage
) -> None:
    ticking = clocks_of(facts(approval=given, stage=stage))[rule]
    assert (ticking.due.at, ticking.standing) == (at, Standing.RUNNING)
    assert ticking.since == (given.sent or NOON)
    assert rule in OUTLIVING_CLOSING


@pytest.mark.parametrize("given", [approval("after"), approval("")], ids=["not sent yet", "nothing promised"])
def test_nothing_is_promised_before_it_left(given: Approval) -> None:
    found = clocks_of(facts(approval=given, stage=Stage.DECIDED))
    assert found.keys() == {*TARGETS, RuleCode.APPROVAL_ENDS}


@pytest.mark.parametrize("stage", Stage)
def test_an_approvals_end_runs_while_nothing_was_sent(stage: Stage) -> None:
    found = clocks_of(facts(approval=approval("not"), stage=stage))
    assert (RuleCode.APPROVAL_ENDS in found) is (stage is Stage.DECIDED)
    if stage is Stage.DECIDED:
        ticking = found[RuleCode.APPROVAL_ENDS]
        assert (ticking.due.at, ticking.since) == (NOON + dt.timedelta(days=30), NOON)
        assert ticking.due.explanation[0] == "Approved Tue 17 Nov 2026, 12:00."


def test_a_release_lapses() -> None:
    lapse = lapses_unsent(NOON, calendar_of("england"))
    assert clocks_of(facts(lapse=lapse))[RuleCode.LAPSE] == Ticking(lapse, Standing.RUNNING)


# Every clock.


@given(
    received=days,
    time=times,
    nation=st.sampled_from(Nation),
    instrument=st.none() | st.tuples(days, times),
    stated=st.none() | days,
    emergency=st.booleans(),
    stage=st.sampled_from(Stage),
)
def test_every_clock_explains_itself_in_words_and_in_codes(
    received: dt.date,
    time: dt.time | None,
    nation: Nation,
    instrument: tuple[dt.date, dt.time | None] | None,
    stated: dt.date | None,
    emergency: bool,
    stage: Stage,
) -> None:
    found = clocks_of(
        RequestFacts(received, nation, time, instrument, stated, emergency=emergency, stage=stage)
    )
    for rule, ticking in found.items():
        assert ticking.due.rule is rule
        assert ticking.due.explanation[-1] == f"Rule: {RULES[rule].cite}"
        assert all(isinstance(step, Step) for step in ticking.due.explanation)
        assert len(ticking.due.tokens) == len(ticking.due.explanation)
        assert ticking.due.ends_at.tzinfo is LONDON
