"""What was recorded about telling the patient sets dates of its own, with or without a guardian's."""

import datetime as dt
from dataclasses import replace

import pytest

from requests_app.deadlines import RuleCode
from requests_app.deadlines.local_time import LONDON
from requests_app.deadlines.request_clocks import Approval, Recorded, RequestFacts, Stage, Standing, clocks_of

NOON = dt.datetime(2026, 11, 17, 12, tzinfo=LONDON)
HOUR = dt.timedelta(hours=1)
LATER = dt.date(2027, 1, 4)
PLAIN = RequestFacts(dt.date(2026, 11, 14), "england", stage=Stage.CLOSED)
NOT_TOLD = Approval(NOON, NOON + dt.timedelta(days=30), "not", look_again=dt.date(2026, 12, 17))
TELLING = {RuleCode.TELL_PATIENT, RuleCode.PATIENT_REVIEW}


def waiting(facts: RequestFacts) -> dict[RuleCode, dt.date | dt.datetime]:
    return {
        rule: ticking.due.at
        for rule, ticking in clocks_of(facts).items()
        if rule in TELLING and ticking.standing is Standing.RUNNING
    }


@pytest.mark.parametrize("what", ["later", "not"])
@pytest.mark.parametrize("stage", Stage)
def test_what_is_put_off_is_looked_at_again_on_its_day(what: str, stage: Stage) -> None:
    found = clocks_of(replace(PLAIN, stage=stage, telling=Recorded(NOON, what, LATER)))
    ticking = found[RuleCode.PATIENT_REVIEW]
    assert (ticking.due.at, ticking.standing, ticking.since) == (LATER, Standing.RUNNING, NOON)


def test_to_be_told_now_means_in_a_working_day() -> None:
    friday = dt.datetime(2026, 11, 20, 16, tzinfo=LONDON)
    found = clocks_of(replace(PLAIN, telling=Recorded(friday, "now")))[RuleCode.TELL_PATIENT]
    assert found.due.at == dt.date(2026, 11, 23)
    assert "the patient is told now" in found.due.explanation[0]


@pytest.mark.parametrize("what", ["told", "nobody"])
def test_nothing_waits_where_it_was_done_or_there_is_nobody(what: str) -> None:
    assert waiting(replace(PLAIN, telling=Recorded(NOON + HOUR, what), approval=NOT_TOLD)) == {}


def test_the_newer_of_decision_and_record_holds() -> None:
    recorded = Recorded(NOON + HOUR, "later", LATER)
    assert waiting(replace(PLAIN, approval=NOT_TOLD, telling=recorded)) == {RuleCode.PATIENT_REVIEW: LATER}
    older = replace(recorded, at=NOON - HOUR)
    assert waiting(replace(PLAIN, approval=NOT_TOLD, telling=older)) == {
        RuleCode.PATIENT_REVIEW: NOT_TOLD.look_again
    }
