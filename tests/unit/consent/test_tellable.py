"""May the patient be told today? Every decision, on the days around the one that it sets."""

from datetime import UTC, date, datetime, timedelta

import pytest

from consent.tellable import CHILD_UNDER, Choice, When, is_child, latest, may_tell, must_say_why

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
        (When.LATER, True, AGAIN, True),
        (When.LATER, True, AGAIN + DAY, True),
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


def test_the_latest_decision_holds() -> None:
    first, second = choice(When.NOT, again_on=AGAIN), choice(When.NOW, at=DECIDED + DAY)
    assert latest([]) is None
    assert latest([first, second]) is second
    assert latest([second, first]) is second
    same = choice(When.LATER, again_on=AGAIN)
    assert latest([first, same]) is same


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
