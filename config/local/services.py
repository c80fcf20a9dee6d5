"""Using the local services: join those that run, or start them; they stop when the last user has gone."""

import fcntl
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from config import database_roles
from config.local import folders
from config.local.errors import LocalServicesProblem
from config.local.locks import lock, lock_at_once
from config.local.places import Places, places

PATIENCE = 120.0  # seconds; the first start makes the data folder


class Services:
    """A share in the running services, held until `release` or the end of the process and its forks."""

    def __init__(self, where: Places) -> None:
        self.where = where
        self._share: IO[bytes] | None = None

    def hold(self) -> "Services":
        """Take a share, starting the services when nobody has. Raises LocalServicesProblem."""
        folders.prepare_state(self.where)
        self._share = lock(self.where.state / "users.lock", fcntl.LOCK_SH)
        self.ensure()
        return self

    def ensure(self) -> None:
        """Start the services again when their keeper has gone. Raises LocalServicesProblem."""
        with lock(self.where.state / "starting.lock", fcntl.LOCK_EX):
            if not self.alive():
                folders.prepare(self.where)
                self._start()
            self._await_announcement()

    @property
    def held(self) -> bool:
        """Whether we have a share."""
        return self._share is not None

    def alive(self) -> bool:
        """Whether a keeper is there."""
        free = lock_at_once(self.where.state / "keeper.lock")
        if free is None:
            return True
        free.close()
        return False

    def release(self) -> None:
        """Give the share back."""
        if self._share:
            self._share.close()
            self._share = None

    @property
    def environment(self) -> dict[str, str]:
        """The settings by which the app finds the services."""
        sockets = Path(json.loads(self.where.announcement.read_text())["sockets"])
        return addresses(sockets)

    def _start(self) -> None:
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as answer, (self.where.state / "keeper.log").open("wb") as errors:
            try:
                subprocess.run(
                    [
                        sys.executable,
                        "-m",
                        "config.local.keeper",
                        str(writing),
                        *["tests"] * self.where.thrown_away,
                    ],
                    cwd=self.where.project,
                    pass_fds=[writing],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    start_new_session=True,
                    check=False,
                )
            finally:
                os.close(writing)
            said = answer.read().decode()
        if said != "ready":
            raise LocalServicesProblem(
                said
                or f"The keeper of the local services failed; {self.where.state / 'keeper.log'} says why."
            )

    def _await_announcement(self) -> None:
        """Wait for a keeper that somebody else started and that isn't ready yet."""
        deadline = time.monotonic() + PATIENCE
        while not self.where.announcement.exists():
            if not self.alive() or time.monotonic() > deadline:
                raise LocalServicesProblem("The local services stopped while starting. Try again.")
            time.sleep(0.05)


def addresses(sockets: Path) -> dict[str, str]:
    """DATABASE_URL, MIGRATION_DATABASE_URL and REDIS_URL of services whose sockets are in this folder."""
    database = f"postgresql://{{}}@/{database_roles.DATABASE}?host={sockets}"
    return {
        "DATABASE_URL": database.format(database_roles.APP_ROLE),
        "MIGRATION_DATABASE_URL": database.format(database_roles.OWNER_ROLE),
        "REDIS_URL": f"unix://{sockets / 'redis'}?db=0",
    }


def hold(project: Path | None = None) -> Services:
    """Hold the services of this project. Raises LocalServicesProblem with a sentence."""
    return Services(places(project) if project else places()).hold()
