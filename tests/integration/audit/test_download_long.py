"""A long download: batch by batch, each a short query, memory flat."""

import sys
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from audit.desk import report
from audit.desk.columns import HEADER
from audit.ledger.api import Span, count_in, entries_in, log_name, size_of
from audit.ledger.spans import BATCH
from practices.models import Practice
from tests.factories.ledger import entry_text
from tests.factories.people import a_practice
from tests.support.queries import counted

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50_000
AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
DAY = AT.date()


def fill(practice: Practice, many: int) -> None:
    """Refusals of one item, two at each moment. In short transactions: a long one slows itself down."""
    event_id = uuid.UUID(int=7)
    text = entry_text(
        event="decision.refused",
        practice=practice.public_id,
        event_id=event_id,
        at=AT,
        facts={"items": {"D06": "withhold"}, "reference": "T00001-2026-00001", "outcome": "REFUSE_NCND"},
    )
    for start in range(0, many, 1000):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_event (entry) SELECT replace(replace(%s, %s, gen_random_uuid()::text),"
                " '09:30:00.000000', '09:30:00.' || lpad((n / 2)::text, 6, '0'))"
                " FROM generate_series(%s, %s) AS n",
                [text, str(event_id), start, min(start + 1000, many) - 1],
            )


def test_fifty_thousand_entries_take_the_memory_of_one_batch() -> None:
    practice = a_practice()
    fill(practice, MANY)
    period = report.present_period(practice, DAY, DAY)
    assert period.size == MANY
    blocks, place = [], HEADER.index("Entry")
    with counted() as asked:
        for number, row in enumerate(report.rows(period, report.span_of(practice, period))):
            if number == MANY:
                break
            assert row[place] == number  # in order, none twice, none left out
            if number % BATCH == BATCH // 2:
                blocks.append(sys.getallocatedblocks())
    assert len(asked) == MANY / BATCH + 1
    # Python's memory blocks in the middle of each batch. Each row has more than thirty: if rows stayed, there
    # would be a hundred times as many in the end.
    assert blocks[-1] - blocks[5] < BATCH * 30


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_no_entry_is_lost_or_doubled_between_batches(size: int) -> None:
    """Two entries share each moment, so that a batch may end between them."""
    practice = a_practice()
    fill(practice, 7)
    log = log_name(practice.public_id)
    day = AT.replace(hour=0)
    span = Span(log, size_of(log), frozenset({"decision.refused"}), day, day + timedelta(days=1))
    found = list(entries_in(span, size))
    assert all(len(batch) <= size for batch in found)
    assert [row.leaf_index for batch in found for row in batch] == list(range(7))
    assert count_in(span) == 7
    assert count_in(replace(span, size=3)) == 3
    assert count_in(replace(span, before=AT)) == 0
    assert count_in(replace(span, since=AT + timedelta(microseconds=3))) == 1
    assert count_in(replace(span, events=frozenset({"decision.approved"}))) == 0
