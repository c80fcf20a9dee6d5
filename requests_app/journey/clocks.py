"""A request's clocks follow its facts and its state, in the transaction that changes them.

`refresh` is asked after every change and does the same again without effect. See docs/deadlines.md.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from practices.closures import days_closed
from practices.models import Person
from requests_app.deadlines import RuleCode, calendar_of
from requests_app.deadlines.request_clocks import (
    BEFORE_DECISION,
    RequestFacts,
    Stage,
    Standing,
    Ticking,
    clocks_of,
)
from requests_app.deadlines.rules import OUTLIVING_CLOSING
from requests_app.journey.clock_facts import facts_of
from requests_app.journey.clock_rows import ClockWriter, stood_still
from requests_app.journey.unit import Work
from requests_app.models import Clock, ClockState, Request
from requests_app.models.clock import LIVE
from requests_app.workflow import State

# What was done once in a round stays done, though the request goes back.
STAYS_MET = frozenset({RuleCode.ACKNOWLEDGE, RuleCode.TRIAGE, *OUTLIVING_CLOSING})
# What is met by sending what was approved.
SENDING = frozenset({RuleCode.LAPSE, RuleCode.APPROVAL_ENDS})


def refreshed(unit: Work) -> None:
    """Bring the clocks of the step's request up to date, and put what changed into the step's entry."""
    writer = refresh(unit.request, at=unit.at, by=unit.by, log=unit.log, event_id=unit.event_id)
    writer.tell(unit.facts, unit.private)


def refresh(
    request: Request,
    *,
    at: datetime,
    by: Person | None,
    log: str,
    event_id: uuid.UUID,
    older: bool = False,
) -> ClockWriter:
    """Start, stop, meet and reckon anew the clocks of a locked request; its governing date follows.

    `log`, `event_id`: the entry that the caller writes in the same transaction; what it is to say is in what
    this returns (`tell`). The caller saves the request. `older`: it is from before there were clocks.
    """
    rows = {row.rule: row for row in Clock.objects.filter(request=request, round=request.round)}
    facts = facts_of(request, rows.values(), at)
    writer = ClockWriter(at, by, log, event_id, facts.calendar)
    if request.state != State.DRAFT:
        like = Clock(practice_id=request.practice_id, request=request)
        follow(writer, rows, clocks_of(facts), facts, like, older=older)
    govern(request, rows.values())
    return writer


def live_of(request: Request, rules: Collection[str]) -> list[Clock]:
    """The clocks of these rules that still wait, of every round: some outlive the round that began them."""
    return list(Clock.objects.filter(request=request, rule__in=rules, state__in=LIVE))


def meet(unit: Work, rules: Collection[str], reason: str = "") -> None:
    """What these rules ask for was done; nothing happens where none waits. `reason`: a person's words."""
    rows = live_of(unit.request, rules)
    if not rows:
        return
    writer = writer_of(unit)
    for row in rows:
        writer.meet(row, reason)
    writer.save()
    writer.tell(unit.facts, unit.private)


def end_before(unit: Work, rules: Collection[str]) -> None:
    """Nobody waits any more for what an earlier round began under these rules: it was decided anew."""
    rows = [row for row in live_of(unit.request, rules) if row.round != unit.request.round]
    if rows:
        writer = writer_of(unit)
        for row in rows:
            writer.end(row)
        writer.save()
        writer.tell(unit.facts, unit.private)


def writer_of(unit: Work) -> ClockWriter:
    """A writer for the clocks of the step's request, whose changes go with the step's entry."""
    practice = unit.request.practice
    calendar = calendar_of(practice.nation, days_closed(practice))
    return ClockWriter(unit.at, unit.by, unit.log, unit.event_id, calendar)


def follow(
    writer: ClockWriter,
    rows: dict[str, Clock],
    wanted: Mapping[RuleCode, Ticking],
    facts: RequestFacts,
    like: Clock,
    *,
    older: bool = False,
) -> None:
    """Make the rows of a round what the facts want, and save them; `like` says what new ones belong to.

    `older`: what was done before there were clocks gets its row, met, so that going back doesn't begin it.
    """
    for rule, ticking in wanted.items():
        row = rows.get(rule)
        if row is not None:
            _follow_one(writer, row, ticking, facts)
        elif ticking.standing in (Standing.RUNNING, Standing.STOPPED):
            rows[rule] = _begin(writer, like, ticking, facts)
        elif older and rule in STAYS_MET and ticking.standing is Standing.MET:
            rows[rule] = _begin(writer, like, ticking, facts)
            writer.meet(rows[rule])
    for name, row in rows.items():
        if row.is_live and name not in wanted:
            over = writer.meet if _was_answered(row, facts) else writer.end
            over(row)
    writer.save()


def govern(request: Request, rows: Iterable[Clock]) -> None:
    """The request's own date is that of the next clock that runs; an emergency's look back goes first."""
    running = [row for row in rows if row.state == ClockState.RUNNING and row.rule not in OUTLIVING_CLOSING]
    first = min(running, key=lambda row: (row.rule != RuleCode.LOOK_BACK, row.due_at, row.rule), default=None)
    request.due_at = first.due_at if first is not None else None
    request.due_rule = first.rule if first is not None else ""


def _begin(writer: ClockWriter, like: Clock, ticking: Ticking, facts: RequestFacts) -> Clock:
    row = Clock(
        practice_id=like.practice_id,
        request=like.request,
        round=like.request.round if like.request is not None else 1,
        rule=ticking.due.rule,
    )
    writer.start(row, ticking.due, since=ticking.since)
    if ticking.standing is Standing.STOPPED:
        _stop(writer, row, facts)
    return row


def _follow_one(writer: ClockWriter, row: Clock, ticking: Ticking, facts: RequestFacts) -> None:
    if not row.is_live:
        if ticking.standing in (Standing.RUNNING, Standing.STOPPED) and not _stays_over(row, ticking):
            _again(writer, row, ticking, facts)
        return
    if row.state == ClockState.STOPPED and ticking.standing is not Standing.STOPPED:
        writer.go_on(row, ticking.due, stood_still(row, writer.at, writer.calendar))
    elif row.due_at != ticking.due.ends_at and not _date_is_a_persons(row, ticking):
        writer.redate(row, ticking.due)
    if ticking.standing is Standing.MET:
        writer.meet(row)
    elif ticking.standing is Standing.ENDED:
        writer.end(row)
    elif ticking.standing is Standing.STOPPED and row.state == ClockState.RUNNING:
        _stop(writer, row, facts)


def _again(writer: ClockWriter, row: Clock, ticking: Ticking, facts: RequestFacts) -> None:
    """What was over counts again: decided once more, asked once more, released once more."""
    writer.start(row, ticking.due, since=ticking.since)
    if ticking.standing is Standing.STOPPED:
        _stop(writer, row, facts)


def _stop(writer: ClockWriter, row: Clock, facts: RequestFacts) -> None:
    """Whom it waits for is the reason, as a code."""
    if facts.waiting is not None:
        writer.stop(row, facts.waiting.since, facts.waiting.whom)


def _stays_over(row: Clock, ticking: Ticking) -> bool:
    """Whether it was met for good: nothing new has begun since."""
    same = ticking.since is None or ticking.since == row.started_at
    return row.state == ClockState.MET and row.rule in STAYS_MET and same


def _date_is_a_persons(row: Clock, ticking: Ticking) -> bool:
    """Whoever looked again at telling the patient set the next date: the decision's own is past."""
    return row.rule == RuleCode.PATIENT_REVIEW and row.started_at == ticking.since


def _was_answered(row: Clock, facts: RequestFacts) -> bool:
    """A question is answered when the request goes on; what was approved and released, when it was sent."""
    if row.rule == RuleCode.SILENCE:
        return facts.stage in (Stage.TRIAGE, Stage.REVIEWS)
    if row.rule == RuleCode.CONSENT_ANSWER:
        return facts.stage in BEFORE_DECISION
    return row.rule in SENDING and facts.stage is Stage.DISCLOSED
