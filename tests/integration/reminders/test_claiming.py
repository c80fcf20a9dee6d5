"""The next mail to go is found by an index, however many wait: first what can't wait, then the oldest."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from requests_app.events import URGENT
from requests_app.models import OutboxMessage
from requests_app.models.message import FIRST, REMINDER
from requests_app.reminders import sending
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_each_of_the_two_questions_has_an_index_that_is_sorted_already(db: None) -> None:
    with counted() as asked:
        assert sending.claim(timezone.now()) is None

    first, others = (sql for sql in asked if "FOR UPDATE" in sql)
    for sql, index in ((first, "outbox_to_send_first"), (others, "outbox_to_send")):
        plan = plan_of(sql)
        assert f"Index Scan using {index} " in plan, plan
        assert "Sort" not in plan


def test_what_goes_first_is_what_cannot_wait(db: None) -> None:
    assert set(FIRST) == URGENT | {REMINDER}


def test_an_index_names_the_topics_that_go_first(db: None) -> None:
    """A topic that becomes urgent needs another index, or each claim sorts."""
    (index,) = (each for each in OutboxMessage._meta.indexes if each.name == "outbox_to_send_first")
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [index.name])
        ((definition,),) = cursor.fetchall()
    assert all(f"'{topic}'" in definition for topic in FIRST)


@pytest.mark.parametrize("late", [False, True], ids=["not yet", "now"])
def test_what_may_not_go_yet_is_not_claimed_though_it_cannot_wait(team: Any, late: bool) -> None:
    now = timezone.now()
    message = OutboxMessage.objects.create(
        recipient=team.ig_lead, topic=REMINDER, created_at=now, not_before=now + sending.STALE
    )

    assert sending.claim(now + sending.STALE if late else now) == (message if late else None)
