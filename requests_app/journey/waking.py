"""Wakes whoever sends messages, after a commit. The journey doesn't know who that is.

A waker must return at once and never raise: when it fails, the sweep sends the messages later.
"""

from collections.abc import Callable

_wakers: list[Callable[[], None]] = []


def register(waker: Callable[[], None]) -> None:
    """Have `waker` called after each transaction that queued a message."""
    if waker not in _wakers:
        _wakers.append(waker)


def wake() -> None:
    """Call everyone registered."""
    for waker in _wakers:
        waker()
