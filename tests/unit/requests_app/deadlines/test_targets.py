"""The practice's own targets, and the release that lapses."""

import datetime as dt

import pytest

from requests_app.deadlines import (
    RuleCode,
    Targets,
    acknowledge_by,
    calendar_of,
    decide_by,
    lapses_unsent,
    triage_by,
)
from requests_app.deadlines.local_time import LONDON

ENGLAND = calendar_of("england")
FRIDAY = dt.date(2026, 11, 27)


def test_the_standard_targets() -> None:
    assert acknowledge_by(FRIDAY, ENGLAND).at == dt.date(2026, 12, 1)
    assert triage_by(FRIDAY, ENGLAND).at == dt.date(2026, 12, 4)
    assert decide_by(FRIDAY, ENGLAND).at == dt.date(2026, 12, 29)


def test_a_practices_closures_move_its_targets() -> None:
    closed = calendar_of("england", [dt.date(2026, 12, 1)])
    assert acknowledge_by(FRIDAY, closed).at == dt.date(2026, 12, 2)


def test_a_practice_may_be_quicker() -> None:
    due = acknowledge_by(FRIDAY, ENGLAND, Targets(acknowledge=1))
    assert due.at == dt.date(2026, 11, 30)
    assert due.explanation[1] == "1 working day later is Mon 30 Nov 2026."


@pytest.mark.parametrize("targets", [{"acknowledge": 3}, {"triage": 6}, {"decide": 21}, {"decide": 0}])
def test_a_practice_may_not_be_slower(targets: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="working days"):
        Targets(**targets)


@pytest.mark.parametrize(
    ("last_day", "lapses"),
    [
        (dt.date(2026, 11, 27), dt.date(2026, 11, 27)),
        (dt.date(2026, 11, 29), dt.date(2026, 11, 29)),
        (dt.date(2026, 11, 30), dt.date(2026, 11, 30)),
        (dt.date(2026, 12, 24), dt.date(2026, 11, 30)),
    ],
)
def test_a_release_lapses_with_the_consent_that_it_rests_on(last_day: dt.date, lapses: dt.date) -> None:
    due = lapses_unsent(dt.datetime(2026, 11, 27, 15, tzinfo=LONDON), ENGLAND, last_day)
    assert (due.rule, due.at) == (RuleCode.LAPSE, lapses)
    assert any("The consent that it rests on ends" in step for step in due.explanation) is (
        last_day < dt.date(2026, 11, 30)
    )


def test_a_release_lapses_at_the_end_of_the_next_working_day() -> None:
    due = lapses_unsent(dt.datetime(2026, 11, 27, 15, tzinfo=LONDON), ENGLAND)
    assert due.rule is RuleCode.LAPSE
    assert due.at == dt.date(2026, 11, 30)
    assert not due.is_late(dt.datetime(2026, 11, 30, 23, 59, tzinfo=LONDON))
    assert due.is_late(dt.datetime(2026, 12, 1, 0, 0, tzinfo=LONDON))


def test_a_release_after_midnight_in_summer_counts_from_the_local_day() -> None:
    due = lapses_unsent(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC), ENGLAND)
    assert due.at == dt.date(2026, 7, 3)
