"""Many writers at once: indexes stay dense and in commit order, and nobody deadlocks over a key."""

import random
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, transaction

from audit.ledger.api import record, reveal, verify_log
from audit.ledger.models import Event, Head, Key
from tests.factories.ledger import HAPPENED, a_person, a_request, recorded

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 16


class RolledBack(Exception):
    """The caller changed its mind."""


def test_indexes_are_dense_under_sixteen_writers_of_whom_a_third_roll_back() -> None:
    practice, subjects = uuid.uuid4(), [a_request() for _ in range(3)]
    start = threading.Barrier(WRITERS)

    def write_one(chance: random.Random, writer: int, turn: int) -> None:
        about = chance.choice(subjects)
        private = {"about": about} if chance.random() < 0.5 else None
        facts = {"writer": writer, "turn": turn}
        record(HAPPENED, actor=a_person(), practice=practice, about=about, facts=facts, private=private)

    def write(writer: int) -> int:
        chance = random.Random(writer)  # noqa: S311 - a repeatable test, not a secret
        kept = 0
        start.wait()
        try:
            for turn in range(20):
                entries = chance.choice([1, 1, 2])
                with suppress(RolledBack), transaction.atomic():
                    for _ in range(entries):
                        write_one(chance, writer, turn)
                    if chance.random() < 0.3:
                        raise RolledBack
                    kept += entries
        finally:
            connection.close()
        return kept

    with ThreadPoolExecutor(WRITERS) as pool:
        kept = sum(pool.map(write, range(WRITERS)))
    log = f"practice/{practice}"
    indexes = list(Event.objects.filter(log=log).order_by("leaf_index").values_list("leaf_index", flat=True))
    assert indexes == list(range(kept))
    assert Head.objects.get(log=log).size == kept > 200
    *_, last = verify_log(log)
    assert last.findings == []
    assert last.checked == kept


def test_two_who_first_write_about_the_same_subject_do_not_wait_for_each_other() -> None:
    """Each makes a key of its own; the second holds its own log's head, so waiting could be a deadlock."""
    about, first_wrote = a_request(), threading.Event()
    second_wrote = threading.Event()

    def first() -> uuid.UUID:
        try:
            with transaction.atomic():
                done = recorded(about=about, practice=uuid.uuid4(), private={"who": "first"})
                first_wrote.set()
                assert second_wrote.wait(10)
            return done.event_id
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(first)
        assert first_wrote.wait(10)
        recorded(about=about, practice=uuid.uuid4(), private={"who": "second"})
        second_wrote.set()
        waiting.result(10)
    assert Key.objects.filter(key_of=about).count() == 2
    assert {reveal(row.log, row.event_id)["who"] for row in Event.objects.all()} == {"first", "second"}  # type: ignore[index]
