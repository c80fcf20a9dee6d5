"""A served copy of the project, whose parts a test kills one after another while people work."""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import psycopg2
import redis

from tests.integration.faults import parts
from tests.integration.faults.browser import Browser
from tests.integration.faults.load import Practice
from tests.integration.faults.mailbox import Mailbox, Trap
from tests.support.clones import Clone, wait_until
from tests.support.runners import Runner, running

HERE = Path(__file__).parent
NOT_YET = (OSError, ValueError, LookupError, psycopg2.Error, redis.RedisError)


class World:
    """A served copy, its people, its mail server, and what was killed."""

    def __init__(self, clone: Clone, mails: Mailbox, stack: ExitStack, random: random.Random) -> None:
        self.clone, self.mails, self.stack, self.random = clone, mails, stack, random
        self.killed: Counter[str] = Counter()
        self.runners: list[Runner] = []

    def start(self) -> None:
        """`make run`, with mail to our server."""
        self.runner: Runner = self.stack.enter_context(running(self.clone, EMAIL_URL=self.mails.address))
        self.runners.append(self.runner)

    def scripted(self, name: str, mark: str, **more: str) -> dict[str, Any]:
        """Run a script of this folder in the copy; what it wrote after the mark."""
        process = self.clone.start("manage.py", "shell", "-v0", "-c", (HERE / name).read_text(), **more)
        said, _ = process.communicate(timeout=200)
        assert process.returncode == 0, said
        (line,) = (line for line in said.splitlines() if line.startswith(mark))
        found: dict[str, Any] = json.loads(line.removeprefix(mark))
        return found

    def finders(self) -> dict[str, Callable[[], int]]:
        """By part, who is it that serves at this moment."""
        clone, port = self.clone, self.runner.port
        return {
            "web": lambda: parts.web_server(clone, port),
            "web's process": lambda: parts.web_child(clone, port),
            "beat": lambda: parts.beat(clone, self.runner.process.pid),
            "redis": lambda: parts.redis_server(clone),
            "postgres": lambda: parts.postmaster(clone),
            "session": lambda: parts.session_of(clone, self.random),
            "keeper": lambda: parts.keeper(clone),
        }

    def kill(self, part: str, people: Practice) -> None:
        """Kill a part at a random moment; it is back, and people go on."""
        sys.stdout.write(f"{time.strftime('%H:%M:%S')} {part}\n")
        time.sleep(self.random.uniform(0, 0.5))
        if part.startswith("worker"):
            self._kill_worker(part.removeprefix("worker "))
        else:
            find = self.finders()[part]
            number = found_by(find)
            os.kill(number, signal.SIGKILL)
            wait_until(lambda: is_another(find, number), f"{part} is back")
        self.killed[part] += 1
        seen = people.deeds
        wait_until(lambda: people.deeds > seen or people.went_wrong, f"People go on without the {part}")

    def _kill_worker(self, point: str) -> None:
        trap = self.mails.trap = Trap(point)
        wait_until(trap.caught.is_set, "A mail is on its way")
        number = parts.sender(self.clone, trap.port)
        os.kill(number, signal.SIGKILL)
        wait_until(lambda: number not in self.clone.alive(), "The worker is gone")
        trap.over.set()
        came = self.mails.came.total()
        wait_until(lambda: self.mails.came.total() > came, "Another worker sends")


def found_by(find: Callable[[], int]) -> int:
    """Who serves, as soon as anybody does."""
    wait_until(lambda: is_another(find, 0), "Somebody serves")
    return find()


def is_another(find: Callable[[], int], number: int) -> bool:
    """Whether another process serves now. Asked again and again, so it takes its time."""
    time.sleep(0.2)
    with suppress(*NOT_YET):
        return find() != number
    return False


def waiting(clone: Clone, *, claimed: bool = False) -> int:
    """How many messages nobody has sent yet; with those that a worker, living or dead, has in hand."""
    with closing(parts.connect(clone)) as link, link.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM requests_app_outboxmessage WHERE sent_at IS NULL"
            + ("" if claimed else " AND claimed_at IS NULL")
        )
        (found,) = cursor.fetchone() or (0,)
        return int(found)


def ready(port: int) -> tuple[int, dict[str, Any]]:
    """What /readyz says."""
    answer = Browser(port).get("/readyz")
    found = json.loads(answer.text)
    assert found.pop("ready") is (answer.status == 200)
    return answer.status, found
