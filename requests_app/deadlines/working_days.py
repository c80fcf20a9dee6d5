"""Working days: Monday to Friday, save bank holidays and a practice's own closures.

A practice's closures may move its own targets, never a date that law or an instrument sets: leave them out
there.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from requests_app.deadlines.nations import Nation, bank_holidays

ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """The working days of one or more nations: a day counts only when it is a working day in all of them."""

    nations: frozenset[Nation]
    closures: frozenset[dt.date] = frozenset()

    def is_working_day(self, day: dt.date) -> bool:
        """Whether people work on `day`."""
        return (
            day.weekday() < SATURDAY
            and day not in self.closures
            and not any(day in bank_holidays(nation, day.year) for nation in self.nations)
        )

    def on_or_after(self, day: dt.date) -> dt.date:
        """`day` if it is a working day, else the next one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def on_or_before(self, day: dt.date) -> dt.date:
        """`day` if it is a working day, else the last one before it."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add(self, day: dt.date, count: int) -> dt.date:
        """The working day numbered `count` after `day`; `day` itself is not counted.

        Raises ValueError when `count` is below 1.
        """
        if count < 1:
            raise ValueError("count at least one working day")
        for _ in range(count):
            day = self.on_or_after(day + ONE_DAY)
        return day

    def between(self, start: dt.date, end: dt.date) -> int:
        """Working days after `start`, up to and including `end`; negative when `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working_day(start + n * ONE_DAY) for n in range(1, (end - start).days + 1))


UNITED_KINGDOM = Calendar(frozenset(Nation))


def calendar_of(nation: str, closures: Collection[dt.date] = ()) -> Calendar:
    """The calendar of one nation, with a practice's closures. Raises ValueError for an unknown nation."""
    return Calendar(frozenset({Nation(nation)}), frozenset(closures))


def is_working_day(day: dt.date, nation: str, closures: Collection[dt.date] = ()) -> bool:
    """Whether `day` is a working day in the nation, and the practice isn't closed on it."""
    return calendar_of(nation, closures).is_working_day(day)


def add_working_days(day: dt.date, count: int, nation: str, closures: Collection[dt.date] = ()) -> dt.date:
    """The working day numbered `count` (at least 1) after `day`, which isn't counted itself."""
    return calendar_of(nation, closures).add(day, count)


def working_days_between(
    start: dt.date, end: dt.date, nation: str, closures: Collection[dt.date] = ()
) -> int:
    """How many working days lie after `start`, up to and including `end`; negative when `end` is earlier."""
    return calendar_of(nation, closures).between(start, end)
