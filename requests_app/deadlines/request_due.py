"""When a third party's request is due. One date governs; the explanation says which and why."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from requests_app.deadlines.due import Due, explained
from requests_app.deadlines.local_time import after, clock_change, day_in_words, moment, moment_in_words
from requests_app.deadlines.rules import RuleCode
from requests_app.deadlines.targets import STANDARD, Targets, decide_by, look_back_by
from requests_app.deadlines.working_days import Calendar, calendar_of

URGENT_HOURS = 2


@dataclass(frozen=True)
class RequestFacts:
    """What a request's date depends on. Days and times are as the United Kingdom's clocks show them.

    `instrument_due`: the day, and the time where it has one, that an order, summons or notice sets.
    `closures`: days on which the practice is closed. `approved_in_emergency`: when, as long as nobody
    uninvolved has looked back at it.
    """

    received_on: dt.date
    nation: str
    received_time: dt.time | None = None
    instrument_due: tuple[dt.date, dt.time | None] | None = None
    stated_by_requester: dt.date | None = None
    emergency: bool = False
    approved_in_emergency: dt.datetime | None = None
    closures: tuple[dt.date, ...] = ()
    targets: Targets = STANDARD


def due_of(facts: RequestFacts) -> Due:
    """The date that governs a request.

    An emergency has two hours; once approved, it is looked back at within a working day. Otherwise the
    instrument's date governs. Without one no statute sets a time, and the earlier of the requester's own date
    and the practice's target governs.
    Raises ValueError for an unknown nation.
    """
    calendar = calendar_of(facts.nation, facts.closures)
    if facts.approved_in_emergency is not None:
        return look_back_by(facts.approved_in_emergency, calendar)
    if facts.emergency:
        return _urgent(facts)
    if facts.instrument_due is not None:
        return _instrument(*facts.instrument_due, calendar)
    target = decide_by(facts.received_on, calendar, facts.targets)
    if facts.stated_by_requester is None or facts.stated_by_requester >= target.day:
        return target
    return explained(
        RuleCode.STATED,
        facts.stated_by_requester,
        f"The requester asks for an answer by {day_in_words(facts.stated_by_requester)}.",
        f"That is before the practice's own target, {day_in_words(target.day)}.",
        *_closed(facts.stated_by_requester, calendar),
    )


def _urgent(facts: RequestFacts) -> Due:
    """Two hours of real time from receipt; without a time, from midnight, the earliest it can have come."""
    begin = moment(facts.received_on, facts.received_time or dt.time())
    end = after(begin, URGENT_HOURS)
    received = f"Received {moment_in_words(begin)}."
    if facts.received_time is None:
        received = (
            f"Received {day_in_words(facts.received_on)}, at a time not recorded: counted from midnight."
        )
    later = f"{URGENT_HOURS} hours later is {moment_in_words(end)}."
    return explained(RuleCode.URGENT, end, received, later, *clock_change(begin, end))


def _instrument(day: dt.date, time: dt.time | None, calendar: Calendar) -> Due:
    at = day if time is None else moment(day, time)
    words = day_in_words(day) if time is None else moment_in_words(moment(day, time))
    return explained(
        RuleCode.INSTRUMENT, at, f"The instrument must be complied with by {words}.", *_closed(day, calendar)
    )


def _closed(day: dt.date, calendar: Calendar) -> Iterator[str]:
    """A warning where the date falls when nobody works: it doesn't move, so the work must be done before."""
    last = calendar.on_or_before(day)
    if last != day:
        yield f"That is not a working day. It doesn't move; the last one before it is {day_in_words(last)}."
