"""Clocks that statute sets. A practice's closures don't move them."""

import calendar
import datetime as dt

from requests_app.deadlines.due import Due, Step, clock_change, explained, unchecked
from requests_app.deadlines.local_time import after, day_in_words, moment_in_words
from requests_app.deadlines.rules import RuleCode
from requests_app.deadlines.working_days import UNITED_KINGDOM, calendar_of

EXTENSION_MONTHS = 2
FOI_WORKING_DAYS = 20
BREACH_HOURS = 72
COMPLAINT_DAYS = 30
FARTHEST_MONTHS = 120


def one_calendar_month(received: dt.date, nation: str, *, extended: bool = False) -> Due:
    """The last day to answer a rights request, such as a subject access request.

    UK GDPR Art 12(3); ICO guidance since 15 Aug 2019: from the day of receipt, working day or not, to the
    same date in the next month; where there is none, the month's last day; on a weekend or bank holiday, the
    next working day. `extended` gives the two further months of Art 12(3).
    """
    months = 1 + EXTENSION_MONTHS * extended
    end = corresponding_date(received, months)
    rule = RuleCode.SUBJECT_ACCESS_EXTENDED if extended else RuleCode.SUBJECT_ACCESS
    return rolled(rule, end, nation, [received_on(received), months_later(received, months, end)])


def received_on(day: dt.date) -> Step:
    """The step that nearly every reckoning begins with."""
    return Step(f"Received {day_in_words(day)}.", "received", day)


def months_later(start: dt.date, months: int, end: dt.date) -> Step:
    """The corresponding date, with the reason where the month has no such day."""
    words = f"{_months_in_words(months)} later is {day_in_words(end)}"
    words += "." if end.day == start.day else f": it has no day {start.day}, so its last."
    return Step(words, "months", months, end)


def safe_month_target(received: dt.date) -> dt.date:
    """One day before the corresponding date: it holds on either reading of "a month beginning with"."""
    return corresponding_date(received, 1) - dt.timedelta(days=1)


def corresponding_date(start: dt.date, months: int) -> dt.date:
    """The same date `months` later, or the last day of a month that lacks it."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def farthest(today: dt.date) -> dt.date:
    """The last day that is taken as a date ahead, ten years on: what lies beyond is a slip of the pen."""
    return corresponding_date(today, FARTHEST_MONTHS)


def freedom_of_information(received: dt.date) -> Due:
    """The twentieth working day after receipt.

    Freedom of Information Act 2000 s.10(1), (6): a bank holiday in any part of the United Kingdom isn't a
    working day; the day of receipt may itself be none.
    """
    end = UNITED_KINGDOM.add(received, FOI_WORKING_DAYS)
    return explained(
        RuleCode.FREEDOM_OF_INFORMATION,
        end,
        received_on(received),
        Step(
            f"The twentieth working day after that, counted over all four nations, is {day_in_words(end)}.",
            "working_days",
            FOI_WORKING_DAYS,
            end,
        ),
        *unchecked(end),
    )


def breach_notice(aware: dt.datetime) -> Due:
    """72 clock hours after the practice became aware; weekends and clock changes count (UK GDPR Art 33(1)).

    Raises ValueError when `aware` has no time zone.
    """
    end = after(aware, BREACH_HOURS)
    return explained(
        RuleCode.BREACH,
        end,
        Step(f"Aware on {moment_in_words(aware)}.", "aware", aware),
        Step(
            f"{BREACH_HOURS} hours later, weekends included, is {moment_in_words(end)}.",
            "hours",
            BREACH_HOURS,
            end,
        ),
        *clock_change(aware, end),
    )


def complaint_safe(received: dt.date) -> Due:
    """The last safe day to acknowledge a data protection complaint: the day of receipt is day 1 of 30.

    DPA 2018 s.164A, "beginning when the complaint is received". Contested: show both, work to this one.
    """
    end = received + dt.timedelta(days=COMPLAINT_DAYS - 1)
    return explained(
        RuleCode.COMPLAINT_SAFE,
        end,
        Step(f"Received {day_in_words(received)}, which counts as the first day.", "received", received),
        Step(f"The thirtieth day is {day_in_words(end)}.", "days", COMPLAINT_DAYS, end),
    )


def complaint_ico(received: dt.date, nation: str) -> Due:
    """The same as the ICO counts it: from the day after receipt, to the next working day.

    DPA 2018 s.164A; contested.
    """
    end = received + dt.timedelta(days=COMPLAINT_DAYS)
    steps = [
        Step(f"Received {day_in_words(received)}; the day after is the first day.", "received", received),
        Step(f"The thirtieth day is {day_in_words(end)}.", "days", COMPLAINT_DAYS, end),
    ]
    return rolled(RuleCode.COMPLAINT_ICO, end, nation, steps)


def rolled(rule: RuleCode, end: dt.date, nation: str, steps: list[Step]) -> Due:
    """Moves `end` to a working day of the nation, with a step that says so."""
    due = calendar_of(nation).on_or_after(end)
    if due != end:
        steps.append(
            Step(f"That is not a working day; the next one is {day_in_words(due)}.", "next_working_day", due)
        )
    return explained(rule, due, *steps, *unchecked(due))


def _months_in_words(months: int) -> str:
    return "One month" if months == 1 else f"{months} months"
