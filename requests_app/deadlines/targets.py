"""The practice's own targets, and what lapses after a working day. No statute sets these."""

import datetime as dt
from dataclasses import dataclass

from requests_app.deadlines.due import Due, explained
from requests_app.deadlines.local_time import day_in_words, local_day, moment_in_words
from requests_app.deadlines.rules import RuleCode
from requests_app.deadlines.working_days import Calendar

ACKNOWLEDGE, TRIAGE, DECIDE = 2, 5, 20


@dataclass(frozen=True)
class Targets:
    """Working days after receipt. A practice may set shorter ones, never longer.

    Raises ValueError for a target that is longer than the service's own, or below one day.
    """

    acknowledge: int = ACKNOWLEDGE
    triage: int = TRIAGE
    decide: int = DECIDE

    def __post_init__(self) -> None:
        for own, longest in ((self.acknowledge, ACKNOWLEDGE), (self.triage, TRIAGE), (self.decide, DECIDE)):
            if not 1 <= own <= longest:
                raise ValueError(f"a target must be from 1 to {longest} working days")


STANDARD = Targets()


def acknowledge_by(received: dt.date, calendar: Calendar, targets: Targets = STANDARD) -> Due:
    """The day by which to acknowledge a request."""
    return _target(RuleCode.ACKNOWLEDGE, received, calendar, targets.acknowledge)


def triage_by(received: dt.date, calendar: Calendar, targets: Targets = STANDARD) -> Due:
    """The day by which to triage a request."""
    return _target(RuleCode.TRIAGE, received, calendar, targets.triage)


def decide_by(received: dt.date, calendar: Calendar, targets: Targets = STANDARD) -> Due:
    """The day by which to decide a request."""
    return _target(RuleCode.DECIDE, received, calendar, targets.decide)


def lapses_unsent(released_at: dt.datetime, calendar: Calendar) -> Due:
    """The day at whose end a release that nobody sent lapses: the next working day.

    Raises ValueError when `released_at` has no time zone.
    """
    end = calendar.add(local_day(released_at), 1)
    return explained(
        RuleCode.LAPSE,
        end,
        f"Released {moment_in_words(released_at)}.",
        f"One working day later is {day_in_words(end)}: unsent, it lapses at the end of that day.",
    )


def look_back_by(approved: dt.datetime, calendar: Calendar) -> Due:
    """The working day after an emergency approval, by whose end somebody uninvolved has reviewed it."""
    end = calendar.add(local_day(approved), 1)
    return explained(
        RuleCode.LOOK_BACK,
        end,
        f"Approved as an emergency {moment_in_words(approved)}.",
        f"One working day later is {day_in_words(end)}.",
    )


def _target(rule: RuleCode, received: dt.date, calendar: Calendar, days: int) -> Due:
    end = calendar.add(received, days)
    plural = "working day" if days == 1 else "working days"
    return explained(
        rule,
        end,
        f"Received {day_in_words(received)}.",
        f"{days} {plural} later is {day_in_words(end)}.",
    )
