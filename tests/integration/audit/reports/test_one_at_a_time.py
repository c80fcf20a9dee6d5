"""Files and verifications are done one at a time, so that a worker's other thread is there for messages."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import connection
from django.utils import timezone

from audit.desk import jobs
from audit.desk.models import Export, Job, Verification

pytestmark = pytest.mark.django_db(transaction=True)
KINDS: list[type[Job]] = [Export, Verification]


def a_file() -> Export:
    return Export.objects.create(created_at=timezone.now(), kind="test")


def a_verification() -> Verification:
    return Verification.objects.create(created_at=timezone.now())


@pytest.mark.parametrize(
    ("first", "second"), [(Export, Verification), (Verification, Export), (Export, Export)]
)
def test_what_comes_second_waits_and_is_done_afterwards(first: type[Job], second: type[Job]) -> None:
    a_file()
    a_file()
    a_verification()
    mine = jobs.claim(first)
    assert mine is not None
    assert jobs.work_through(second, lambda job: {}) == 0
    jobs.finish(mine)
    assert sum(jobs.work_through(kind, lambda job: {}) for kind in KINDS) == 2
    for kind in KINDS:
        assert not kind._default_manager.exclude(state=Job.State.DONE).exists()


def test_a_dead_workers_verification_keeps_no_file_waiting() -> None:
    a_file()
    a_verification()
    assert jobs.claim(Verification) is not None
    assert jobs.claim(Export) is None
    Verification.objects.update(seen_at=timezone.now() - 2 * jobs.SILENT)
    assert jobs.claim(Export) is not None


def test_two_workers_that_look_at_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a lock both would see nobody at work."""
    a_file()
    a_verification()
    both, look = threading.Barrier(2), jobs.at_work

    def slowly(at: datetime) -> bool:
        found = look(at)
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return found

    def claimed(kind: type[Job]) -> bool:
        try:
            return jobs.claim(kind) is not None
        finally:
            connection.close()

    monkeypatch.setattr(jobs, "at_work", slowly)
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(claimed, KINDS)) == [False, True]
