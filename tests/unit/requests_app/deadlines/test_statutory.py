"""The statutory clocks to the day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines import (
    Nation,
    RuleCode,
    breach_notice,
    complaint_ico,
    complaint_safe,
    freedom_of_information,
    is_working_day,
    one_calendar_month,
    safe_month_target,
)
from requests_app.deadlines.local_time import LONDON
from requests_app.deadlines.statutory import corresponding_date, farthest

days = st.dates(min_value=dt.date(2019, 12, 1), max_value=dt.date(2032, 3, 1))


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("nation", "received", "due"),
    [
        ("england", "2026-01-31", "2026-03-02"),  # no 31 February; a Saturday
        ("england", "2026-03-03", "2026-04-07"),  # Good Friday and Easter Monday
        ("scotland", "2026-03-03", "2026-04-06"),  # no Easter Monday in Scotland
        ("england", "2026-07-31", "2026-09-01"),
        ("scotland", "2026-07-31", "2026-08-31"),
        ("england", "2026-09-03", "2026-10-05"),
        ("england", "2026-11-26", "2026-12-29"),
        ("scotland", "2026-05-15", "2026-06-16"),
        ("wales", "2028-01-31", "2028-02-29"),  # a leap year
        ("northern_ireland", "2026-02-17", "2026-03-18"),  # St Patrick's Day
        ("england", "2026-12-01", "2027-01-04"),  # over a year end
    ],
)
def test_one_calendar_month(nation: str, received: str, due: str) -> None:
    assert one_calendar_month(on(received), nation).at == on(due)


def test_one_calendar_month_explains_itself() -> None:
    due = one_calendar_month(on("2026-01-31"), "england")
    assert due.rule is RuleCode.SUBJECT_ACCESS
    assert due.explanation[:3] == (
        "Received Sat 31 Jan 2026.",
        "One month later is Sat 28 Feb 2026: it has no day 31, so its last.",
        "That is not a working day; the next one is Mon 2 Mar 2026.",
    )
    assert "Art 12(3)" in due.explanation[-1]


def test_a_month_that_needs_no_moving_says_only_that() -> None:
    due = one_calendar_month(on("2026-06-10"), "england")
    assert due.explanation[1] == "One month later is Fri 10 Jul 2026."
    assert len(due.explanation) == 3


def test_two_further_months() -> None:
    due = one_calendar_month(on("2026-11-28"), "england", extended=True)
    assert due.at == on("2027-03-01")
    assert due.rule is RuleCode.SUBJECT_ACCESS_EXTENDED
    assert due.explanation[1].startswith("3 months later")


@given(received=days, nation=st.sampled_from(Nation))
def test_a_month_ends_on_a_working_day_and_holds_the_safe_target(received: dt.date, nation: Nation) -> None:
    due = one_calendar_month(received, nation).day
    assert is_working_day(due, nation)
    assert safe_month_target(received) < due
    assert 28 <= (due - received).days <= 31 + 5
    assert due < one_calendar_month(received, nation, extended=True).day


@given(start=days, months=st.integers(min_value=0, max_value=30))
def test_the_corresponding_date_keeps_the_day_or_takes_the_months_last(start: dt.date, months: int) -> None:
    end = corresponding_date(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end + dt.timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("received", "due"),
    [("2026-11-20", "2026-12-21"), ("2026-06-01", "2026-06-30"), ("2026-12-26", "2027-01-27")],
)
def test_freedom_of_information_counts_over_all_nations(received: str, due: str) -> None:
    assert freedom_of_information(on(received)).at == on(due)


def aware(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("noticed", "due"),
    [
        ("2026-11-27T16:30", "2026-11-30T16:30"),
        ("2026-03-27T10:00", "2026-03-30T11:00"),  # the clocks go forward: an hour later by the clock
        ("2026-10-23T10:00", "2026-10-26T09:00"),  # they go back: an hour earlier by the clock
        ("2026-12-30T09:00", "2027-01-02T09:00"),
    ],
)
def test_a_breach_has_72_hours_of_real_time(noticed: str, due: str) -> None:
    found = breach_notice(aware(noticed))
    assert found.at == aware(due)
    assert found.explanation[1].endswith(f"{aware(due):%H:%M}.")
    assert ("clocks change" in found.explanation[2]) is (noticed[-5:] != due[-5:])


def test_a_breach_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        breach_notice(dt.datetime(2026, 11, 27, 16, 30))


def test_a_complaint_has_two_readings() -> None:
    assert complaint_safe(on("2026-11-25")).at == on("2026-12-24")
    assert complaint_ico(on("2026-11-25"), "england").at == on("2026-12-29")


@given(received=days, nation=st.sampled_from(Nation))
def test_the_safe_reading_of_a_complaint_is_never_the_later(received: dt.date, nation: Nation) -> None:
    assert complaint_safe(received).day < complaint_ico(received, nation).day
    assert is_working_day(complaint_ico(received, nation).day, nation)


@pytest.mark.parametrize(("today", "last"), [("2026-11-22", "2036-11-22"), ("2028-02-29", "2038-02-28")])
def test_a_date_ahead_is_at_most_ten_years_away(today: str, last: str) -> None:
    assert farthest(on(today)) == on(last)
