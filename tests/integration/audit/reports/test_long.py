"""A long report: batch by batch, memory flat."""

import sys

import pytest

from audit.desk.reports.asked import asked_now
from audit.desk.reports.rows import rows_of
from audit.ledger.streaming import BATCH
from tests.factories.many_entries import DAY, fill
from tests.factories.people import a_practice

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50_000


def test_fifty_thousand_entries_take_the_memory_of_one_batch() -> None:
    practice = a_practice()
    fill(practice, MANY)
    asked = asked_now([practice], DAY, DAY)
    assert (asked.sizes, asked.entries()) == ((MANY,), MANY)
    blocks = []
    for number, row in enumerate(rows_of(asked)):
        assert row.line.found.leaf_index == number  # in order, none twice, none left out
        if number % BATCH == BATCH // 2:
            blocks.append(sys.getallocatedblocks())
    assert number == MANY - 1
    # Python's memory blocks in the middle of each batch. Each row has more than thirty: if rows stayed, there
    # would be twenty times as many in the end.
    assert blocks[-1] - blocks[5] < BATCH * 30
