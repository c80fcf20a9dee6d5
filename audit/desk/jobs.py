"""Background work: claimed by one worker at a time, and taken up by the next when its worker dies.

One piece at a time in the whole installation, of whatever kind: messages must not wait behind it. A worker
that falls silent loses its claim. What it still writes is refused: every write asks for the claim.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from audit.desk.models import Job, State

log = logging.getLogger("desk.jobs")
J = TypeVar("J", bound=Job)

# A worker that said nothing for so long is dead. Each says something every few seconds.
SILENT = timedelta(seconds=60)
# Each worker that took it died of it, or with it: then people are told instead.
ATTEMPTS = 3
DIED = "no attempt came to an end"


class ClaimLost(Exception):
    """Another worker has taken the job, because this one was silent for too long."""


def claim(model: type[J], *, now: datetime | None = None) -> J | None:
    """Take the oldest job that waits or whose worker fell silent.

    None when there is none, or while a worker that lives has any job in hand: it is taken up later.
    """
    at = now or timezone.now()
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, seen_at__lte=at - SILENT)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:  # who looks second sees what the first has claimed
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('audit.desk.jobs', 0))")
        if at_work(at):
            return None
        job = (
            model._default_manager.select_for_update(skip_locked=True, of=("self",))
            .filter(free)
            .order_by("created_at", "id")
            .first()
        )
        if job is None:
            return None
        job.state, job.claim, job.seen_at = State.RUNNING, uuid.uuid4(), at
        job.started_at = at
        job.attempts = min(job.attempts + 1, ATTEMPTS + 1)
        job.save(update_fields=["state", "claim", "seen_at", "started_at", "attempts"])
    return job


def at_work(at: datetime) -> bool:
    """Whether a worker that lives has a job of any kind in hand."""
    live = Q(state=State.RUNNING, seen_at__gt=at - SILENT)
    return any(model._default_manager.filter(live).exists() for model in Job.__subclasses__())


def alive(job: Job, **changes: Any) -> None:
    """Say that the worker lives, and how far it is. Raises ClaimLost when the job isn't its own any more."""
    _write(job, seen_at=timezone.now(), **changes)


def finish(job: Job, **changes: Any) -> None:
    """It is done. Raises ClaimLost."""
    _write(job, state=State.DONE, claim=None, ended_at=timezone.now(), error="", **changes)


def fail(job: Job, error: str, **changes: Any) -> None:
    """It is given up; `error`: the kind of error alone, whose text may name people. Raises ClaimLost."""
    _write(job, state=State.FAILED, claim=None, ended_at=timezone.now(), error=error[:60], **changes)


def holds(job: Job) -> None:
    """Lock the job's row in the caller's transaction. Raises ClaimLost when it isn't this worker's."""
    mine = type(job)._default_manager.select_for_update(of=("self",)).filter(pk=job.pk, claim=job.claim)
    if mine.first() is None:
        raise ClaimLost


def work_through(model: type[J], do: Callable[[J], dict[str, Any]], *, most: int = 100) -> int:
    """Do the jobs that wait, one after the other; returns how many were taken.

    `do` returns what its job's row says in the end. What it raises ends the job, and the next one begins.
    """
    taken = 0
    while taken < most and (job := claim(model)) is not None:
        taken += 1
        try:
            if job.attempts > ATTEMPTS:
                fail(job, DIED)
            else:
                finish(job, **do(job))
        except ClaimLost:
            log.warning("%s %s was taken over by another worker", model.__name__, job.public_id)
        except Exception as problem:  # whatever it is, it is the job's: the next one must be done
            log.error("%s %s failed: %s", model.__name__, job.public_id, type(problem).__name__)
            _failed(job, problem)
    return taken


def _failed(job: Job, problem: Exception) -> None:
    try:
        fail(job, type(problem).__name__)
    except ClaimLost:
        log.warning("%s was taken over by another worker", job.public_id)


def _write(job: Job, **changes: Any) -> None:
    held = job.claim
    if not type(job)._default_manager.filter(pk=job.pk, claim=held).update(**changes):
        raise ClaimLost
    for name, value in changes.items():
        setattr(job, name, value)
