"""Which date governs a request."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines import RULES, Nation, RequestFacts, RuleCode, decide_by, due_of
from requests_app.deadlines.local_time import LONDON
from requests_app.deadlines.working_days import calendar_of

RECEIVED = dt.date(2026, 11, 14)  # a Saturday
times = st.none() | st.times()
days = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2031, 12, 31))


def test_an_emergency_has_two_hours() -> None:
    facts = RequestFacts(
        RECEIVED,
        "england",
        dt.time(21, 40),
        instrument_due=(dt.date(2026, 12, 1), None),
        emergency=True,
    )
    due = due_of(facts)
    assert due.rule is RuleCode.URGENT
    assert due.at == dt.datetime(2026, 11, 14, 23, 40, tzinfo=LONDON)
    assert due.explanation[0] == "Received Sat 14 Nov 2026, 21:40."


def test_an_emergency_without_a_time_counts_from_midnight() -> None:
    due = due_of(RequestFacts(RECEIVED, "england", emergency=True))
    assert due.at == dt.datetime(2026, 11, 14, 2, tzinfo=LONDON)
    assert "not recorded" in due.explanation[0]


@pytest.mark.parametrize(("day", "hour"), [(dt.date(2026, 3, 29), 3), (dt.date(2026, 10, 25), 1)])
def test_an_emergency_in_the_night_of_a_clock_change(day: dt.date, hour: int) -> None:
    due = due_of(RequestFacts(day, "england", dt.time(0, 30), emergency=True))
    assert isinstance(due.at, dt.datetime)
    assert (due.at.hour, due.at.minute) == (hour, 30)


def test_the_instruments_date_governs_and_does_not_move() -> None:
    facts = RequestFacts(
        RECEIVED,
        "england",
        instrument_due=(dt.date(2027, 1, 31), None),
        stated_by_requester=dt.date(2026, 11, 16),
    )
    due = due_of(facts)
    assert (due.rule, due.at) == (RuleCode.INSTRUMENT, dt.date(2027, 1, 31))
    assert due.explanation[1].startswith("That is not a working day")
    assert "Fri 29 Jan 2027" in due.explanation[1]


def test_an_instrument_may_name_a_time() -> None:
    due = due_of(RequestFacts(RECEIVED, "england", instrument_due=(dt.date(2026, 11, 25), dt.time(16))))
    assert due.at == dt.datetime(2026, 11, 25, 16, tzinfo=LONDON)
    assert due.day == dt.date(2026, 11, 25)
    assert due.explanation[0] == "The instrument must be complied with by Wed 25 Nov 2026, 16:00."
    assert not due.is_late(dt.datetime(2026, 11, 25, 15, 59, tzinfo=LONDON))
    assert due.is_late(dt.datetime(2026, 11, 25, 16, tzinfo=LONDON))


def test_the_requesters_earlier_date_governs() -> None:
    due = due_of(RequestFacts(RECEIVED, "england", stated_by_requester=dt.date(2026, 11, 20)))
    assert (due.rule, due.at) == (RuleCode.STATED, dt.date(2026, 11, 20))
    assert due.explanation[1] == "That is before the practice's own target, Fri 11 Dec 2026."


@pytest.mark.parametrize("stated", [None, dt.date(2026, 12, 11), dt.date(2027, 6, 1)])
def test_without_an_earlier_date_the_practices_target_governs(stated: dt.date | None) -> None:
    due = due_of(RequestFacts(RECEIVED, "england", stated_by_requester=stated))
    assert (due.rule, due.at) == (RuleCode.DECIDE, dt.date(2026, 12, 11))
    assert due.label == "Decide"
    assert due.explanation[-1] == f"Rule: {due.cite}"


@given(
    received=days,
    time=times,
    nation=st.sampled_from(Nation),
    instrument=st.none() | st.tuples(days, times),
    stated=st.none() | days,
    emergency=st.booleans(),
)
def test_every_request_has_a_date_that_explains_itself(
    received: dt.date,
    time: dt.time | None,
    nation: Nation,
    instrument: tuple[dt.date, dt.time | None] | None,
    stated: dt.date | None,
    emergency: bool,
) -> None:
    due = due_of(RequestFacts(received, nation, time, instrument, stated, emergency))
    assert due.explanation[-1].endswith(RULES[due.rule].cite)
    assert all(due.explanation)
    assert due.ends_at.tzinfo is LONDON
    if not emergency and instrument is None:
        target = decide_by(received, calendar_of(nation)).day
        assert due.day == min(target, stated or target)


def test_every_rule_has_a_label_and_a_citation() -> None:
    assert set(RULES) == set(RuleCode)
    assert all(rule.label and rule.cite for rule in RULES.values())
