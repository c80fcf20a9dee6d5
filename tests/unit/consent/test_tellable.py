"""May the patient be told today? Every decision, on the days around the one that it sets."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consent.tellable import CHILD_UNDER, Choice, Made, When, holding, is_child, may_tell, must_say_why

DECIDED = datetime(2026, 11, 9, 9, 40, tzinfo=UTC)
AGAIN = date(2026, 12, 9)
DAY = timedelta(days=1)


def choice(when: When, *, again_on: date | None = None, at: datetime = DECIDED) -> Choice:
    return Choice(when, at, "It would warn a suspect", again_on)


@pytest.mark.parametrize(
    ("when", "left", "day", "allowed"),
    [
        (When.BEFORE, False, AGAIN, True),
        (When.NOW, False, AGAIN, True),
        (When.TOLD, False, AGAIN, True),
        (When.AFTER, False, AGAIN, False),
        (When.AFTER, True, AGAIN, True),
        (When.LATER, True, AGAIN - DAY, False),
        (When.LATER, True, AGAIN, False),
        (When.LATER, True, AGAIN + DAY, False),
        (When.NOT, True, AGAIN - DAY, False),
        (When.NOT, True, AGAIN, False),
        (When.NOT, True, AGAIN + DAY, False),
    ],
)
def test_each_decision_on_its_days(when: When, left: bool, day: date, allowed: bool) -> None:
    found = may_tell(choice(when, again_on=AGAIN), day, left=left)
    assert found.allowed is allowed
    assert found.decided
    assert bool(found.why) is not allowed


@pytest.mark.parametrize(
    ("when", "until", "words"),
    [
        (When.LATER, AGAIN, "not before 9 December 2026"),
        (When.NOT, AGAIN, "It is looked at again on 9 December 2026"),
        (When.NOT, None, "It was decided not to tell the patient."),
        (When.LATER, None, "without a day"),
        (When.AFTER, None, "nothing has left yet"),
    ],
)
def test_why_not_and_until_when(when: When, until: date | None, words: str) -> None:
    found = may_tell(choice(when, again_on=until), AGAIN - DAY, left=False)
    assert words in found.why
    assert (found.until, found.reason) == (until, "It would warn a suspect")


@pytest.mark.parametrize("given", [None, choice(When.NOBODY)])
def test_what_nobody_decided_is_neither_told_nor_left_out(given: Choice | None) -> None:
    found = may_tell(given, AGAIN, left=True)
    assert (found.allowed, found.decided) == (False, False)
    assert found.why


def test_later_opens_on_no_day_and_says_who_opens_it() -> None:
    later = choice(When.LATER, again_on=AGAIN)
    assert "not before 9 December 2026" in may_tell(later, AGAIN - DAY, left=True).why
    for day in (AGAIN, AGAIN + DAY):
        found = may_tell(later, day, left=True)
        assert "Whoever decides about it says first that they are told now" in found.why
        assert found.until == AGAIN


def made(when: When, number: int, *, round_: int = 1, stands: bool = True) -> Made:
    return Made(choice(when, again_on=AGAIN, at=DECIDED + number * DAY), round_, stands)


def held(round_: int, *rows: Made) -> When | None:
    orders = {found and found.choice.when for found in (holding(rows, round_), holding(rows[::-1], round_))}
    (found,) = orders  # whichever was read first
    return found


def test_the_newest_decision_holds() -> None:
    assert holding([], 1) is None
    assert held(1, made(When.NOT, 1), made(When.NOW, 2)) is When.NOW
    assert held(1, made(When.NOW, 1), made(When.NOT, 2)) is When.NOT
    first, second = made(When.NOT, 1), made(When.LATER, 1)
    assert holding([first, second], 1) is second


@pytest.mark.parametrize("put_off", [When.NOT, When.LATER])
@pytest.mark.parametrize("round_", [1, 2])
def test_what_was_put_off_outlives_approval_and_round(put_off: When, round_: int) -> None:
    rows = made(When.NOW, 1, stands=round_ == 1), made(put_off, 2, stands=False)
    assert held(round_, *rows) is put_off
    assert held(round_, *rows, made(When.NOW, 3, round_=round_)) is When.NOW


@pytest.mark.parametrize("promised", [When.BEFORE, When.AFTER])
def test_no_older_answer_comes_back_to_life(promised: When) -> None:
    fell = made(promised, 3, stands=False)
    for older in (When.NOW, When.NOT, When.LATER):
        assert held(1, made(older, 1), fell) is None
    assert held(1, made(When.TOLD, 1), made(When.NOW, 2), fell) is When.TOLD


def test_a_later_round_begins_undecided_and_its_answer_goes_first() -> None:
    told, now = made(When.TOLD, 1, stands=False), made(When.NOW, 2, stands=False)
    assert held(2, told, now) is None
    before = made(When.BEFORE, 3, round_=2)
    assert held(2, before, made(When.TOLD, 4, stands=False)) is When.BEFORE


@pytest.mark.parametrize(
    ("whom", "died", "child", "words"),
    [
        ("patient", False, False, ""),
        ("patient", False, True, "the child or a parent"),
        ("patient", True, False, "how you know that they live"),
        ("patient", True, True, "how you know that they live"),
        ("parent", False, True, "why they may be told"),
        ("representative", True, False, "why they may be told"),
    ],
)
def test_whom_one_tells_is_considered_in_words(whom: str, died: bool, child: bool, words: str) -> None:
    found = must_say_why(whom, died=died, child=child)
    assert words in found
    assert bool(found) is bool(words)


def test_a_child_until_the_day_of_the_birthday() -> None:
    born = date(2008, 11, 10)
    birthday = date(born.year + CHILD_UNDER, 11, 10)
    assert is_child(born, birthday - DAY)
    assert not is_child(born, birthday)
    assert not is_child(None, birthday)
    assert is_child(date(2008, 2, 29), date(2026, 2, 28))
    assert not is_child(date(2008, 2, 29), date(2026, 3, 1))
