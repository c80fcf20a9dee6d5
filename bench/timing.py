"""How often something can be done in a second."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

SECONDS = 2.0
PATIENCE = 60.0
Row = tuple[str, float, float]  # what, how often a second, and the limit


def rate(work: Callable[[], object], *, threads: int = 1) -> float:
    """Do `work` over and over in so many threads for two seconds; how often a second it was done."""
    together = Barrier(threads)

    def repeat() -> int:
        try:
            work()  # a connection, caches
            together.wait(PATIENCE)
            done, until = 0, time.monotonic() + SECONDS
            while time.monotonic() < until:
                work()
                done += 1
            return done
        finally:
            together.abort()  # the others must not wait for one that failed
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(repeat) for _ in range(threads)]
        return sum(each.result() for each in running) / SECONDS
