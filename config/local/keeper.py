"""The keeper: a small process that holds PostgreSQL and Redis while anyone needs them.

Whoever uses the services holds a shared lock on one file (services.py). The keeper tries to get the same
lock for itself alone; when it does, nobody is left, and it stops both servers and goes. However a user
ends, the kernel gives back its lock. However the keeper ends, the kernel ends the servers. A server that
ends by itself is started again, and the other one doesn't notice.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Iterator
from typing import IO

from config.local.errors import LocalServicesProblem
from config.local.locks import lock_at_once
from config.local.places import Places, places
from config.local.postgres import Postgres
from config.local.redis import Redis

LOOK_EVERY = 0.2  # seconds
MOST_ENDS = 5
WITHIN = 60.0  # seconds


class Ended(Exception):
    """We were told to stop, or a server ends again and again."""


def keep(where: Places, announce: "Announcer") -> None:
    """Start both servers, say so, and hold them until nobody needs them.

    Raises LocalServicesProblem where a server can't be started.
    """
    servers = (Postgres(where), Redis(where))
    with where.log.open("wb") as log:
        try:
            for server in servers:
                server.start(log)
            where.announcement.write_text(json.dumps({"keeper": os.getpid(), "sockets": str(where.sockets)}))
            announce("ready")
            _wait_until_unused(where, servers, log)
        except Ended:
            return
        finally:
            where.announcement.unlink(missing_ok=True)
            for server in reversed(servers):
                server.stop()


def _wait_until_unused(where: Places, servers: tuple[Postgres, Redis], log: IO[bytes]) -> None:
    """Return holding the users' lock, so that a newcomer waits for the end and starts anew."""
    ends: deque[float] = deque(maxlen=MOST_ENDS)
    while not (users := lock_at_once(where.state / "users.lock")):
        for server in servers:
            if server.process is None or server.process.poll() is not None:
                ends.append(time.monotonic())
                if len(ends) == MOST_ENDS and ends[0] > ends[-1] - WITHIN:
                    raise Ended
                server.start(log)
        time.sleep(LOOK_EVERY)
    _held.append(users)


_held: list[IO[bytes]] = []  # locks that last as long as the process


class Announcer:
    """Tells the one who started us, once: "ready", or the sentence that says what is wrong."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor: int | None = descriptor

    def __call__(self, message: str) -> None:
        if self.descriptor is not None:
            with contextlib.suppress(BrokenPipeError):
                os.write(self.descriptor, message.encode())
            os.close(self.descriptor)
            self.descriptor = None


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    def end(number: int, frame: object) -> None:
        raise Ended

    signal.signal(signal.SIGTERM, end)
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(ignored, signal.SIG_IGN)
    with contextlib.suppress(Ended):
        yield


def main() -> int:
    """Run with the number of an open pipe as the argument; with `tests` after it, for the tests."""
    if os.fork():  # whoever started us must not have to wait for us
        os._exit(0)
    announce = Announcer(int(sys.argv[1]))
    try:
        where = places(tests="tests" in sys.argv[2:])
        keeper = lock_at_once(where.state / "keeper.lock")
        if keeper is None:
            announce("ready")
            return 0
        with _stoppable():
            keep(where, announce)
    except LocalServicesProblem as problem:
        announce(str(problem))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
