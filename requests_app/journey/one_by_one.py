"""Many things in the background, each by itself: one that can't be done doesn't keep the others from it."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

log = logging.getLogger("desk.background")
Row = TypeVar("Row")


def one_by_one(rows: Iterable[tuple[Row, UUID]], step: Callable[[Row], int], what: str) -> tuple[int, int]:
    """Take the step for each row, with its key; returns the sum of what they return, and how many failed.

    What failed is logged by `what` and its key, without the error's own words: they may name a person.
    """
    done = failed = 0
    for row, key in rows:
        try:
            done += step(row)
        except Exception as problem:  # whatever it is, it is this one's: the others must be done
            failed += 1
            log.error("%s failed for %s: %s", what, key, type(problem).__name__)
    return done, failed
