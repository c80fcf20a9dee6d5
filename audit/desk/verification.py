"""Verifying the ledger in the background: asked for by an auditor, or every night; and what was found last.

The whole of a log is read, in short ranges. A worker that dies leaves its verification to the next, which
goes on with the log that was being read.
"""

import time
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.desk import jobs, loud
from audit.desk.events import VERIFICATION_ASKED, VERIFICATION_ENDED
from audit.desk.models import State, Verification, VerifiedLog
from audit.ledger.api import ROOT_LOG, Progress, known_logs, log_name, record, size_of, unverified, verify_log
from practices.models import Person, Practice

SAYS_EVERY = 2.0  # seconds
MOST_TOLD = 100  # findings of a log that are kept; the number of all of them is kept, too
NIGHTLY = "system:nightly_verification"


def ask(practice: Practice | None, *, by: Person | None) -> Verification:
    """Ask for a verification of a practice's log, or of all logs; the one that waits or runs if there is one.

    `by` is None for the service itself.
    """
    try:
        with transaction.atomic(durable=True):
            asked = Verification.objects.create(practice=practice, by=by, created_at=timezone.now())
            _record(VERIFICATION_ASKED, asked, {})
            return asked
    except IntegrityError:
        open_now = Verification.objects.filter(practice=practice, state__in=[State.WAITING, State.RUNNING])
        if (found := open_now.first()) is None:
            raise
        return found


def work() -> int:
    """Do the verifications that wait, and those whose worker died; returns how many were taken."""
    return jobs.work_through(Verification, run)


def run(job: Verification) -> dict[str, Any]:
    """Verify log after log; what was found in each is kept at once. Raises ClaimLost."""
    logs = [log_name(job.practice.public_id)] if job.practice else [*known_logs(), ROOT_LOG]
    done = {row.log: row for row in job.logs.all()}
    if not job.entries_total:
        jobs.alive(job, logs_total=len(logs), entries_total=sum(map(size_of, logs)))
    for log in logs:
        if log not in done:
            done[log] = _verify(job, log)
    findings = sum(row.findings for row in done.values())
    with transaction.atomic(durable=True):
        jobs.holds(job)
        _record(VERIFICATION_ENDED, job, _result(done.values()))
    loud.forget()
    return {"findings": findings}


def last_of_each(logs: Collection[str]) -> dict[str, VerifiedLog]:
    """What the last verification of each log found, in one query."""
    found = VerifiedLog.objects.filter(log__in=logs).select_related("verification__by")
    return {row.log: row for row in found.order_by("log", "-id").distinct("log")}


def newest_of(practice: Practice | None) -> Verification | None:
    """The verification that was asked for last, of a practice or of all logs."""
    found = Verification.objects.filter(practice=practice).select_related("by")
    return found.order_by("-id").first()


def _verify(job: Verification, log: str) -> VerifiedLog:
    """One log. Its result is kept in the same transaction that says how far the whole is.

    What stops it is a finding of this log, and the others go on.
    """
    before, said = job.entries_checked, time.monotonic()
    progress = Progress(log, 0)
    try:
        for progress in verify_log(log):
            if time.monotonic() - said >= SAYS_EVERY:
                jobs.alive(job, entries_checked=before + progress.checked)
                said = time.monotonic()
    except jobs.ClaimLost:
        raise
    except Exception as error:  # whatever it is: a log that can't be verified must not hide the others
        progress.add(unverified(log, error))
    with transaction.atomic(durable=True):
        jobs.holds(job)
        kept = VerifiedLog.objects.create(verification=job, log=log, **_kept(progress))
        jobs.alive(
            job,
            logs_done=job.logs_done + 1,
            entries_checked=before + progress.checked,
            findings=job.findings + kept.findings,
            attempts=1,  # it goes forward
        )
    return kept


def _kept(progress: Progress) -> dict[str, Any]:
    return {
        "ended_at": timezone.now(),
        "size": progress.size,
        "checked": progress.checked,
        "signed_to": progress.signed_to,
        "checkpoints": progress.checkpoints,
        "signatures": progress.signatures,
        "privates_proved": progress.privates_proved,
        "privates_destroyed": progress.privates_destroyed,
        "privates_unopened": progress.privates_unopened,
        "findings": len(progress.findings),
        "told": [
            {"leaf_index": found.leaf_index, "code": found.code, "message": found.message}
            for found in progress.findings[:MOST_TOLD]
        ],
    }


def _result(rows: Iterable[VerifiedLog]) -> dict[str, int]:
    kept = list(rows)
    return {
        "logs": len(kept),
        "entries": sum(row.checked for row in kept),
        "findings": sum(row.findings for row in kept),
        "failed_logs": sum(bool(row.findings) for row in kept),
    }


def _record(event: str, of: Verification, facts: dict[str, int]) -> None:
    """In the practice's log, or the site's; about the person who asked, or the service."""
    practice: uuid.UUID | None = of.practice.public_id if of.practice else None
    actor = of.by.opaque if of.by else NIGHTLY
    record(
        event,
        actor=actor,
        practice=practice,
        about=f"practice:{practice}" if practice else actor,
        facts={"run": str(of.public_id), **facts},
    )
