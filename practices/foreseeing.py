"""Which dates would move if a practice set other targets: shown before they are saved.

This room knows of no requests: requests_app registers who works it out. No reference is told, for whoever
manages a practice sees no cases by that role.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from practices.models import Practice


@dataclass(frozen=True, order=True)
class Move:
    """A date that would move: the new one, the one now, what it is of. overdue: only by moving it is late."""

    after: date
    before: date
    what: str
    overdue: bool


Foreseer = Callable[[Practice, Mapping[str, int]], list[Move]]
_foreseers: list[Foreseer] = []


def register(foreseer: Foreseer) -> None:
    """`foreseer` works out the moves under targets by the names of their fields. Once is enough for each."""
    if foreseer not in _foreseers:
        _foreseers.append(foreseer)


def moves(practice: Practice, targets: Mapping[str, int]) -> list[Move]:
    """What would move under these targets, the earliest new date first."""
    return sorted(move for foreseer in _foreseers for move in foreseer(practice, targets))
