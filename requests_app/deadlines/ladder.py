"""When people are reminded of a clock: per rule a ladder of rungs, as data.

A rung in days comes on a working day at MORNING: before a date, on the last working day on which it can be
kept, and from the first working day on which it is late. A rung in minutes comes at its own moment, whatever
the day. After its last rung a ladder goes on every so many working days, until the clock is met or stopped.
No statute says when to remind: every number here is the service's own.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from requests_app.deadlines.local_time import local_day, moment, through_utc
from requests_app.deadlines.working_days import ONE_DAY, Calendar

# Rungs in days come to be at this time, in London: before the morning's digest, which gathers them.
MORNING = dt.time(6)
AGAIN = "again_"
# On a clock instead of a rung: its rung was told already, to people who no longer hear of it, and whoever
# hears now has waited long enough. No ladder has it, so it counts as none reached.
PASSED_ON = "passed_on"


class Counted(Enum):
    """From where a rung counts."""

    BEFORE = "working days before the last one on which the date can be kept"
    LATE = "working days after the first one on which it is late"
    MINUTES = "minutes after the moment from which it is late, negative before it"


@dataclass(frozen=True)
class Rung:
    """One reminder of a ladder.

    `alone`: in a mail of its own, at once, instead of in the next digest. `escalates`: it goes to the
    guardian or the deputy and to the practice manager as well as to those whose step is next.
    """

    name: str
    counted: Counted
    number: int
    alone: bool = False
    escalates: bool = False


@dataclass(frozen=True)
class Ladder:
    """The rungs of a rule in the order of their moments, and every how many working days it goes on."""

    rungs: tuple[Rung, ...]
    every: int


def _before(days: int, *, alone: bool = False, escalates: bool = False) -> Rung:
    return Rung(f"before_{days}" if days else "due", Counted.BEFORE, days, alone, escalates)


def _late(name: str, days: int, *, alone: bool = False, escalates: bool = False) -> Rung:
    return Rung(name, Counted.LATE, days, alone, escalates)


def _minutes(name: str, minutes: int, *, escalates: bool = False) -> Rung:
    return Rung(name, Counted.MINUTES, minutes, alone=True, escalates=escalates)


HOUR = 60
DUE, OVERDUE = _before(0), _late("overdue", 0)
_TARGET = Ladder((_before(2), DUE, OVERDUE, _late("escalated", 2, alone=True, escalates=True)), every=5)
_SHORT_TARGET = Ladder((DUE, OVERDUE, _late("escalated", 1, alone=True, escalates=True)), every=5)
_MONTH = Ladder(
    (
        _before(10),
        _before(5),
        _before(2),
        _before(0, escalates=True),
        _late("overdue", 0, alone=True, escalates=True),
    ),
    every=1,
)
_COMPLAINT = Ladder((_before(5), _before(2), DUE, _late("overdue", 0, alone=True, escalates=True)), every=2)
_OUTLIVES_CLOSING = Ladder((DUE, OVERDUE, _late("escalated", 3, alone=True, escalates=True)), every=5)
_ONLY_DUE = Ladder((DUE,), every=5)
_ORDER = Ladder(
    (
        _before(2),
        _before(1, alone=True),
        _before(0, alone=True, escalates=True),
        _late("overdue", 0, alone=True, escalates=True),
    ),
    every=1,
)

# By rule, as a clock stores it.
LADDERS: dict[str, Ladder] = {
    "urgent": Ladder(
        (
            _minutes("before_60", -HOUR),
            _minutes("before_30", -30),
            _minutes("overdue", 0),
            _minutes("escalated", 30, escalates=True),
            _minutes("escalated_2", 2 * HOUR, escalates=True),
        ),
        every=1,
    ),
    "instrument": Ladder(
        (
            _before(5),
            _before(2),
            _before(1, alone=True),
            _before(0, alone=True, escalates=True),
            _minutes("overdue", 0, escalates=True),
        ),
        every=1,
    ),
    "breach": Ladder(
        (
            _minutes("before_48_hours", -48 * HOUR),
            _minutes("before_24_hours", -24 * HOUR),
            _minutes("before_6_hours", -6 * HOUR, escalates=True),
            _minutes("overdue", 0, escalates=True),
        ),
        every=1,
    ),
    "terrorism_order": _ORDER,
    "production_order": _ORDER,
    # Whoever decides must hear of it in time to apply; when its day is over the clock ends.
    "family_law_vary": Ladder(
        (_before(2, escalates=True), _before(0, alone=True, escalates=True)),
        every=5,
    ),
    "stated": _TARGET,
    "acknowledge": _SHORT_TARGET,
    "triage": _SHORT_TARGET,
    "decide": _TARGET,
    "approval_ends": _TARGET,
    "lapse": _ONLY_DUE,
    "look_back": _SHORT_TARGET,
    "subject_access": _MONTH,
    "subject_access_extended": _MONTH,
    "freedom_of_information": _MONTH,
    "freedom_of_information_extended": _MONTH,
    "complaint_safe": _COMPLAINT,
    "complaint_ico": _COMPLAINT,
    "complaint_outcome": _TARGET,
    "fgm_report": _MONTH,
    "tell_patient": _OUTLIVES_CLOSING,
    "patient_review": _OUTLIVES_CLOSING,
    "retrospective": _OUTLIVES_CLOSING,
    "silence": _ONLY_DUE,
    "consent_answer": Ladder((DUE, OVERDUE), every=5),
}


def rung_of(rule: str, name: str) -> Rung:
    """The rung of that name on a rule's ladder; for one that goes on, its last with the name given.

    Raises KeyError for a rule or rung that there isn't.
    """
    rungs = LADDERS[rule].rungs
    if name.startswith(AGAIN):
        last = rungs[-1]
        return Rung(name, Counted.LATE, int(name.removeprefix(AGAIN)), last.alone, last.escalates)
    return {rung.name: rung for rung in rungs}[name]


def is_escalation(rule: str, name: str) -> bool:
    """Whether that rung goes to the guardian and the manager too; not one that the ladder no longer has."""
    try:
        return rung_of(rule, name).escalates
    except (KeyError, ValueError):
        return False


def next_rung(
    rule: str, due_at: dt.datetime, rung: str, calendar: Calendar, at: dt.datetime
) -> tuple[str, dt.datetime]:
    """The next rung to reach after `rung` ("" at the start), and its moment.

    Of several that `at` has passed already only the last: one reminder says it all. So its moment may lie
    before `at`, and nothing that was missed is lost. There is always a next one: a clock is left alone when
    it is met, stopped or ended. Asking twice gives the same. A rung that the ladder no longer has counts as
    none reached: better reminded twice than not.
    Raises KeyError for a rule that there isn't, ValueError for a moment without a zone.
    """
    ladder = LADDERS[rule]
    names = [each.name for each in ladder.rungs]
    begin = len(names) if rung.startswith(AGAIN) else names.index(rung) + 1 if rung in names else 0
    found: tuple[str, dt.datetime] | None = None
    for each in ladder.rungs[begin:]:
        reached = _moment(each, due_at, calendar)
        if reached > at:
            return found or (each.name, reached)
        found = each.name, reached
    number = int(rung.removeprefix(AGAIN)) if rung.startswith(AGAIN) else 0
    return _going_on(ladder, due_at, number, found, calendar, at)


def _going_on(
    ladder: Ladder,
    due_at: dt.datetime,
    number: int,
    found: tuple[str, dt.datetime] | None,
    calendar: Calendar,
    at: dt.datetime,
) -> tuple[str, dt.datetime]:
    """After the last rung: the last repetition that has passed, else what was found, else the coming one."""
    day = local_day(_moment(ladder.rungs[-1], due_at, calendar))
    passed = 0
    while True:
        day = calendar.add(day, ladder.every)
        passed += 1
        reached = moment(day, MORNING)
        if passed <= number:
            continue
        if reached > at:
            return found or (f"{AGAIN}{passed}", reached)
        found = f"{AGAIN}{passed}", reached


def _moment(rung: Rung, due_at: dt.datetime, calendar: Calendar) -> dt.datetime:
    if rung.counted is Counted.MINUTES:
        return through_utc(due_at.astimezone(dt.UTC) + dt.timedelta(minutes=rung.number))
    if rung.counted is Counted.LATE:
        day = calendar.on_or_after(_late_from(due_at))
        return moment(calendar.add(day, rung.number) if rung.number else day, MORNING)
    day = calendar.on_or_before(_still_in_time(due_at))
    for _ in range(rung.number):
        day = calendar.on_or_before(day - ONE_DAY)
    return moment(day, MORNING)


def _late_from(due_at: dt.datetime) -> dt.date:
    """The first day whose morning comes when the date has passed."""
    day = local_day(due_at)
    return day if moment(day, MORNING) >= due_at else day + ONE_DAY


def _still_in_time(due_at: dt.datetime) -> dt.date:
    """The last day whose morning comes before the date has passed."""
    return _late_from(due_at) - ONE_DAY
