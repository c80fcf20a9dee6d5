"""A real worker is killed while it makes a file; the sweep gives it to the next, and the file is whole."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from audit.desk import jobs, tasks
from audit.desk.models import Export
from audit.desk.reports import exports
from audit.desk.reports.asked import Asked, asked_now
from audit.desk.reports.sealed import opened
from practices.models import Person, Practice
from tests.factories import people
from tests.factories.many_entries import DAY, fill
from tests.support.clones import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
MANY = 30_000
QUEUE = "killed-exports"


def of_this_test() -> dict[str, str]:
    """The environment of a program that uses this test's database and Redis."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
        "ENVIRONMENT": "test",
    }


@contextmanager
def worker() -> Iterator["subprocess.Popen[bytes]"]:
    words = ["-m", "celery", "-A", "config.celery", "--quiet", "worker", "--pool=threads", "--concurrency=1"]
    process = subprocess.Popen(
        [sys.executable, *words, "--without-mingle", "--without-gossip", "-Q", QUEUE],
        env=of_this_test(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.fixture
def asked() -> tuple[Asked, Person]:
    practice: Practice = people.a_practice()
    auditor = people.a_member(practice, "auditor")
    fill(practice, MANY)
    return asked_now([practice], DAY, DAY), auditor


def now(export: Export) -> Export:
    export.refresh_from_db()
    return export


def until(true: Callable[[], object], what: str) -> None:
    wait_until(true, what, patience=90)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_killed_worker_loses_nothing(asked: tuple[Asked, Person], form: str) -> None:
    report, auditor = asked
    export = exports.ask(report, form, by=auditor)
    with worker() as first:
        tasks.make_exports.apply_async(queue=QUEUE)
        until(lambda: now(export).rows > 0 or export.parts.count() > 1, "the file is begun")
        assert now(export).state == "running"
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert now(export).state == "running"
    assert tasks.make_exports() == 0, "its worker spoke a moment ago"
    silent = timezone.now() - jobs.SILENT - timedelta(seconds=1)
    Export.objects.update(seen_at=silent)  # as a minute later
    with worker():
        tasks.make_exports.apply_async(queue=QUEUE)
        until(lambda: now(export).is_over, "the next worker made it")
    assert (export.state, export.attempts, export.rows) == ("done", 2, MANY)
    data = b"".join(opened(export))
    assert len(data) == export.size
    if form == "csv":
        lines = data.decode().splitlines()
        assert len(lines) == MANY + 2
        assert lines[-1].startswith(f"End of the file: {MANY} rows.")
