"""A date with its reasons."""

import datetime as dt
from dataclasses import dataclass

from requests_app.deadlines.local_time import after, as_token, clocks_change, day_in_words, end_of
from requests_app.deadlines.nations import calendar_ends
from requests_app.deadlines.rules import RULES, RuleCode


class Step(str):
    """One step of a reckoning in words, and the same as a code with its dates, for the ledger's facts."""

    token: str

    def __new__(cls, words: str, code: str, *values: dt.date | dt.datetime | int | str) -> "Step":
        """`code` and `values` become the token, such as "received:2026-01-31"."""
        step = super().__new__(cls, words)
        step.token = ":".join([code, *map(_value, values)])
        return step


def _value(value: dt.date | dt.datetime | int | str) -> str:
    if isinstance(value, dt.datetime):
        return as_token(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


@dataclass(frozen=True)
class Due:
    """When something is due, by which rule, and how that was reckoned, step by step, in words.

    `at` is a moment where the rule counts hours or names a time, else a day, the whole of which may be used.
    """

    rule: RuleCode
    at: dt.datetime | dt.date
    explanation: tuple[str, ...]

    @property
    def cite(self) -> str:
        """Where the rule comes from."""
        return RULES[self.rule].cite

    @property
    def tokens(self) -> tuple[str, ...]:
        """The steps as codes with their dates, for the ledger's facts."""
        return tuple(step.token for step in self.explanation if isinstance(step, Step))

    @property
    def day(self) -> dt.date:
        """The day on which it is due, as the calendar in London shows it."""
        return self.at.date() if isinstance(self.at, dt.datetime) else self.at

    @property
    def ends_at(self) -> dt.datetime:
        """The moment from which it is late."""
        return self.at if isinstance(self.at, dt.datetime) else end_of(self.at)

    def is_late(self, now: dt.datetime) -> bool:
        """Whether it is late at `now`. Raises ValueError when `now` has no time zone."""
        return after(now, 0) >= self.ends_at


def explained(rule: RuleCode, at: dt.datetime | dt.date, *steps: str) -> Due:
    """A due date with its steps, and the rule's citation as the last of them."""
    return Due(rule, at, (*steps, Step(f"Rule: {RULES[rule].cite}", "rule", str(rule))))


def clock_change(start: dt.datetime, end: dt.datetime) -> tuple[str, ...]:
    """A step where the clocks change between the two moments, else none."""
    if not clocks_change(start, end):
        return ()
    return (Step("The clocks change in between; hours of real time count.", "clocks_change"),)


def unchecked(end: dt.date) -> tuple[Step, ...]:
    """A warning where a date that counts working days lies beyond the calendar's end, else none."""
    if end <= calendar_ends():
        return ()
    words = f"Bank holidays after {day_in_words(calendar_ends())} aren't known for certain yet: look again."
    return (Step(words, "unchecked_after", calendar_ends()),)
