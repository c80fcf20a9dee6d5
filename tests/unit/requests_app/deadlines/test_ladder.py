"""The ladder of reminders: its rungs' order and moments, what is skipped, and that it always goes on."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requests_app.deadlines import Nation, RuleCode, calendar_of
from requests_app.deadlines.ladder import AGAIN, LADDERS, MORNING, is_escalation, next_rung, rung_of
from requests_app.deadlines.local_time import end_of, moment

LONDON = ZoneInfo("Europe/London")
ENGLAND = calendar_of("england")
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=LONDON)

rules = st.sampled_from(sorted(LADDERS))
nations = st.sampled_from(Nation)
moments = st.datetimes(
    min_value=dt.datetime(2024, 1, 1), max_value=dt.datetime(2032, 1, 1), timezones=st.just(dt.UTC)
)


def at(text: str) -> dt.datetime:
    """A moment as the clocks in London show it."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def climbed(rule: str, due_at: dt.datetime, count: int, nation: str = "england") -> list[tuple[str, str]]:
    """The first `count` rungs with their moments, each asked for before it came."""
    found, rung = [], ""
    for _ in range(count):
        rung, moment_of_it = next_rung(rule, due_at, rung, calendar_of(nation), LONG_AGO)
        found.append((rung, f"{moment_of_it.astimezone(LONDON):%a %d %b %H:%M}"))
    return found


def test_every_rule_has_a_ladder() -> None:
    assert {str(rule) for rule in RuleCode} <= LADDERS.keys()


def test_a_target_is_reminded_before_on_and_after_its_day_and_goes_on() -> None:
    # Due by the end of Wed 23 December 2026; Christmas Day and Monday 28 are bank holidays.
    assert climbed("decide", end_of(dt.date(2026, 12, 23)), 6) == [
        ("before_2", "Mon 21 Dec 06:00"),
        ("due", "Wed 23 Dec 06:00"),
        ("overdue", "Thu 24 Dec 06:00"),
        ("escalated", "Wed 30 Dec 06:00"),
        ("again_1", "Thu 07 Jan 06:00"),
        ("again_2", "Thu 14 Jan 06:00"),
    ]


def test_a_date_on_a_day_off_is_reminded_of_on_the_last_working_day_before() -> None:
    # Sunday 29 November 2026, 10:00; in Scotland Monday 30 is a bank holiday.
    rungs = climbed("instrument", at("2026-11-29T10:00"), 6, "scotland")
    assert rungs == [
        ("before_5", "Fri 20 Nov 06:00"),
        ("before_2", "Wed 25 Nov 06:00"),
        ("before_1", "Thu 26 Nov 06:00"),
        ("due", "Fri 27 Nov 06:00"),
        ("overdue", "Sun 29 Nov 10:00"),
        ("again_1", "Tue 01 Dec 06:00"),
    ]


def test_a_date_before_the_morning_is_reminded_of_the_day_before() -> None:
    assert climbed("instrument", at("2026-11-25T05:00"), 5)[-2:] == [
        ("due", "Tue 24 Nov 06:00"),
        ("overdue", "Wed 25 Nov 05:00"),
    ]


def test_urgent_welfare_counts_in_minutes_of_real_time_whatever_the_clocks_do() -> None:
    # The clocks go back at 02:00 on Sunday 25 October 2026: half an hour before 01:15 GMT is 01:45 BST.
    due_at = dt.datetime(2026, 10, 25, 1, 15, tzinfo=dt.UTC)
    found, rung = [], ""
    for _ in range(5):
        rung, reached = next_rung("urgent", due_at, rung, ENGLAND, LONG_AGO)
        found.append((rung, int((reached.astimezone(dt.UTC) - due_at).total_seconds() // 60)))
    assert found == [
        ("before_60", -60),
        ("before_30", -30),
        ("overdue", 0),
        ("escalated", 30),
        ("escalated_2", 120),
    ]


def test_of_what_was_missed_only_the_last_counts_and_its_moment_is_past() -> None:
    due_at = end_of(dt.date(2026, 12, 1))  # a Tuesday
    assert next_rung("decide", due_at, "", ENGLAND, at("2026-12-01T09:00"))[0] == "due"
    assert next_rung("decide", due_at, "", ENGLAND, at("2026-12-02T09:00"))[0] == "overdue"
    assert next_rung("decide", due_at, "before_2", ENGLAND, at("2026-12-30T09:00")) == (
        "again_3",
        at("2026-12-29T06:00"),
    )


def test_a_rung_is_reached_at_its_moment_not_before() -> None:
    due_at = end_of(dt.date(2026, 12, 1))
    just_before = at("2026-12-01T05:59")
    assert next_rung("decide", due_at, "before_2", ENGLAND, just_before) == ("due", at("2026-12-01T06:00"))
    assert next_rung("decide", due_at, "due", ENGLAND, at("2026-12-01T06:00"))[0] == "overdue"


def test_the_practices_closures_are_no_days_to_remind_on() -> None:
    closed = calendar_of("england", [dt.date(2026, 12, 1)])
    assert next_rung("decide", end_of(dt.date(2026, 12, 1)), "before_2", closed, LONG_AGO)[1] == at(
        "2026-11-30T06:00"
    )


@given(rule=rules, due_at=moments, nation=nations)
def test_each_rung_comes_later_than_the_one_before_and_none_is_skipped(
    rule: str, due_at: dt.datetime, nation: Nation
) -> None:
    calendar = calendar_of(nation)
    rung, last = next_rung(rule, due_at, "", calendar, LONG_AGO)
    names = [rung]
    for _ in range(len(LADDERS[rule].rungs) + 2):
        rung, reached = next_rung(rule, due_at, rung, calendar, last)
        assert reached > last
        last = reached
        names.append(rung)
    own = [each.name for each in LADDERS[rule].rungs]
    assert names == [*own, *(f"{AGAIN}{number}" for number in range(1, len(names) - len(own) + 1))]


@given(rule=rules, due_at=moments, now=moments, nation=nations)
def test_asked_late_it_gives_the_last_rung_that_passed(
    rule: str, due_at: dt.datetime, now: dt.datetime, nation: Nation
) -> None:
    calendar = calendar_of(nation)
    rung, reached = next_rung(rule, due_at, "", calendar, now)
    following = next_rung(rule, due_at, rung, calendar, reached)
    assert following[1] > now or reached > now
    assert next_rung(rule, due_at, "", calendar, now) == (rung, reached)


@given(due_at=moments, nation=nations, rule=rules)
def test_rungs_in_days_fall_on_the_mornings_of_working_days(
    due_at: dt.datetime, nation: Nation, rule: str
) -> None:
    calendar = calendar_of(nation)
    rung = ""
    for _ in range(8):
        rung, reached = next_rung(rule, due_at, rung, calendar, LONG_AGO)
        in_minutes = not rung.startswith(AGAIN) and rung_of(rule, rung).counted.name == "MINUTES"
        if not in_minutes:
            day = reached.astimezone(LONDON).date()
            assert calendar.is_working_day(day)
            assert reached == moment(day, MORNING)
            assert (reached < due_at) is (rung == "due" or rung.startswith("before"))


def test_a_repetition_goes_to_whom_the_last_rung_went() -> None:
    assert rung_of("decide", "again_7").escalates
    assert rung_of("decide", "again_7").alone
    assert not rung_of("silence", "again_1").alone
    assert rung_of("decide", "before_2").number == 2


def test_a_rung_that_the_ladder_no_longer_has_counts_as_none() -> None:
    due_at = end_of(dt.date(2026, 12, 1))
    assert next_rung("decide", due_at, "before_99", ENGLAND, LONG_AGO)[0] == "before_2"


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(KeyError):
        next_rung("nothing", LONG_AGO, "", ENGLAND, LONG_AGO)
    with pytest.raises(KeyError):
        rung_of("decide", "nothing")


@pytest.mark.parametrize(
    ("rule", "rung", "escalates"),
    [
        ("decide", "due", False),
        ("decide", "escalated", True),
        ("decide", "again_3", True),
        ("lapse", "again_3", False),
        ("decide", "gone", False),
        ("decide", "again_x", False),
        ("gone", "due", False),
    ],
)
def test_whether_a_rung_escalates_is_known_also_of_what_is_gone(
    rule: str, rung: str, escalates: bool
) -> None:
    assert is_escalation(rule, rung) is escalates
