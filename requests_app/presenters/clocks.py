"""The dates of a request, an incident or a hand-over: each with its steps, its stops and who changed what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kit.dates import count, date_time, long_date
from kit.tables import Cell
from requests_app.deadlines import RULES, RuleCode
from requests_app.deadlines.pausing import PATIENT, REQUESTER
from requests_app.models import Clock, ClockChange
from requests_app.models.clock import ClockState
from requests_app.presenters.due import due_cell, due_date

#: Columns of a date's changes.
COLUMNS = ("When", "What", "By", "Date before", "Date after", "Days not counted", "Why")
DONE = (ClockState.MET, ClockState.ENDED)
KINDS = dict(ClockChange.KINDS)
SYSTEM = "The system"
#: Reasons that are codes: whom a clock waited for.
REASONS = {REQUESTER: "Waiting for the requester", PATIENT: "Waiting for the patient"}


@dataclass(frozen=True)
class Dated:
    """One date. `when`: how near it is, as a tag or in words; `stopped`: the days that don't count."""

    id: str
    rule: str
    name: str
    key: str
    date: str
    when: Cell
    state: tuple[str, str]
    steps: tuple[str, ...]
    cite: str
    stopped: str
    changes: list[list[Cell]]
    live: bool


def dates_of(clocks: Iterable[Clock], now: datetime, *, hidden: str = "") -> list[Dated]:
    """Every date, those that still run first, the earliest first. The clocks' changes are loaded.

    hidden: what stands in place of people's reasons for somebody who may not read them.
    """
    ordered = sorted(clocks, key=lambda clock: (clock.state in DONE, clock.due_at, clock.pk))
    return [_dated(clock, now, hidden) for clock in ordered]


def dates_now(clocks: Iterable[Clock]) -> list[tuple[str, str]]:
    """Name and date of each that still runs or stands still, the earliest first."""
    live = sorted((clock for clock in clocks if clock.is_live), key=lambda clock: (clock.due_at, clock.pk))
    return [
        (
            rule_name(clock.rule),
            due_date(clock.due_at) + (", stands still" if clock.state == ClockState.STOPPED else ""),
        )
        for clock in live
    ]


def _dated(clock: Clock, now: datetime, hidden: str) -> Dated:
    *steps, cite = clock.explanation or [""]
    return Dated(
        id=f"{clock.rule}-{clock.round}".replace("_", "-"),
        rule=clock.rule,
        name=rule_name(clock.rule),
        key=str(clock.key),
        date=due_date(clock.due_at),
        when=_when(clock, now),
        state=state_tag_of(clock),
        steps=tuple(steps),
        cite=str(cite).removeprefix("Rule: "),
        stopped=_stopped(clock),
        changes=[_change(change, hidden) for change in clock.changes.all()],
        live=clock.is_live,
    )


def rule_name(rule: str) -> str:
    """What the rule is called."""
    return RULES[RuleCode(rule)].label


def state_tag_of(clock: Clock) -> tuple[str, str]:
    """What the clock does, with the colour of its tag."""
    return {
        ClockState.RUNNING: ("Running", "blue"),
        ClockState.STOPPED: ("Stands still", "yellow"),
        ClockState.MET: ("Met", "green"),
        ClockState.ENDED: ("No longer needed", "grey"),
    }[ClockState(clock.state)]


def _when(clock: Clock, now: datetime) -> Cell:
    """How near a running date is; when a met one was met, and whether in time."""
    if clock.state == ClockState.RUNNING:
        return due_cell(clock.due_at, now)
    if clock.state == ClockState.MET and clock.met_at is not None:
        late = clock.met_at >= clock.due_at
        return Cell(f"Met {long_date(clock.met_at)}, {'late' if late else 'in time'}")
    if clock.stopped_at is not None:
        return Cell(f"Since {long_date(clock.stopped_at)}")
    return Cell("")


def _stopped(clock: Clock) -> str:
    if not clock.stopped_days:
        return ""
    return f"It stood still for {count(clock.stopped_days, 'day')}, which don’t count."


def _change(change: ClockChange, hidden: str) -> list[Cell]:
    return [
        Cell(date_time(change.at)),
        Cell(KINDS[change.kind]),
        Cell(change.by.full_name if change.by else SYSTEM),
        Cell(due_date(change.old_due_at) or "None"),
        Cell(due_date(change.new_due_at) or "None"),
        Cell(str(change.days) if change.days else ""),
        Cell(_why(change, hidden)),
    ]


def _why(change: ClockChange, hidden: str) -> str:
    if change.reason in REASONS:
        return REASONS[change.reason]
    return hidden if hidden and change.reason else change.reason
