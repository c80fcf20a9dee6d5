"""Background work: a job that always fails ends, and the next one is done."""

from typing import Any

import pytest
from django.utils import timezone
from kombu.exceptions import OperationalError

from audit.desk import jobs, tasks
from audit.desk.models import Export

pytestmark = pytest.mark.django_db


def a_job() -> Export:
    return Export.objects.create(created_at=timezone.now(), kind="test")


def state(job: Export) -> tuple[str, str]:
    job.refresh_from_db()
    return job.state, job.error


def test_a_job_that_fails_says_the_kind_of_error_alone_and_the_next_is_done() -> None:
    first, second = a_job(), a_job()

    def do(job: Export) -> dict[str, Any]:
        if job.pk == first.pk:
            raise ValueError("Una Halloway")
        return {"rows": 7}

    assert jobs.work_through(Export, do) == 2
    assert state(first) == ("failed", "ValueError")
    assert state(second) == ("done", "")
    assert second.rows == 7
    assert jobs.work_through(Export, do) == 0


def test_a_job_whose_workers_die_is_given_up() -> None:
    job, seen = a_job(), []
    for _ in range(jobs.ATTEMPTS):
        assert jobs.claim(Export) is not None
        Export.objects.update(seen_at=timezone.now() - 2 * jobs.SILENT)
    assert jobs.work_through(Export, lambda job: {"rows": seen.append(job.pk)}) == 1
    assert seen == []
    assert state(job) == ("failed", jobs.DIED)


@pytest.mark.parametrize("fails", [False, True], ids=["done", "failed"])
def test_a_worker_that_lost_its_job_writes_nothing(fails: bool) -> None:
    job = a_job()

    def do(mine: Export) -> dict[str, Any]:
        Export.objects.update(seen_at=timezone.now() - 2 * jobs.SILENT)
        assert jobs.claim(Export) is not None
        if fails:
            raise ValueError
        return {"rows": 3}

    assert jobs.work_through(Export, do, most=1) == 1
    job.refresh_from_db()
    assert (job.state, job.rows, job.attempts) == ("running", 0, 2)


def test_work_stops_at_its_most() -> None:
    for _ in range(3):
        a_job()
    assert jobs.work_through(Export, lambda job: {}, most=2) == 2


def test_with_redis_gone_the_file_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**_: object) -> None:
        raise OperationalError("no")

    monkeypatch.setattr(tasks.make_exports, "apply_async", gone)
    tasks.wake_exports()
    monkeypatch.setattr(tasks, "redis_paused", lambda: True)
    monkeypatch.setattr(tasks.make_exports, "apply_async", lambda **_: pytest.fail("it is known to be gone"))
    tasks.wake_exports()


def test_the_task_makes_what_waits() -> None:
    assert tasks.make_exports() == 0
