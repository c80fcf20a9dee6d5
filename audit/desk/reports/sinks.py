"""Where a file's bytes go."""

from typing import Protocol


class Sink(Protocol):
    """Takes bytes, one after the other."""

    def write(self, data: bytes, /) -> int:
        """Take them all; returns how many."""
        ...
