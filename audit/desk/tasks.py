"""What the desk does outside the request. Each task calls one function."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

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


def wake_exports() -> None:
    """Ask a worker to begin now. With Redis gone, the file waits for the sweep."""
    try:
        if not redis_paused():
            make_exports.apply_async(retry=False, expires=60)
    except (OperationalError, RedisError, OSError) as problem:
        log.warning("no worker could be woken: %s", type(problem).__name__)
