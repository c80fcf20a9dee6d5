"""Finds the clocks whose next rung has come, and writes who is reminded of it. A row before it is a message.

A batch is one transaction: it locks its clocks, skipping what another sweep holds, writes the reminders and
moves each clock to its next rung. So what a killed worker had begun never happened, two sweeps at once share
the work, and a clock can't be left behind: its `next_at` stays until its reminders are there. A batch asks
the same number of statements however large it is. See docs/adr/reminders-by-rungs.md.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from kit.arrays import any_of, as_array
from kit.dates import count
from practices.closures import days_of
from practices.models import Closure
from requests_app.deadlines import Calendar, calendar_of
from requests_app.deadlines.ladder import PASSED_ON, next_rung, rung_of
from requests_app.deadlines.local_time import local_day, moment
from requests_app.deadlines.over import is_over
from requests_app.deadlines.working_days import ONE_DAY
from requests_app.journey import waking
from requests_app.models.message import REMINDER
from requests_app.reminders.digest import DIGEST_AT
from requests_app.selectors.hearers import Heard, hearers_of

log = logging.getLogger("desk.reminders")

BATCH = 5000  # clocks; it takes about a third of a second
# What a mail about one reminder is called in the outbox.
TOPIC = REMINDER
# When a clock is looked at again that nobody could be reminded of.
PUT_OFF = timedelta(hours=1)

# In the order of the index that holds only clocks that wait; what another sweep holds is its own. A step
# holds its request and then writes its clocks: so what is in a step's hands is left to the next sweep, or
# each would wait for the other.
FIND = """
WITH clock AS (
    SELECT id, practice_id, request_id, incident_id, handover_id, rule, rung, due_at, next_at
    FROM requests_app_clock WHERE next_at <= %s
    ORDER BY next_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED),
owned AS (
    SELECT clock.id AS clock_id, COALESCE(clock.request_id, incident.request_id, handover.request_id) AS id
    FROM clock
    LEFT JOIN requests_app_incident incident ON incident.id = clock.incident_id
    LEFT JOIN requests_app_handover handover ON handover.id = clock.handover_id),
free AS (
    SELECT id, state, restricted FROM requests_app_request
    WHERE id = ANY (ARRAY(SELECT id FROM owned)) FOR KEY SHARE SKIP LOCKED)
SELECT clock.id, clock.practice_id, practice.nation, clock.rule, clock.rung, clock.due_at, request.id,
       request.state, request.restricted, clock.request_id IS NULL
FROM clock
JOIN owned ON owned.clock_id = clock.id
JOIN practices_practice practice ON practice.id = clock.practice_id
LEFT JOIN free request ON request.id = owned.id
WHERE owned.id IS NULL OR request.id IS NOT NULL
ORDER BY clock.id
"""
# The clocks move on and their reminders are written in one statement, so that what a clock knows of itself
# needn't be sent.
WRITE = """
WITH moved AS (
    UPDATE requests_app_clock clock SET rung = COALESCE(NULLIF(move.reached, ''), clock.rung),
        next_at = move.next_at
    FROM unnest(%s::bigint[], %s::bigint[], %s::integer[]) step (clock_id, request_id, number)
    JOIN unnest(%s::integer[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::boolean[])
        move (number, reached, came_at, next_at, alone) USING (number)
    WHERE clock.id = step.clock_id
    RETURNING step.clock_id, step.request_id, clock.practice_id, clock.rule, clock.due_at, move.reached,
        move.came_at, move.alone),
written AS (
    INSERT INTO requests_app_reminder
        (clock_id, practice_id, request_id, person_id, rule, rung, due_at, came_at, alone, created_at, day)
    SELECT clock_id, practice_id, request_id, person_id, rule, reached, due_at, came_at, alone, %s, %s
    FROM unnest(%s::bigint[], %s::bigint[]) hears (clock_id, person_id) JOIN moved USING (clock_id)
    ON CONFLICT DO NOTHING
    RETURNING id, alone)
SELECT count(*), array_agg(id) FILTER (WHERE alone) FROM written
"""
# A mail of its own has its reminder's key, so that there can't be two.
SEND_ALONE = """
WITH mail AS (
    INSERT INTO requests_app_outboxmessage
        (key, recipient_id, request_id, topic, created_at, not_before, attempts, last_error)
    SELECT key, person_id, request_id, %s, %s, %s, 0, '' FROM requests_app_reminder WHERE id = ANY(%s)
    RETURNING id, key)
UPDATE requests_app_reminder SET message_id = mail.id
FROM mail WHERE requests_app_reminder.key = mail.key AND requests_app_reminder.id = ANY(%s)
"""


class Row(NamedTuple):
    """One clock whose next rung has come, as FIND gives it."""

    id: int
    practice: int
    nation: str
    rule: str
    rung: str
    due_at: datetime
    request: int | None
    state: str | None
    restricted: bool | None
    elsewhere: bool


class Move(NamedTuple):
    """The rung that a clock has reached, "" for none yet, and when its next comes. alone: it can't wait."""

    reached: str
    came_at: datetime
    next_at: datetime
    alone: bool = False


class Step(NamedTuple):
    """A clock and how it moves."""

    row: Row
    move: Move


@dataclass(frozen=True)
class Swept:
    """How many clocks a sweep moved on and how many reminders it wrote."""

    clocks: int
    reminders: int


def sweep(now: datetime | None = None, *, batch: int = BATCH, most: int | None = None) -> Swept:
    """Write the reminders of all clocks whose rung has come, batch by batch, or of `most` batches.

    Safe to repeat, to break off at any statement, and to run twice at once.
    """
    at = now or timezone.now()
    clocks = reminders = done = 0
    while most is None or done < most:
        found, written = _one_batch(at, batch)
        clocks, reminders, done = clocks + found, reminders + written, done + 1
        if not found:
            break
    return Swept(clocks, reminders)


def _one_batch(at: datetime, size: int) -> tuple[int, int]:
    with transaction.atomic(durable=True):
        rows = find(at, size)
        if not rows:
            return 0, 0
        written = _write(steps_of(rows, at), at)
        transaction.on_commit(waking.wake)
    return len(rows), written


def find(at: datetime, size: int) -> list[Row]:
    """The clocks whose rung has come, locked, the longest waiting first. Inside a transaction."""
    return [Row(*values) for values in _execute(FIND, [at, size])]


def steps_of(rows: Sequence[Row], at: datetime) -> list[Step]:
    """The rung that each clock has reached and its next; one query, for the practices' closures.

    A row that no rung can be found for is put off, and doesn't hold up the others.
    """
    calendar = _calendars({row.practice for row in rows})
    ladder = cache(_move)

    def one(row: Row) -> Step:
        if row.state is not None and not row.elsewhere and is_over(row.rule, row.state):
            return _put_off(row, at)  # left behind by an older version: the night ends it
        try:
            return Step(row, ladder(row.rule, row.due_at, row.rung, calendar(row.practice, row.nation), at))
        except (KeyError, ValueError) as problem:
            log.error("clock %s has no next rung: %s", row.id, type(problem).__name__)
            return _put_off(row, at)

    return [one(row) for row in rows]


def _put_off(row: Row, at: datetime) -> Step:
    """Its rung stays as it is, and is tried again later."""
    return Step(row, Move("", at, at + PUT_OFF))


def _move(rule: str, due_at: datetime, rung: str, calendar: Calendar, at: datetime) -> Move:
    """A rung that turns out not to have come, since the practice closes meanwhile, is waited for anew."""
    name, came_at = next_rung(rule, due_at, rung, calendar, at)
    if came_at > at:
        return Move("", came_at, came_at)
    too_late = at < due_at <= _next_digest(calendar, at)
    alone = rung_of(rule, name).alone or too_late or rung == PASSED_ON
    return Move(name, came_at, next_rung(rule, due_at, name, calendar, at)[1], alone)


def _next_digest(calendar: Calendar, at: datetime) -> datetime:
    """When the next morning's mail goes that can still carry what is written now."""
    today = local_day(at)
    morning = moment(calendar.on_or_after(today), DIGEST_AT)
    return morning if morning > at else moment(calendar.on_or_after(today + ONE_DAY), DIGEST_AT)


def _calendars(practices: Iterable[int]) -> Callable[[int, str], Calendar]:
    closed: dict[int, list[Closure]] = {}
    for closure in Closure.objects.filter(practice__in=any_of(practices), called_off=False):
        closed.setdefault(closure.practice_id, []).append(closure)
    without = cache(calendar_of)
    with_closures = cache(lambda practice, nation: calendar_of(nation, days_of(closed[practice])))
    return lambda practice, nation: with_closures(practice, nation) if practice in closed else without(nation)


def _write(steps: Sequence[Step], at: datetime) -> int:
    """Move the clocks on, with the reminders of everyone who hears, and the mails of those that go alone.

    How many reminders there are. A clock of which nobody hears is put off.
    """
    people = hearers_of([heard(step) for step in steps if step.move.reached], on=timezone.localdate(at))
    unheard = {clock for clock, hearers in people.items() if not hearers}
    if unheard:  # nobody at the practice is left who may see it
        log.error("nobody hears of %s", count(len(unheard), "clock that is due", "clocks that are due"))
        steps = [_put_off(step.row, at) if step.row.id in unheard else step for step in steps]
    each = [(clock, person) for clock, hearers in people.items() for person in hearers]
    moves: dict[Move, int] = {}  # most clocks of a batch go from the same rung to the same next
    numbers = [moves.setdefault(step.move, len(moves)) for step in steps]
    ((written, alone),) = _execute(
        WRITE,
        [
            as_array([step.row.id for step in steps]),
            as_array([step.row.request for step in steps]),
            as_array(numbers),
            as_array(moves.values()),
            *(as_array(values) for values in zip(*moves, strict=True)),
            at,
            timezone.localdate(at),
            as_array([clock for clock, _ in each]),
            as_array([person for _, person in each]),
        ],
    )
    if alone:
        _execute(SEND_ALONE, [TOPIC, at, at, alone, alone])
    return int(written)


def heard(step: Step) -> Heard:
    """What decides who hears of the rung that a clock has reached."""
    row = step.row
    return Heard(
        clock=row.id,
        practice=row.practice,
        request=row.request,
        rule=row.rule,
        state="" if row.elsewhere or row.state is None else row.state,
        restricted=bool(row.restricted),
        escalates=rung_of(row.rule, step.move.reached).escalates,
    )


def _execute(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
