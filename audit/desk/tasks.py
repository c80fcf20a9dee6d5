"""What the desk does outside the request. Each task calls one function."""

import logging
from typing import Any

from celery import shared_task
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from audit.desk import verification
from audit.desk.reports import exports
from kit.cache import redis_paused

log = logging.getLogger("desk.tasks")


@shared_task
def make_exports() -> int:
    """Make the files that wait; also the sweep that takes up what a dead worker left behind."""
    return exports.make_waiting()


@shared_task
def tidy_exports() -> int:
    """Remove files whose time is over."""
    return exports.tidy()


@shared_task
def verify() -> int:
    """Do the verifications that wait; also the sweep that takes up what a dead worker left behind."""
    return verification.work()


@shared_task
def verify_nightly() -> int:
    """Verify every ledger."""
    verification.ask(None, by=None)
    return verification.work()


def wake_exports() -> None:
    """Ask a worker to begin now. With Redis gone, the file waits for the sweep."""
    _wake(make_exports)


def wake_verifier() -> None:
    """The same for a verification."""
    _wake(verify)


def _wake(task: Any) -> None:
    try:
        if not redis_paused():
            task.apply_async(retry=False, expires=60)
    except (OperationalError, RedisError, OSError) as problem:
        log.warning("no worker could be woken: %s", type(problem).__name__)
