"""Asks again, before a morning's digests are put together, who hears of what waits for them.

Between the sweep and the morning a deputyship begins, a role ends, an absence is recorded. Where somebody
hears now who has no reminder of a clock's rung, the rung is reached anew: the next sweep writes theirs, and
reminds nobody twice who has one. Who no longer hears has their line dropped. Once the digests go without
waiting for that sweep, who hears anew is told in a mail of their own, or they would wait for another day.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import F, QuerySet

from requests_app.deadlines.ladder import PASSED_ON, is_escalation
from requests_app.deadlines.local_time import local_day
from requests_app.models import ClockState, Dropped, Reminder
from requests_app.selectors.hearers import Heard, hearers_of

CLOCKS = 2500  # at a time
# What is in a step's hands is left to it, or each would wait for the other: it is asked for as it goes.
ANEW = """
WITH free AS (
    SELECT id FROM requests_app_clock WHERE id = ANY(%s) AND state = 'running' AND rung NOT IN ('', %s)
    FOR NO KEY UPDATE SKIP LOCKED)
UPDATE requests_app_clock SET rung = %s, next_at = %s FROM free WHERE requests_app_clock.id = free.id
RETURNING free.id
"""


class Waiting(NamedTuple):
    """One reminder that waits for the morning, with what decides who hears of its clock."""

    id: int
    clock: int
    person: int
    practice: int
    request: int | None
    rule: str
    rung: str
    state: str | None
    restricted: bool | None
    own: int | None

    def heard(self) -> Heard:
        """As the sweep asked it."""
        return Heard(
            clock=self.clock,
            practice=self.practice,
            request=self.request,
            rule=self.rule,
            state=self.state or "" if self.own else "",
            restricted=bool(self.restricted),
            escalates=is_escalation(self.rule, self.rung),
        )


def renew(
    at: datetime,
    practices: Collection[int],
    *,
    before: datetime,
    digests_wait: bool = True,
    clocks: int = CLOCKS,
) -> int:
    """Ask again for what was written before `before` and waits there; returns how many rungs are anew.

    digests_wait: whether the morning's digests go only after the next sweep.
    Safe to repeat and to break off; the same number of statements for each so many `clocks`.
    """
    anew, after = 0, 0
    waiting = _current(message=None, created_at__lt=before, practice__in=practices)
    while True:
        found = waiting.filter(clock__gt=after).order_by("clock").values_list("clock", flat=True).distinct()
        batch = list(found[:clocks])
        if not batch:
            return anew
        anew += _renew(waiting.filter(clock__in=batch), batch, at, "" if digests_wait else PASSED_ON)
        after = batch[-1]


def _current(**conditions: object) -> QuerySet[Reminder]:
    """Those of the rung and date that a running clock has now, and that a sweep wrote."""
    return Reminder.objects.filter(
        dropped_at=None,
        asked_by=None,
        clock__state=ClockState.RUNNING,
        clock__due_at=F("due_at"),
        clock__rung=F("rung"),
        **conditions,
    )


def _renew(waiting: QuerySet[Reminder], clocks: list[int], at: datetime, rung: str) -> int:
    fields = ("id", "clock", "person", "practice", "request", "rule", "rung")
    rows = [
        Waiting(*values)
        for values in waiting.values_list(
            *fields, "request__state", "request__restricted", "clock__request_id"
        )
    ]
    people = hearers_of({row.clock: row.heard() for row in rows}.values(), on=local_day(at))
    told: dict[int, set[int]] = {}
    for clock, person in _current(clock__in=clocks).values_list("clock", "person"):
        told.setdefault(clock, set()).add(person)
    missing = [clock for clock in people if not told.get(clock, set()).issuperset(people[clock])]
    anew = _reach_anew(missing, at, rung)
    held_up = set(missing) - anew
    gone = [
        row.id
        for row in rows
        if people[row.clock] and row.person not in people[row.clock] and row.clock not in held_up
    ]
    if gone:
        dropped = Reminder.objects.filter(pk__in=gone, message=None)
        dropped.update(dropped_at=at, dropped_because=Dropped.PASSED)
    return len(anew)


def _reach_anew(clocks: list[int], at: datetime, rung: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(ANEW, [clocks, PASSED_ON, rung, at])
        return {number for (number,) in cursor.fetchall()}
