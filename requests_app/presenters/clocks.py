"""The dates of a request, an incident or a hand-over: each with its steps, its stops and who changed what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kit.dates import count, date_time, long_date
from kit.tables import Cell
from requests_app.deadlines import RULES, Due, RuleCode, calendar_ends, calendar_runs_out
from requests_app.deadlines.pausing import PATIENT, REQUESTER
from requests_app.deadlines.rules import PAUSED_WHILE_ASKING
from requests_app.models import Clock, ClockChange
from requests_app.models.clock import ClockState
from requests_app.presenters.due import due_cell, due_date

#: Columns of a date's changes.
FORESEEN = ("Date", "As it is", "If you save the answer now")
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


def calendar_end(today: date) -> date | None:
    """The last day for which the bank holidays are known, where it is time to say so; else None."""
    return calendar_ends() if calendar_runs_out(today) else None


def while_asking(clocks: Iterable[Clock]) -> list[tuple[str, str]]:
    """What becomes of each date while somebody is asked: it stands still, or it runs on."""
    return [
        (rule_name(clock.rule), f"{due_date(clock.due_at)}: {_while_asking(clock)}")
        for clock in clocks
        if clock.state == ClockState.RUNNING
    ]


def _while_asking(clock: Clock) -> str:
    if clock.rule == RuleCode.ACKNOWLEDGE:
        return "met by asking the requester; stands still while the patient is asked"
    return "stands still until the answer" if clock.rule in PAUSED_WHILE_ASKING else "runs on"


def foreseen_rows(found: Iterable[tuple[Clock, Due]]) -> list[list[Cell]]:
    """Dates that stand still: as they are, and as they would be if the answer were saved now."""
    return [
        [Cell(rule_name(clock.rule)), Cell(due_date(clock.due_at)), Cell(due_date(due.ends_at))]
        for clock, due in found
    ]


def went_on(before: Mapping[int, Clock], after: Iterable[Clock]) -> str:
    """What is said when the answer is saved: each date that moved, before and after."""
    moved = [
        f"{rule_name(clock.rule)}: {due_date(before[clock.pk].due_at)} became {due_date(clock.due_at)}"
        for clock in after
        if clock.due_at != before[clock.pk].due_at
    ]
    return " ".join(["The answer is saved, and the request goes on.", *(f"{words}." for words in moved)])


def silent_since(clocks: Iterable[Clock], now: datetime) -> str:
    """The day by which an answer should have come, where it has passed: then closing is proposed; else ""."""
    late = [clock for clock in clocks if clock.rule == RuleCode.SILENCE and clock.due_at <= now]
    return due_date(late[0].due_at) if late else ""


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
        return Cell(f"met {long_date(clock.met_at)}, {'late' if late else 'in time'}")
    if clock.stopped_at is not None:
        return Cell(f"since {long_date(clock.stopped_at)}")
    return Cell("")


def _stopped(clock: Clock) -> str:
    if not clock.stopped_days:
        return ""
    unit = "working day" if clock.rule in PAUSED_WHILE_ASKING else "day"
    return f"It stood still for {count(clock.stopped_days, unit)} in all."


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
