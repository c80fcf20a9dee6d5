"""Which totals can be shown beside hidden small counts, so that no hidden number follows from those shown.

Counts from 1 to 4 are hidden. A total is shown only when, with all totals shown before (in earlier reports
too), each hidden count and each hidden small total could still be another number: it is known to be safe
because another way to fill in all hidden numbers was found, never because none was looked for long enough.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.desk.transparency.solving import HIGHEST, LOWEST, Sum, another_way

SMALLEST_SHOWN = HIGHEST + 1

Leaf = Hashable
Name = Hashable


def is_hidden(count: int) -> bool:
    """Whether a count is too small to be shown. Nothing at all is no small number: 0 is shown."""
    return 0 < count < SMALLEST_SHOWN


@dataclass(slots=True)
class _Secret:
    """What must stay unknown: the sum at these places. `other`: a way to fill in all that changes it."""

    places: frozenset[int]
    total: int
    other: list[int] | None = None


class Keeper:
    """Keeps the secrets of a practice's counts while totals are shown, one after the other."""

    def __init__(
        self,
        counts: Mapping[Any, int],
        totals: Mapping[Any, Iterable[Leaf]],
        hidden_before: Iterable[Name] = (),
    ) -> None:
        """counts: of the finest kind, those that were published and those that are to be.

        totals: all that a report could ever show, since a small one is a secret before any report has it.
        hidden_before: totals that an earlier report hid, of whatever size: they stay hidden.
        """
        hidden = sorted((leaf for leaf, count in counts.items() if is_hidden(count)), key=repr)
        self.counts = counts
        self.truth = [counts[leaf] for leaf in hidden]
        self._place = {leaf: place for place, leaf in enumerate(hidden)}
        self._leaves = {name: frozenset(leaves) for name, leaves in totals.items()}
        self.shown: list[Sum] = []
        self._secrets = [_Secret(frozenset({place}), count) for place, count in enumerate(self.truth)]
        small = {self._sum(name) for name in self._leaves if is_hidden(self.value(name))}
        small |= {self._sum(name) for name in hidden_before}
        singles = {secret.places for secret in self._secrets}
        self._secrets += [
            _Secret(each.places, each.total)
            for each in sorted(small, key=lambda each: sorted(each.places))
            if each.places not in singles
        ]

    def value(self, name: Name) -> int:
        """A total."""
        return sum(self.counts[leaf] for leaf in self._leaves[name])

    def show(self, name: Name) -> bool:
        """Show a total if every secret stays one; whether it is shown."""
        if is_hidden(self.value(name)):
            return False
        told = self._sum(name)
        if not told.places or told in self.shown:
            return True  # it says nothing that is not shown already
        others = []
        for secret in self._secrets:
            other = self._other(secret, told)
            if other is None:
                return False
            others.append(other)
        self.shown.append(told)
        for secret, other in zip(self._secrets, others, strict=True):
            secret.other = other
        return True

    def show_all(self, names: Sequence[Name]) -> set[Name]:
        """The totals that are shown, the first ones preferred.

        A total that was refused is asked for again: it may follow from those shown meanwhile, and is shown
        then.
        """
        shown: set[Name] = set()
        while more := {name for name in names if name not in shown and self.show(name)}:
            shown |= more
        return shown

    def pin(self, names: Iterable[Name]) -> None:
        """Totals that an earlier report has shown. They are out, whatever follows from them."""
        for name in names:
            told = self._sum(name)
            if told.places and told not in self.shown:
                self.shown.append(told)
        for secret in self._secrets:
            secret.other = None

    def _sum(self, name: Name) -> Sum:
        places = frozenset(self._place[leaf] for leaf in self._leaves[name] if leaf in self._place)
        return Sum(places, sum(self.truth[place] for place in places))

    def _other(self, secret: _Secret, told: Sum) -> list[int] | None:
        """Another way to fill in the numbers that changes the secret, with this total shown too."""
        known = secret.other
        if known is not None and sum(known[place] for place in told.places) == told.total:
            return known
        sums = [*self.shown, told]
        if len(secret.places) == 1:
            (place,) = secret.places
            for number in range(LOWEST, HIGHEST + 1):
                if number != secret.total:
                    found = another_way(self.truth, sums, {place: number})
                    if found is not None:
                        return found
            return None
        lowest, highest = len(secret.places) * LOWEST, len(secret.places) * HIGHEST
        for total in (secret.total + 1, secret.total - 1):  # the nearest are the likeliest
            if lowest <= total <= highest:
                found = another_way(self.truth, sums, {}, [Sum(secret.places, total)])
                if found is not None:
                    return found
        return None
