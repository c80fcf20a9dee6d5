"""A date with its reasons."""

import datetime as dt
from dataclasses import dataclass

from requests_app.deadlines.local_time import after, end_of
from requests_app.deadlines.rules import RULES, RuleCode


@dataclass(frozen=True)
class Due:
    """When something is due, by which rule, and how that was reckoned, step by step, in words.

    `at` is a moment where the rule counts hours or names a time, else a day, the whole of which may be used.
    """

    rule: RuleCode
    at: dt.datetime | dt.date
    explanation: tuple[str, ...]

    @property
    def label(self) -> str:
        """What the rule is called."""
        return RULES[self.rule].label

    @property
    def cite(self) -> str:
        """Where the rule comes from."""
        return RULES[self.rule].cite

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
    return Due(rule, at, (*steps, f"Rule: {RULES[rule].cite}"))
