"""Reminders from before there were clocks, as the migration finds and leaves them; none is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.environment import Environment
from requests_app.models import Clock, OutboxMessage, Reminder
from tests.factories import journeys
from tests.integration.journey.conftest import make_team
from tests.support.databases import as_owner

# The schema changes under it: the database is thrown away afterwards.
pytestmark = pytest.mark.django_db(transaction=True)
THEN = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
OLD_ROW = """
WITH mail AS (
    INSERT INTO requests_app_outboxmessage
        (key, recipient_id, request_id, topic, created_at, not_before, attempts, sent_at, last_error)
    VALUES (gen_random_uuid(), %(person)s, %(request)s, 'reminder.decide_past', %(at)s, %(at)s, 1, %(at)s, '')
    RETURNING id)
INSERT INTO requests_app_reminder (request_id, rule, person_id, day, message_id)
SELECT %(request)s, %(rule)s, %(person)s, %(day)s, id FROM mail
"""


@contextmanager
def the_owner() -> Iterator[None]:
    """Who may change the schema."""
    usual = dict(connection.settings_dict)
    connection.close()
    owner = Environment().database("MIGRATION_DATABASE_URL")
    connection.settings_dict.update({key: owner[key] for key in ("USER", "PASSWORD")})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def migrate(*targets: tuple[str, str]) -> None:
    with the_owner():
        executor = MigrationExecutor(connection)
        executor.migrate(list(targets) or executor.loader.graph.leaf_nodes())


def test_old_reminders_get_their_practice_and_moment_and_are_read() -> None:
    teams = [make_team(), make_team("Y99992", "Fen Lane Surgery")]
    cases = [journeys.submitted(team) for team in teams]
    people = [team.ig_lead for team in teams]
    OutboxMessage.objects.all().delete()
    clocks = set(Clock.objects.values_list("pk", "rule", "due_at"))
    migrate(("requests_app", "0013_clocks"))
    rows: list[dict[str, Any]] = [
        {"request": case.pk, "person": person.pk, "rule": "decide_past", "at": THEN + timedelta(days=later),
         "day": date(2026, 3, 2) + timedelta(days=later)}
        for case, person in zip(cases, people, strict=True)
        for later in range(2)
    ]  # fmt: skip
    with as_owner() as cursor:
        for row in rows:
            cursor.execute(OLD_ROW, row)

    migrate()

    found = Reminder.objects.select_related("message").order_by("id")
    assert [(row.request_id, row.person_id, row.rule, row.day, row.created_at) for row in found] == [
        (row["request"], row["person"], row["rule"], row["day"], row["at"]) for row in rows
    ]
    for row in found:
        assert row.request is not None
        assert row.message is not None
        assert (row.practice, row.read_at, row.alone) == (row.request.practice, row.message.created_at, True)
        assert (row.clock, row.rung, row.due_at, row.came_at, row.dropped_at) == (None, "", None, None, None)
    assert len({row.key for row in found}) == len(rows)
    assert set(Clock.objects.values_list("pk", "rule", "due_at")) == clocks
