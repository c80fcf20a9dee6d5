"""A rights request with all that moves it, and a complaint on both readings."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines import (
    Nation,
    RuleCode,
    complaint,
    complaint_ico,
    complaint_safe,
    is_working_day,
    one_calendar_month,
    subject_access,
)
from requests_app.deadlines.handovers import complaint_outcome, fgm_report, public_interest_until
from requests_app.deadlines.pausing import Pause, calendar_pause
from requests_app.deadlines.working_days import calendar_of

days = st.dates(min_value=dt.date(2019, 12, 1), max_value=dt.date(2032, 3, 1))


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@given(received=days, nation=st.sampled_from(Nation), extended=st.booleans())
def test_with_nothing_that_moves_it_it_is_the_month(
    received: dt.date, nation: Nation, extended: bool
) -> None:
    due = subject_access(received, nation, extended=extended)
    plain = one_calendar_month(received, nation, extended=extended)
    assert (due.rule, due.at) == (plain.rule, plain.at)
    assert due.explanation[:-3] + due.explanation[-1:] == plain.explanation or extended
    assert due.tokens[-1] == f"rule:{due.rule}"


def test_the_stricter_days_are_named() -> None:
    due = subject_access(on("2026-01-31"), "england")
    assert due.explanation == (
        "Received Sat 31 Jan 2026.",
        "One month later is Sat 28 Feb 2026: it has no day 31, so its last.",
        "That is not a working day; the next one is Mon 2 Mar 2026.",
        "Safe on every reading of “beginning with”: Fri 27 Feb 2026.",
        "28 days, safe in every month: Sat 28 Feb 2026.",
        f"Rule: {due.cite}",
    )


def test_identity_that_came_later_starts_the_month() -> None:
    due = subject_access(on("2026-06-01"), "england", relevant=on("2026-06-10"))
    assert due.at == on("2026-07-10")
    assert due.explanation[1].startswith("What was asked for to identify the person came Wed 10 Jun 2026")
    same = subject_access(on("2026-06-01"), "england", relevant=on("2026-06-01"))
    assert same == subject_access(on("2026-06-01"), "england")


def test_days_of_clarification_do_not_count() -> None:
    pause = calendar_pause(on("2026-06-03"), on("2026-06-07"))
    due = subject_access(on("2026-06-01"), "england", pauses=[pause])
    assert due.at == on("2026-07-06")  # the 5th is a Sunday
    assert "So the date is Sun 5 Jul 2026." in due.explanation
    assert due.rule is RuleCode.SUBJECT_ACCESS


@pytest.mark.parametrize(
    ("asked", "answered", "due", "added"),
    [
        ("2026-03-01", "2026-03-10", "2026-04-20", 0),
        ("2026-03-01", "2026-03-20", "2026-04-20", 0),
        ("2026-03-01", "2026-03-22", "2026-04-22", 2),
        ("2026-03-19", "2026-03-21", "2026-04-21", 1),
    ],
    ids=["before", "up_to", "across", "across_by_a_day"],
)
def test_days_that_stood_still_before_the_month_began_are_not_counted_twice(
    asked: str, answered: str, due: str, added: int
) -> None:
    pause = calendar_pause(on(asked), on(answered))
    found = subject_access(on("2026-02-25"), "england", relevant=on("2026-03-20"), pauses=[pause])
    assert found.at == on(due)
    assert f"stood_still:{asked}:{answered}:{added}" in found.tokens
    assert "Only days after Fri 20 Mar 2026 are added: it counts from that day anyway." in found.explanation
    assert "stood_still_since:2026-03-20" in found.tokens


def test_days_that_stood_still_since_the_month_began_count_whole() -> None:
    pause = calendar_pause(on("2026-03-20"), on("2026-03-22"))
    found = subject_access(on("2026-02-25"), "england", relevant=on("2026-03-20"), pauses=[pause])
    assert found.at == on("2026-04-22")
    assert not any("are added" in step for step in found.explanation)


def test_an_extension_adds_two_months() -> None:
    due = subject_access(on("2026-11-28"), "england", extended=True)
    assert due.at == on("2027-03-01")
    assert not any("28 days" in step for step in due.explanation)


@given(
    received=days,
    later=st.integers(min_value=0, max_value=60),
    nation=st.sampled_from(Nation),
    lengths=st.lists(st.integers(min_value=0, max_value=40), max_size=4),
    extended=st.booleans(),
)
def test_nothing_that_stops_it_moves_it_earlier(
    received: dt.date, later: int, nation: Nation, lengths: list[int], extended: bool
) -> None:
    relevant = received + dt.timedelta(days=later)
    last = subject_access(received, nation, extended=extended).day
    pauses: list[Pause] = []
    for length in [0, *lengths]:
        pauses.append(Pause(relevant, relevant + dt.timedelta(days=length), length))
        due = subject_access(received, nation, relevant=relevant, extended=extended, pauses=pauses).day
        assert due >= last
        assert is_working_day(due, nation)
        last = due


@pytest.mark.parametrize("received", ["2026-11-25", "2026-06-19"])
def test_a_complaint_is_worked_to_on_the_safe_reading_and_shows_the_other(received: str) -> None:
    due = complaint(on(received), "england")
    assert (due.rule, due.at) == (RuleCode.COMPLAINT_SAFE, complaint_safe(on(received)).at)
    assert due.tokens[-2] == f"ico_reading:{complaint_ico(on(received), 'england').day}"
    assert "check with your DPO" in due.explanation[-2]


# The outcome of a complaint, weighing the public interest, a report to the police.


def test_the_outcome_of_a_complaint_is_the_practices_own_target() -> None:
    """Counted by the practice's own working days, its closures left out."""
    closed = calendar_of("england", [on("2026-11-16")])
    due = complaint_outcome(on("2026-11-13"), closed, 3)
    assert (due.rule, due.at) == (RuleCode.COMPLAINT_OUTCOME, on("2026-11-19"))
    assert due.explanation[1] == "3 working days later, the practice’s own target, is Thu 19 Nov 2026."
    assert "no statute sets a number of days" in due.cite
    one = complaint_outcome(on("2026-11-13"), calendar_of("england"), 1)
    assert one.at == on("2026-11-16")
    assert one.explanation[1].startswith("1 working day later")


def test_the_outcome_beyond_the_calendar_says_so() -> None:
    due = complaint_outcome(on("2028-12-20"), calendar_of("england"), 20)
    assert "aren't known for certain" in due.explanation[2]


def test_the_public_interest_is_weighed_until_the_practices_day_and_the_notice_stays_due() -> None:
    due = public_interest_until(on("2026-11-10"), on("2027-01-20"))
    assert (due.rule, due.at) == (RuleCode.FREEDOM_OF_INFORMATION_EXTENDED, on("2027-01-20"))
    assert due.explanation[1] == "The refusal notice stays due by Wed 9 Dec 2026."
    assert due.tokens[1:3] == ("notice_by:2026-12-09", "chosen:2027-01-20")


@pytest.mark.parametrize(
    ("found", "day"),
    [
        ("2026-11-20", "2026-12-19"),
        ("2026-12-31", "2027-01-30"),  # over a year's end
        ("2026-01-31", "2026-02-27"),  # a shorter month
        ("2028-01-31", "2028-02-28"),  # a leap year
        ("2026-12-01", "2026-12-31"),
    ],
)
def test_a_report_to_the_police_is_made_before_the_month_ends(found: str, day: str) -> None:
    """The stricter reading; it falls on a Saturday where it does."""
    due = fgm_report(on(found))
    assert (due.rule, due.at) == (RuleCode.FGM_REPORT, on(day))
    assert due.tokens[:2] == (f"found:{found}", f"month_ends:{day}")
