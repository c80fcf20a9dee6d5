"""Writes clocks and their changes: starts, stops, goes on, reckons anew, meets, ends. Decides nothing itself.

What a step changes is gathered first and written by `save` in three statements, however many clocks.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from practices.models import Person
from requests_app.deadlines import Due
from requests_app.deadlines.ladder import next_rung
from requests_app.deadlines.local_time import as_token, local_day
from requests_app.deadlines.rules import ABOUT_THE_PATIENT
from requests_app.deadlines.working_days import Calendar
from requests_app.models import Clock, ClockChange, ClockState

CHANGING = [
    "started_at",
    "due_at",
    "due_on",
    "state",
    "stopped_at",
    "stopped_days",
    "met_at",
    "ended_at",
    "explanation",
    "extended",
    "rung",
    "next_at",
]


@dataclass
class ClockWriter:
    """Gathers changes of clocks within one step. `calendar`: the days on which people are reminded."""

    at: datetime
    by: Person | None
    log: str
    event_id: uuid.UUID
    calendar: Calendar
    new: list[Clock] = field(default_factory=list)
    old: dict[int, Clock] = field(default_factory=dict)
    changes: list[ClockChange] = field(default_factory=list)
    _moves: dict[str, list[str | int]] = field(default_factory=dict)
    _steps: dict[str, list[str]] = field(default_factory=dict)
    _words: dict[str, list[str]] = field(default_factory=dict)

    def start(
        self,
        clock: Clock,
        due: Due,
        *,
        since: datetime | None = None,
        beside: Clock | None = None,
        reason: str = "",
    ) -> None:
        """A clock that is not saved yet, or one that was over and counts again.

        beside: the clock whose time it extends, and whose own date stands; `reason`: a person's words.
        """
        clock.state, clock.met_at, clock.ended_at, clock.rung = ClockState.RUNNING, None, None, ""
        clock.started_at = since or self.at
        self._date(clock, due)
        if clock.pk is None:
            self.new.append(clock)
        if beside is None:
            self._note(clock, "started", new=clock.due_at)
        else:
            clock.extended = True
            self._note(clock, "extended", old=beside.due_at, new=clock.due_at, reason=reason)

    def stop(self, clock: Clock, since: datetime, reason: str = "") -> None:
        """It stands still; its date is what it was, until it goes on."""
        clock.state, clock.stopped_at, clock.next_at = ClockState.STOPPED, since, None
        self._note(clock, "stopped", old=clock.due_at, new=clock.due_at, reason=reason, moment=since)

    def go_on(self, clock: Clock, due: Due, days: int, reason: str = "") -> None:
        """It runs again, its date moved by the `days` that it stood still."""
        before = clock.due_at
        clock.state, clock.stopped_at, clock.rung = ClockState.RUNNING, None, ""
        clock.stopped_days += days
        self._date(clock, due)
        self._note(clock, "went_on", old=before, new=clock.due_at, days=days, reason=reason)

    def redate(self, clock: Clock, due: Due, *, kind: str = "recomputed", reason: str = "") -> None:
        """It has another date: by other facts, or ("extended") by somebody who may."""
        before = clock.due_at
        clock.extended = clock.extended or kind == "extended"
        self._date(clock, due)
        self._note(clock, kind, old=before, new=clock.due_at, reason=reason)

    def meet(self, clock: Clock, reason: str = "") -> None:
        """What it asked for was done."""
        clock.state, clock.met_at = ClockState.MET, self.at
        self._over(clock, "met", reason)

    def end(self, clock: Clock, reason: str = "") -> None:
        """Nobody waits for it any more."""
        clock.state, clock.ended_at = ClockState.ENDED, self.at
        self._over(clock, "ended", reason)

    def save(self) -> None:
        """Write all that was gathered; at most three statements."""
        if self.new:
            Clock.objects.bulk_create(self.new)
        if self.old:
            Clock.objects.bulk_update(self.old.values(), CHANGING)
        if self.changes:
            ClockChange.objects.bulk_create(self.changes)

    def tell(self, facts: dict[str, Any], private: dict[str, Any]) -> None:
        """Put what was gathered into an entry: codes and dates as facts, steps in words as private.

        Of the dates about telling the patient all is private: that none begins would tell that nobody was
        found who could be told, and so what a search of the list found (INV-06).
        """
        for name, into, found in (
            ("clocks", facts, _without(ABOUT_THE_PATIENT, self._moves)),
            ("clock_steps", facts, _without(ABOUT_THE_PATIENT, self._steps)),
            ("clocks", private, _without(set(self._moves) - ABOUT_THE_PATIENT, self._moves)),
            ("clock_steps", private, self._words),
        ):
            if found:
                into[name] = _merged(into.get(name, {}), found)

    def _over(self, clock: Clock, kind: str, reason: str) -> None:
        clock.stopped_at = clock.next_at = None
        self._note(clock, kind, old=clock.due_at, reason=reason)

    def _date(self, clock: Clock, due: Due) -> None:
        """Another date means another ladder of reminders, from its foot; and so does running again.

        What was dropped while it didn't run is then written anew, and what was sent is not: a reminder that
        stands is the only one of its rung.
        """
        if clock.due_at != due.ends_at:
            clock.rung = ""
        clock.due_at, clock.due_on = due.ends_at, due.day
        clock.explanation = list(due.explanation)
        if clock.state == ClockState.RUNNING:
            clock.next_at = next_rung(clock.rule, clock.due_at, clock.rung, self.calendar, self.at)[1]
        self._steps[clock.rule] = list(due.tokens)
        self._words[clock.rule] = list(due.explanation)

    def _note(
        self,
        clock: Clock,
        kind: str,
        *,
        old: datetime | None = None,
        new: datetime | None = None,
        days: int = 0,
        reason: str = "",
        moment: datetime | None = None,
    ) -> None:
        if clock.pk is not None:
            self.old[clock.pk] = clock
        self.changes.append(
            ClockChange(
                clock=clock,
                at=moment or self.at,
                by=self.by,
                kind=kind,
                old_due_at=old,
                new_due_at=new,
                days=days,
                reason=reason,
                ledger_log=self.log,
                ledger_event=self.event_id,
            )
        )
        said: list[str | int] = [kind, *(as_token(moment) for moment in (old, new) if moment)]
        if days:
            said.append(days)
        self._moves[clock.rule] = [*self._moves.get(clock.rule, []), *said]


def _merged(into: Mapping[str, Sequence[Any]], found: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    names = {**into, **found}
    return {name: [*into.get(name, []), *found.get(name, [])] for name in names}


def stood_still(clock: Clock, at: datetime, calendar: Calendar) -> int:
    """The working days for which a stopped clock stood still until `at`; 0 where it runs."""
    if clock.stopped_at is None:
        return 0
    return calendar.between(local_day(clock.stopped_at), local_day(at))


def _without(rules: Collection[str], found: Mapping[str, Any]) -> dict[str, Any]:
    return {rule: said for rule, said in found.items() if rule not in rules}
