"""Is there another way to fill in the numbers that are not shown? An exact search over small whole numbers.

Each hidden count is 1 to 4, as any reader knows. A shown total says what the hidden counts in it add up to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

LOWEST, HIGHEST = 1, 4
#: Steps of one search. A search that takes more has found nothing, and what needed it stays hidden.
PATIENCE = 40


@dataclass(frozen=True, slots=True)
class Sum:
    """The numbers at these places add up to this."""

    places: frozenset[int]
    total: int


class GivenUp(Exception):
    """The search took too many steps."""


@dataclass(slots=True)
class _Search:
    """Bounds of each number, and the way back from the true numbers to sums that hold."""

    truth: Sequence[int]
    sums: Sequence[Sum]
    by_place: list[list[int]]
    steps: int = 0
    decided: dict[int, int] = field(default_factory=dict)

    def value(self, place: int) -> int:
        return self.decided.get(place, self.truth[place])

    def wrong(self) -> Sum | None:
        """A sum that doesn't hold, of those that what is decided touches; None where all hold."""
        touched = {number for place in self.decided for number in self.by_place[place]}
        for number in sorted(touched):
            each = self.sums[number]
            if sum(self.value(place) for place in each.places) != each.total:
                return each
        return None

    def possible(self) -> bool:
        """Whether every sum that what is decided touches can still be reached."""
        touched = {number for place in self.decided for number in self.by_place[place]}
        for number in touched:
            each = self.sums[number]
            known = sum(self.decided[place] for place in each.places if place in self.decided)
            free = sum(place not in self.decided for place in each.places)
            if not known + free * LOWEST <= each.total <= known + free * HIGHEST:
                return False
        return True

    def run(self) -> bool:
        """Decide numbers until every sum holds; what isn't decided keeps its true number."""
        self.steps += 1
        if self.steps > PATIENCE:
            raise GivenUp
        if not self.possible():
            return False
        off = self.wrong()
        if off is None:
            return True
        free = sorted(place for place in off.places if place not in self.decided)
        if not free:
            return False
        place = free[0]
        missing = off.total - sum(self.value(each) for each in off.places)
        wanted = self.truth[place] + (1 if missing > 0 else -1)
        numbers = sorted(
            range(LOWEST, HIGHEST + 1),
            key=lambda number: (abs(number - wanted), abs(number - self.truth[place])),
        )
        for number in numbers:
            self.decided[place] = number
            if self.run():
                return True
            del self.decided[place]
        return False


def another_way(
    truth: Sequence[int], sums: Sequence[Sum], decided: dict[int, int], more: Sequence[Sum] = ()
) -> list[int] | None:
    """Numbers from 1 to 4 with which every sum holds, and with what is `decided`; None where none was found.

    `truth`: the true numbers, from which the search sets out. `more`: sums that those need not keep.
    """
    every = [*sums, *more]
    by_place: list[list[int]] = [[] for _ in truth]
    for number, each in enumerate(every):
        for place in each.places:
            by_place[place].append(number)
    search = _Search(truth, every, by_place, decided=dict(decided))
    # A sum that the true numbers don't keep must be touched from the start: decide its first number each way.
    starts: list[dict[int, int]] = [dict(decided)]
    for each in more:
        place = min(each.places)
        if place not in decided:
            starts = [{**begun, place: number} for begun in starts for number in range(LOWEST, HIGHEST + 1)]
    try:
        for begun in starts:
            search.decided = dict(begun)
            if search.run():
                return [search.value(place) for place in range(len(truth))]
    except GivenUp:
        return None
    return None
