"""Entries by the thousand, written by SQL alone."""

import uuid
from datetime import UTC, datetime

from django.db import connection, transaction

from practices.models import Practice
from tests.factories.ledger import entry_text

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
