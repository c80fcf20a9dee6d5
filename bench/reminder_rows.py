"""Open requests with a clock each, of which some are due: rows for `bench reminders`, and the peer's SQL.

A request is in triage at one of many practices, each with its manager. Whose clock is due is spread over all.
"""

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from bench import dataset, rows
from bench.bulk import bare
from bench.practices import made_up

TABLES = [
    *("ledger_event", "requests_app_request", "requests_app_statuschange", "requests_app_clock"),
]
CHUNK = 50_000
# One in `every` was due a while ago; the others are due in the coming months.
CLOCKS = """
INSERT INTO requests_app_clock
    (id, key, practice_id, request_id, rule, round, started_at, due_at, due_on, state, stopped_days,
     explanation, extended, rung, next_at)
SELECT n, md5('clock ' || n)::uuid, practice, n, 'triage', 1, %(now)s, due.at, due.at::date, 'running',
       0, '["Received.", "Rule: the practice''s own."]', false, '', due.at - interval '18 hours'
FROM bench_made,
LATERAL (SELECT date_trunc('day', %(now)s::timestamptz)
    + CASE WHEN n %% %(every)s = 0 THEN interval '0' ELSE (2 + n %% 90) * interval '1 day' END AS at) due
"""
STATEMENTS = (rows.MADE, rows.REQUESTS, rows.CHANGES, rows.ENTRIES, rows.HEADS, CLOCKS)
# The clocks that are due, with what decides about them.
DUE = """
SELECT clock.id, clock.practice_id, practice.nation, clock.rule, clock.rung, clock.due_at, request.id,
       request.state, request.restricted
FROM requests_app_clock clock
JOIN requests_app_request request ON request.id = clock.request_id
JOIN practices_practice practice ON practice.id = clock.practice_id
WHERE clock.next_at <= %(now)s
"""
# What a sweep does to the same rows in plain SQL, as one would write it by hand for one rule and one step.
# What is due comes first: left to itself the planner, who thinks it rare, joins a million rows for it.
FOUND = """
WITH clock AS MATERIALIZED (SELECT * FROM requests_app_clock WHERE next_at <= %(now)s)
SELECT clock.id, clock.practice_id, clock.request_id, clock.rule, clock.rung, clock.due_at, request.state,
       practice.nation, role.person_id
FROM clock
JOIN requests_app_request request ON request.id = clock.request_id
JOIN practices_practice practice ON practice.id = clock.practice_id
JOIN practices_membership role ON role.practice_id = clock.practice_id
    AND role.role IN ('practice_manager', 'ig_lead') AND NOT role.stopped AND role.starts_on <= %(today)s
    AND (role.ends_on IS NULL OR role.ends_on >= %(today)s)
JOIN practices_person person ON person.id = role.person_id AND person.is_active
WHERE EXISTS (SELECT FROM practices_practiceuserobjectpermission given
                JOIN auth_permission permission ON permission.id = given.permission_id
                WHERE given.user_id = role.person_id AND given.content_object_id = clock.practice_id
                    AND permission.codename = 'triage_request')
    AND NOT EXISTS (SELECT FROM requests_app_conflict conflict
                    WHERE conflict.request_id = clock.request_id AND conflict.person_id = role.person_id
                        AND conflict.kind IN ('kinship', 'dispute', 'subject', 'requester'))
    AND (NOT request.restricted OR EXISTS (
        SELECT FROM requests_app_requestuserobjectpermission named
        WHERE named.content_object_id = clock.request_id AND named.user_id = role.person_id))
"""
WRITTEN = """
WITH found AS MATERIALIZED (FOUND),
written AS (
    INSERT INTO requests_app_reminder
        (clock_id, practice_id, request_id, person_id, rule, rung, due_at, came_at, alone, created_at, day)
    SELECT id, practice_id, request_id, person_id, rule, 'overdue', due_at, %(now)s, false, %(now)s, %(today)s
    FROM found ON CONFLICT DO NOTHING)
UPDATE requests_app_clock SET rung = 'overdue', next_at = %(next)s FROM found
WHERE requests_app_clock.id = found.id
""".replace("FOUND", FOUND)


@dataclass(frozen=True)
class Plan:
    """So many open requests, of which so many are due, at so many practices."""

    requests: int
    due: int
    practices: int

    @property
    def every(self) -> int:
        """One in so many is due."""
        return self.requests // self.due


def make(plan: Plan, owner: Any, progress: Callable[[str], None]) -> None:
    """Fill an empty, migrated database. owner: a cursor of its owner that commits each statement."""
    with tempfile.TemporaryDirectory() as folder:
        listed = made_up(Path(folder) / "list.csv", plan.practices)
        call_command("import_practices", str(listed), stdout=io.StringIO())
    dataset.make_people(dataset.Plan(plan.requests, one=0, many=0, each=0), owner)
    owner.execute("SELECT count(*) FROM bench_place")
    values = rows.constants() | {
        "unfinished": ["triage"] * 100,
        **dict.fromkeys(("one", "many", "own"), 0),
        "places": owner.fetchone()[0],
        "now": timezone.now(),
        "origin": settings.LEDGER_ORIGIN,
        "every": plan.every,
    }
    with bare(owner, TABLES, progress), dataset.without_triggers(owner):
        for first in range(1, plan.requests + 1, CHUNK):
            last = min(first + CHUNK - 1, plan.requests)
            owner.execute("BEGIN")
            for statement in STATEMENTS:
                owner.execute(statement, {**values, "first": first, "last": last})
            owner.execute("COMMIT")
            progress(f"{last:,} of {plan.requests:,} requests with a clock each")
    owner.execute("VACUUM (ANALYZE)")


def put_back(owner: Any, plan: Plan) -> None:
    """As it was before the sweep: the same clocks are due again, and no reminder is there."""
    owner.execute("TRUNCATE requests_app_reminder, requests_app_outboxmessage CASCADE")
    owner.execute(
        "UPDATE requests_app_clock SET rung = '', next_at = due_at - interval '18 hours' WHERE rung <> ''"
    )
    owner.execute("VACUUM (ANALYZE) requests_app_clock")


def days_later(days: int) -> Any:
    """A moment so many days from now."""
    return timezone.now() + timedelta(days=days)
