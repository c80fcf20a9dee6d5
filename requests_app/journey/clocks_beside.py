"""Clocks of what stands beside a request: a hand-over, and an incident. They outlive the request's closing.

Called as a step's last act, in its transaction; what changed goes into the step's own entry.
"""

import uuid
from datetime import date, datetime, timedelta

from django.utils import timezone

from kit.dates import long_date
from kit.errors import InvalidInput
from practices.closures import days_closed
from practices.models import Person, Practice
from requests_app.deadlines import Calendar, Due, RuleCode, breach_notice, calendar_of, freedom_of_information
from requests_app.deadlines.handovers import PAUSES_SINCE, complaint, subject_access
from requests_app.deadlines.local_time import local_day
from requests_app.deadlines.pausing import Pause, calendar_pause
from requests_app.journey.clock_rows import ClockWriter
from requests_app.journey.unit import Work, found, require
from requests_app.models import Clock, ClockChange, ClockState, Handover, Incident
from requests_app.models.handover import HandoverKind

#: The rule under which a hand-over's clock is kept; an extension changes its date and not its name.
RULE_OF: dict[str, RuleCode] = {
    HandoverKind.SUBJECT_ACCESS: RuleCode.SUBJECT_ACCESS,
    HandoverKind.FREEDOM_OF_INFORMATION: RuleCode.FREEDOM_OF_INFORMATION,
    HandoverKind.COMPLAINT: RuleCode.COMPLAINT_SAFE,
}


def begin(handover: Handover, unit: Work) -> None:
    """Start the clock of a hand-over that was just made, from its original receipt."""
    writer = _writer(handover.practice, unit)
    clock = Clock(practice=handover.practice, handover=handover, rule=RULE_OF[handover.kind])
    writer.start(clock, due_of(handover), since=unit.at)
    _written(writer, unit)


def follow(handover: Handover, unit: Work) -> None:
    """Reckon the hand-over's date anew from its facts; meet or end its clock where nothing waits any more."""
    clock = clock_of(handover)
    if not clock.is_live:
        return
    writer, pauses = _writer(handover.practice, unit), pauses_of(clock)
    if clock.stopped_at is not None and _is_met(handover):
        # Answered without waiting any longer: until then it stood still.
        pause = calendar_pause(local_day(clock.stopped_at), local_day(unit.at))
        pauses = (*pauses, pause)
        writer.go_on(clock, due_of(handover, pauses), pause.days)
    due = due_of(handover, pauses)
    if clock.due_at != due.ends_at:
        extended = handover.extended_at is not None and not clock.extended
        writer.redate(
            clock, due, kind="extended" if extended else "recomputed", reason=handover.extension_reason
        )
    if _is_met(handover):
        writer.meet(clock)
    elif handover.closed_at is not None:
        writer.end(clock, handover.answer)
    _written(writer, unit)


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
    writer.go_on(clock, due_of(handover, (*pauses_of(clock), pause)), pause.days, reason)
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


def due_of(handover: Handover, pauses: tuple[Pause, ...] = ()) -> Due:
    """When a hand-over is due, by its kind, from its original receipt."""
    if handover.kind == HandoverKind.FREEDOM_OF_INFORMATION:
        return freedom_of_information(handover.received_on)
    if handover.kind == HandoverKind.COMPLAINT:
        return complaint(handover.received_on, handover.practice.nation)
    return subject_access(
        handover.received_on,
        handover.practice.nation,
        relevant=handover.relevant_on,
        extended=handover.extended_at is not None,
        pauses=pauses,
    )


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
    """Its one clock."""
    return Clock.objects.get(handover=handover)


def _is_met(handover: Handover) -> bool:
    """A complaint's date asks for an acknowledgement, the others' for an answer."""
    acknowledged = handover.kind == HandoverKind.COMPLAINT and handover.acknowledged_at is not None
    return acknowledged or handover.answered_at is not None


def _calendar(practice: Practice) -> Calendar:
    return calendar_of(practice.nation, days_closed(practice))


def _writer(practice: Practice, unit: Work) -> ClockWriter:
    return ClockWriter(unit.at, unit.by, unit.log, unit.event_id, _calendar(practice))


def _written(writer: ClockWriter, unit: Work) -> None:
    writer.save()
    writer.tell(unit.facts, unit.private)
