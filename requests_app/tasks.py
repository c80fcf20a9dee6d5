"""What runs outside the request: sending, reminding, ending what ran out. Each task calls one function."""

import logging

from celery import shared_task
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from kit.cache import redis_paused
from requests_app.journey import (
    agreement_fall,
    consent_fall,
    mending,
    recomputing,
    starting,
    starting_breaches,
    starting_orders,
    starting_outcomes,
)
from requests_app.reminders import checkpoints, digest, running_out, sending, sweep

log = logging.getLogger("desk.tasks")

# Seconds in which messages are gathered before a worker is asked to send them.
GATHER = 1


@shared_task
def send_messages() -> int:
    """Send what waits in the outbox; also the sweep that repairs what a crash left behind."""
    return sending.send_waiting()


@shared_task
def remind() -> int:
    """Write the reminders whose moment has come, and in the morning everyone's digest; returns how many.

    The digest is queued also where the sweep fails: what is there already still goes.
    """
    try:
        written = sweep.sweep().reminders
    finally:
        queued = digest.queue_digests()
    if written or queued:
        sending.send_waiting()
    return written + queued


@shared_task
def mail_checkpoints() -> int:
    """Queue the week's checkpoints for the data protection officers who don't have them yet."""
    queued = checkpoints.queue_weekly()
    if queued:
        sending.send_waiting()
    return queued


@shared_task
def end_what_ran_out() -> int:
    """Return expired approvals to the guardian and end releases that lapsed unsent."""
    return running_out.end_what_ran_out()


@shared_task
def start_clocks() -> int:
    """Start, or end, the clocks that an older version of the service left behind while it was replaced."""
    missing = starting.start_missing() + starting_breaches.start_missing_breaches()
    missing += starting_outcomes.start_missing_outcomes() + starting_orders.follow_orders()
    return missing + mending.end_left_over()


@shared_task
def return_what_fell() -> int:
    """Return the requests whose agreement fell or whose consent was withdrawn, where a process died first."""
    return agreement_fall.finish() + consent_fall.finish()


@shared_task
def follow_practices() -> int:
    """Make the dates of open requests follow the targets and closures of their practice."""
    return recomputing.follow_practices()


def wake_follower() -> None:
    """Ask a worker at once; with Redis gone the sweep sees to it within a minute."""
    try:
        if not redis_paused():
            follow_practices.apply_async(retry=False, expires=60)
    except (OperationalError, RedisError, OSError) as problem:
        log.warning("no worker could be woken: %s", type(problem).__name__)


def wake_sender() -> None:
    """Ask a worker to send in a second, once for all that was queued meanwhile.

    With Redis gone the messages wait for the sweep.
    """
    try:
        if cache.add("outbox-woken", 1, timeout=GATHER) and not redis_paused():
            send_messages.apply_async(retry=False, expires=60, countdown=GATHER)
    except (OperationalError, RedisError, OSError) as problem:
        log.warning("no worker could be woken: %s", type(problem).__name__)
