"""Two thousand reminders are due, two beats run, and each part is killed at random moments: none is lost.

Each comes once, save those that were in flight at the moment of a kill, which are counted and told.
`FAULTS_SEED` repeats a run's moments, `FAULTS_ROUNDS` makes more runs, each with the next seed.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from functools import partial

import pytest
from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from tests.integration.faults import parts
from tests.integration.faults.mailbox import mailbox
from tests.integration.faults.world import World, found_by, is_another
from tests.support.clones import Clone, new_clone, wait_until

# Seconds: it makes a copy of the project and its database first.
pytestmark = pytest.mark.timeout(900)
CLOCKS, HEARERS = 1_000, 2
KILLS = ("worker", "postgres", "redis", "beat", "worker", "postgres")
MAILS_BETWEEN = 150  # so many come between two kills at most
IN_FLIGHT = 2  # a worker sends with two threads, so that a death may double two mails
SEED = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
ROUNDS = int(os.environ.get("FAULTS_ROUNDS") or 1)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_no_reminder_is_lost_and_each_comes_once_whatever_is_killed_when(round_: int) -> None:
    seed = SEED + round_
    sys.stdout.write(f"FAULTS_SEED={seed}\n")
    with new_clone() as clone, mailbox() as mails, ExitStack() as stack:
        world = World(clone, mails, stack, random.Random(seed))  # noqa: S311 (a run is to be repeatable)
        world.start()
        second_beat(world)
        world.scripted("prepare_reminders.py", "PREPARED ", CLOCKS=str(CLOCKS))
        each_is_killed(world)
        everything_goes(world)
        took = world.scripted("outcome_reminders.py", "TOOK EFFECT ")
        everything_goes(world)
        none_is_lost(world, took)


def second_beat(world: World) -> None:
    """Beside the runner's own, as where two machines run one each."""
    beat = world.clone.start(
        *("-m", "celery", "-A", "config.celery", "--quiet", "beat"),
        *(f"--schedule={world.clone.places.servers / 'second-beat'}", "--pidfile="),
    )
    world.stack.callback(beat.wait)
    world.stack.callback(beat.kill)
    world.stack.callback(lambda: beat.stdout and beat.stdout.close())


def each_is_killed(world: World) -> None:
    """At random moments while mails go, the next one soon after the last is back."""
    order = list(KILLS)
    world.random.shuffle(order)
    for part in order:
        as_every_minute(world.clone)
        more = world.mails.came.total() + world.random.randint(1, MAILS_BETWEEN)
        with suppress(AssertionError):  # what fell may be what the mails wait for
            wait_until(partial(have_come, world, more), "Mails go", patience=5)
        time.sleep(world.random.uniform(0, 0.5))
        find = {"worker": worker_of(world), **world.finders()}[part]
        number = found_by(find)
        os.kill(number, signal.SIGKILL)
        world.killed[part] += 1
        sys.stdout.write(
            f"{time.strftime('%H:%M:%S')} {part} killed, {world.mails.came.total()} mails came\n"
        )
        wait_until(partial(is_another, find, number), f"{part} is back")


def have_come(world: World, mails: int) -> bool:
    """Whether so many mails came."""
    return world.mails.came.total() >= mails


def worker_of(world: World) -> Callable[[], int]:
    """Whoever runs tasks."""

    def find() -> int:
        (found,) = (
            number
            for number, program in world.clone.alive().items()
            if "celery" in program and " worker " in program
        )
        return found

    return find


def as_every_minute(clone: Clone) -> None:
    """What both beats do each minute, so that the test needn't wait for it."""
    queue = Celery(broker=f"redis+socket://{clone.places.sockets / 'redis'}", set_as_current=False)
    with suppress(OperationalError, OSError, RedisError):
        for task in ("remind", "send_messages"):
            queue.send_task(f"requests_app.tasks.{task}", retry=False, expires=60)
    queue.close()


def everything_goes(world: World) -> None:
    """What a dead worker had in its hands is taken up again after a while, here at once."""
    deadline = time.monotonic() + 60
    while waiting := left(world.clone):
        assert time.monotonic() < deadline, f"Not sent: {waiting}"
        as_every_minute(world.clone)
        hand_over(world.clone)
        time.sleep(2)


def left(clone: Clone) -> list[tuple[object, ...]]:
    """Clocks that are due and mails that have not gone: a few of them, with what is known."""
    with closing(parts.connect(clone)) as link, link.cursor() as cursor:
        cursor.execute(
            "SELECT rule, rung, request_id, next_at::text, '' FROM requests_app_clock WHERE next_at <= now()"
            " UNION ALL SELECT topic, last_error, attempts, claimed_at::text, not_before::text"
            " FROM requests_app_outboxmessage WHERE sent_at IS NULL AND given_up_at IS NULL LIMIT 5"
        )
        return cursor.fetchall()


def hand_over(clone: Clone) -> None:
    with closing(parts.connect(clone)) as link, link.cursor() as cursor:
        cursor.execute(
            "UPDATE requests_app_outboxmessage SET claimed_at = claimed_at - interval '10 minutes',"
            " not_before = LEAST(not_before, now()) WHERE sent_at IS NULL AND given_up_at IS NULL"
            " AND (claimed_at IS NULL OR claimed_at < now() - interval '8 seconds')"
        )  # whoever holds one for so long is dead: a mail takes a moment here


def none_is_lost(world: World, took: dict[str, object]) -> None:
    alone, digests = took["alone"], took["digests"]
    assert isinstance(alone, list)
    assert isinstance(digests, list)
    wanted = {*alone, *digests}
    assert len(alone) + int(str(took["gathered"])) == CLOCKS * HEARERS, "Each clock was heard of by two"
    assert (took["left_alone"], took["dropped"], took["behind"]) == (0, 0, 0)
    assert len(digests) == HEARERS, "One digest a person, though two made them at once"
    others = took["others"]
    assert isinstance(others, list)
    came = Counter({key: count for key, count in world.mails.came.items() if key not in others})
    assert wanted <= came.keys(), "None is lost"
    assert came.keys() <= wanted, "Nothing else came"
    doubles = came.total() - len(wanted)
    sys.stdout.write(
        f"{len(alone)} mails of their own and {len(digests)} digests with {took['gathered']} reminders;"
        f" killed {dict(world.killed)}; {doubles} in flight at a kill came twice\n"
    )
    assert doubles <= IN_FLIGHT * (world.killed["worker"] + world.killed["postgres"])
