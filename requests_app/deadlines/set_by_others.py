"""Dates that others set: an emergency's hours, an order's date or days, a requester's wish. None moves."""

import datetime as dt
from collections.abc import Iterator

from requests_app.deadlines.due import Due, Step, clock_change, explained
from requests_app.deadlines.further import CHECK
from requests_app.deadlines.local_time import after, day_in_words, moment, moment_in_words
from requests_app.deadlines.rules import NAMING_NO_TIME, UNCERTAIN, RuleCode
from requests_app.deadlines.working_days import Calendar

URGENT_HOURS = 2
ORDER_DAYS = 7


def urgent_by(received_on: dt.date, received_time: dt.time | None) -> Due:
    """Two hours of real time from receipt; without a time, from midnight, the earliest it can have come."""
    begin = moment(received_on, received_time or dt.time())
    end = after(begin, URGENT_HOURS)
    received = f"Received {moment_in_words(begin)}."
    if received_time is None:
        received = f"Received {day_in_words(received_on)}, at a time not recorded: counted from midnight."
    return explained(
        RuleCode.URGENT,
        end,
        Step(received, "received", begin),
        Step(f"{URGENT_HOURS} hours later is {moment_in_words(end)}.", "hours", URGENT_HOURS, end),
        *clock_change(begin, end),
    )


def instrument_by(day: dt.date, time: dt.time | None, calendar: Calendar) -> Due:
    """The day, and the time where it has one, that an order, summons or notice sets."""
    at = day_or_moment(day, time)
    words = day_in_words(day) if time is None else moment_in_words(moment(day, time))
    step = Step(f"The instrument must be complied with by {words}.", "instrument", at)
    return explained(RuleCode.INSTRUMENT, at, step, *_closed(day, calendar))


def seven_days(rule: RuleCode, start: dt.date, calendar: Calendar) -> Due:
    """The seventh day after an order's date (to comply), or after its service (to apply to vary it).

    DOMAIN.md 4, T3 and T4: Family Law Act 1986 s.33, within seven days of service; Terrorism Act 2000 Sch 5,
    seven days unless the court says otherwise; PACE 1984 Sch 1 from general knowledge alone, which it says.
    """
    end = start + dt.timedelta(days=ORDER_DAYS)
    begun = ("The order is dated", "dated") if rule in NAMING_NO_TIME else ("Served", "served")
    return explained(
        rule,
        end,
        Step(f"{begun[0]} {day_in_words(start)}.", begun[1], start),
        Step(f"{ORDER_DAYS} days later is {day_in_words(end)}.", "days", ORDER_DAYS, end),
        *_closed(end, calendar),
        *([Step(CHECK, "not_certain")] if rule in UNCERTAIN else []),
    )


def day_or_moment(day: dt.date, time: dt.time | None) -> dt.datetime | dt.date:
    """A day that may be used to its end, or the moment on it."""
    return day if time is None else moment(day, time)


def stated_by(day: dt.date, calendar: Calendar) -> Due:
    """The day by which the requester wishes for an answer."""
    step = Step(f"The requester asks for an answer by {day_in_words(day)}.", "stated", day)
    return explained(RuleCode.STATED, day, step, *_closed(day, calendar))


def _closed(day: dt.date, calendar: Calendar) -> Iterator[Step]:
    """A warning where the date falls when nobody works: it doesn't move, so the work must be done before."""
    last = calendar.on_or_before(day)
    if last != day:
        yield Step(
            f"That is not a working day. It doesn't move; the last one before it is {day_in_words(last)}.",
            "last_working_day",
            last,
        )
