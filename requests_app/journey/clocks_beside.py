"""Clocks of what stands beside a request: a hand-over, and an incident. They outlive the request's closing.

Called as a step's last act, in its transaction; what changed goes into the step's own entry.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from kit.dates import long_date
from kit.errors import InvalidInput
from practices.closures import days_closed
from practices.models import Person, Practice
from requests_app.deadlines import Calendar, Due, RuleCode, breach_notice, calendar_of, freedom_of_information
from requests_app.deadlines.handovers import (
    PAUSES_SINCE,
    complaint,
    complaint_outcome,
    fgm_report,
    public_interest_until,
    subject_access,
)
from requests_app.deadlines.local_time import local_day, moment
from requests_app.deadlines.pausing import Pause, calendar_pause
from requests_app.journey.clock_rows import ClockWriter
from requests_app.journey.unit import Work, found, require
from requests_app.models import Clock, ClockChange, ClockState, Handover, Incident, Request
from requests_app.models.clock import LIVE
from requests_app.models.handover import HandoverKind

MIDNIGHT = time()
#: The rule under which a hand-over's first date is kept; an extension changes its date and not its name.
RULE_OF: dict[str, RuleCode] = {
    HandoverKind.SUBJECT_ACCESS: RuleCode.SUBJECT_ACCESS,
    HandoverKind.FREEDOM_OF_INFORMATION: RuleCode.FREEDOM_OF_INFORMATION,
    HandoverKind.COMPLAINT: RuleCode.COMPLAINT_SAFE,
    HandoverKind.FGM_REPORT: RuleCode.FGM_REPORT,
}


def begin(handover: Handover, unit: Work) -> None:
    """Start the clocks of a hand-over that was just made, from its original receipt."""
    writer = _writer(handover.practice, unit)
    for rule, due in dues_of(handover, writer.calendar).items():
        writer.start(_clock(handover, rule), due, since=unit.at)
    _written(writer, unit)


def follow(handover: Handover, unit: Work) -> None:
    """Reckon the hand-over's dates anew from its facts; meet or end its clocks where nothing waits."""
    writer = _writer(handover.practice, unit)
    rows = {clock.rule: clock for clock in Clock.objects.filter(handover=handover)}
    pauses = pauses_of(rows[RULE_OF[handover.kind]])
    for rule, due in dues_of(handover, writer.calendar, pauses).items():
        clock = rows.get(rule)
        if clock is None:
            clock = _begin_later(handover, rule, due, rows, writer)
        if clock.is_live:
            _follow_one(handover, clock, due, pauses, writer)
    _written(writer, unit)


def _begin_later(
    handover: Handover, rule: RuleCode, due: Due, rows: Mapping[str, Clock], writer: ClockWriter
) -> Clock:
    """Time that was taken beside the law's own date; or the outcome of a complaint from before it had one."""
    clock = _clock(handover, rule)
    if rule == RuleCode.FREEDOM_OF_INFORMATION_EXTENDED:
        law = rows[RuleCode.FREEDOM_OF_INFORMATION]
        writer.start(clock, due, beside=law, reason=handover.extension_reason)
    else:
        writer.start(clock, due)
    return clock


def _follow_one(
    handover: Handover, clock: Clock, due: Due, pauses: tuple[Pause, ...], writer: ClockWriter
) -> None:
    met_at = _met_at(handover, clock.rule, writer.at)
    if clock.stopped_at is not None and met_at is not None:
        # Answered without waiting any longer: until then it stood still.
        pause = calendar_pause(local_day(clock.stopped_at), local_day(writer.at))
        due = dues_of(handover, writer.calendar, (*pauses, pause))[RuleCode(clock.rule)]
        writer.go_on(clock, due, pause.days)
    if clock.due_at != due.ends_at:
        extended = handover.extended_at is not None and not clock.extended
        reason = handover.extension_reason if extended else ""
        writer.redate(clock, due, kind="extended" if extended else "recomputed", reason=reason)
    if met_at is not None:
        writer.meet(clock)
        clock.met_at = met_at
    elif handover.closed_at is not None:
        writer.end(clock, handover.answer)


def reckon_open(request: Request, writer: ClockWriter) -> None:
    """Reckon the live dates of what came out of a request anew: its practice's nation or targets changed.

    Under the request's lock. What was met, and when, stays.
    """
    rows = Clock.objects.filter(handover__request=request, state__in=LIVE).select_related("handover")
    for clock in rows:
        handover = found(clock.handover, "This clock is of a hand-over.")
        handover.practice = request.practice
        due = dues_of(handover, writer.calendar, pauses_of(clock))[RuleCode(clock.rule)]
        if clock.due_at != due.ends_at:
            writer.redate(clock, due)
    writer.save()


def stop(handover: Handover, unit: Work, reason: str) -> None:
    """Let the clock of a subject access request stand still while the person is asked what they mean.

    Data (Use and Access) Act 2025 s.76. NotPossible where it stands still, is late, or before that was law.
    """
    clock = clock_of(handover)
    require(clock.state == ClockState.RUNNING, "The clock doesn’t run, so it can’t be stopped.")
    require(unit.at < clock.due_at, "The date has passed already: asking now stops nothing.")
    require(
        timezone.localdate(unit.at) >= PAUSES_SINCE, f"No clock stood still before {long_date(PAUSES_SINCE)}."
    )
    writer = _writer(handover.practice, unit)
    writer.stop(clock, unit.at, reason)
    _written(writer, unit)


def go_on(handover: Handover, unit: Work, reason: str, answered_on: date) -> None:
    """The answer came on that day: the clock runs again, its date later by the days after the question.

    Raises InvalidInput for a day before the question; the caller takes none that hasn't come.
    """
    clock = clock_of(handover)
    asked = local_day(found(clock.stopped_at, "No clock stands still."))
    if answered_on < asked:
        words = f"The answer can’t be older than the question, which was asked on {long_date(asked)}"
        raise InvalidInput(f"{words}.", fields={"answered_on": words})
    pause = calendar_pause(asked, answered_on)
    writer = _writer(handover.practice, unit)
    due = dues_of(handover, writer.calendar, (*pauses_of(clock), pause))[RuleCode(clock.rule)]
    writer.go_on(clock, due, pause.days, reason)
    _written(writer, unit)


def check_extension(handover: Handover, notice_sent_on: date) -> None:
    """Raise InvalidInput where the notice was sent after the first month, NotPossible while it stands still.

    UK GDPR Art 12(3): the person is told of the extension within one month, with the reasons.
    """
    clock = clock_of(handover)
    require(clock.state == ClockState.RUNNING, "The clock stands still: let it go on first.")
    if notice_sent_on > clock.due_on:
        words = f"The person must have been told by {long_date(clock.due_on)}"
        raise InvalidInput(f"{words}.", fields={"notice_sent_on": words})


def begin_outcome(handover: Handover, *, at: datetime, log: str, event_id: uuid.UUID) -> ClockWriter:
    """Start the clock of a complaint's outcome alone. The caller writes the entry (`ClockWriter.tell`)."""
    writer = ClockWriter(at, None, log, event_id, _calendar(handover.practice))
    rule = RuleCode.COMPLAINT_OUTCOME
    writer.start(_clock(handover, rule), dues_of(handover, writer.calendar)[rule])
    writer.save()
    return writer


def begin_breach(
    incident: Incident, *, at: datetime, by: Person | None, log: str, event_id: uuid.UUID
) -> ClockWriter:
    """Start the 72 hours of an incident from awareness. The caller writes the entry (`ClockWriter.tell`)."""
    practice = incident.practice
    writer = ClockWriter(at, by, log, event_id, _calendar(practice))
    clock = Clock(practice=practice, incident=incident, rule=RuleCode.BREACH)
    writer.start(clock, breach_notice(incident.aware_at), since=incident.aware_at)
    writer.save()
    return writer


def meet_breach(
    incident: Incident,
    *,
    at: datetime,
    by: Person,
    log: str,
    event_id: uuid.UUID,
    reason: str,
    met_at: datetime,
) -> ClockWriter:
    """What the 72 hours asked for was done at `met_at`: it was reported, or knowingly not."""
    writer = ClockWriter(at, by, log, event_id, _calendar(incident.practice))
    for clock in incident.clocks.select_for_update().filter(state=ClockState.RUNNING):
        writer.meet(clock, reason)
        clock.met_at = met_at
    writer.save()
    return writer


def dues_of(handover: Handover, calendar: Calendar, pauses: tuple[Pause, ...] = ()) -> dict[RuleCode, Due]:
    """The dates of a hand-over from its original receipt, by the rules under which their clocks are kept.

    `calendar`: the practice's own working days, by which its own target counts.
    """
    received, practice = handover.received_on, handover.practice
    rule = RULE_OF[handover.kind]
    if rule is RuleCode.FREEDOM_OF_INFORMATION:
        dues: dict[RuleCode, Due] = {rule: freedom_of_information(received)}
        if handover.extended_to is not None:
            chosen = public_interest_until(received, handover.extended_to)
            dues[RuleCode.FREEDOM_OF_INFORMATION_EXTENDED] = chosen
        return dues
    if rule is RuleCode.COMPLAINT_SAFE:
        outcome = complaint_outcome(received, calendar, practice.complaint_working_days)
        return {rule: complaint(received, practice.nation), RuleCode.COMPLAINT_OUTCOME: outcome}
    if rule is RuleCode.FGM_REPORT:
        return {rule: fgm_report(received)}
    extended = handover.extended_at is not None
    due = subject_access(
        received, practice.nation, relevant=handover.relevant_on, extended=extended, pauses=pauses
    )
    return {rule: due}


def pauses_of(clock: Clock) -> tuple[Pause, ...]:
    """How often and how long a hand-over's clock stood still until now, without a stop that goes on.

    The change is of the day on which the answer was recorded; its days say on which day the answer came.
    """
    found: list[Pause] = []
    asked: date | None = None
    for change in ClockChange.objects.filter(clock=clock, kind__in=["stopped", "went_on"]).order_by("id"):
        if change.kind == "stopped":
            asked = local_day(change.at)
        elif asked is not None:
            found.append(Pause(asked, asked + timedelta(days=change.days), change.days))
    return tuple(found)


def clock_of(handover: Handover) -> Clock:
    """The clock of its first date: the law's own."""
    return Clock.objects.get(handover=handover, rule=RULE_OF[handover.kind])


def _clock(handover: Handover, rule: RuleCode) -> Clock:
    return Clock(practice=handover.practice, handover=handover, rule=rule)


def _met_at(handover: Handover, rule: str, now: datetime) -> datetime | None:
    """When its date was met; None while it waits.

    An answer meets every date; before it an acknowledgement or a refusal notice meets the law's own. What
    went on an earlier day than it is recorded, as a notice or a report, met it from the start of that day.
    """
    sent = {
        RuleCode.FREEDOM_OF_INFORMATION: handover.notice_sent_on,
        RuleCode.FGM_REPORT: handover.reported_on,
    }.get(RuleCode(rule))
    if sent is not None:
        return now if sent == local_day(now) else moment(sent, MIDNIGHT)
    acknowledged = rule == RuleCode.COMPLAINT_SAFE and handover.acknowledged_at is not None
    return now if acknowledged or handover.answered_at is not None else None


def _calendar(practice: Practice) -> Calendar:
    return calendar_of(practice.nation, days_closed(practice))


def _writer(practice: Practice, unit: Work) -> ClockWriter:
    return ClockWriter(unit.at, unit.by, unit.log, unit.event_id, _calendar(practice))


def _written(writer: ClockWriter, unit: Work) -> None:
    writer.save()
    writer.tell(unit.facts, unit.private)
