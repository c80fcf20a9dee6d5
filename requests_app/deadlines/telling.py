"""Telling the patient: before anything leaves, straight after, or looked at again later.

These outlive the closing of a request: a promise to tell somebody isn't kept by closing a file.
"""

import datetime as dt

from requests_app.deadlines.due import Due, Step, explained, unchecked
from requests_app.deadlines.local_time import after, day_in_words, local_day, moment_in_words
from requests_app.deadlines.rules import RuleCode
from requests_app.deadlines.working_days import Calendar


def tell_before(expires: dt.datetime) -> Due:
    """The moment before which the patient must have been told: the approval's end."""
    return explained(
        RuleCode.TELL_PATIENT,
        after(expires, 0),
        Step("The guardian decided that the patient is told before anything leaves.", "tell_before"),
        Step(f"The approval ends {moment_in_words(expires)}.", "approval_ends", expires),
    )


def tell_after(sent: dt.datetime, calendar: Calendar) -> Due:
    """The working day after a disclosure, by whose end the patient has been told."""
    end = calendar.add(local_day(sent), 1)
    return explained(
        RuleCode.TELL_PATIENT,
        end,
        Step("The guardian decided that the patient is told straight after.", "tell_after"),
        Step(f"Confirmed as sent {moment_in_words(sent)}.", "sent", sent),
        Step(f"One working day later is {day_in_words(end)}.", "working_days", 1, end),
        *unchecked(end),
    )


def tell_now(decided: dt.datetime, calendar: Calendar) -> Due:
    """The working day after it was decided that the patient is told, by whose end that is done."""
    end = calendar.add(local_day(decided), 1)
    return explained(
        RuleCode.TELL_PATIENT,
        end,
        Step(f"Decided {moment_in_words(decided)}: the patient is told now.", "tell_now", decided),
        Step(f"One working day later is {day_in_words(end)}.", "working_days", 1, end),
        *unchecked(end),
    )


def look_again_on(day: dt.date, decided: dt.datetime) -> Due:
    """The day on which to look again at why the patient wasn't told."""
    return explained(
        RuleCode.PATIENT_REVIEW,
        day,
        Step(f"Decided {day_in_words(local_day(decided))}: the patient isn't told yet.", "not_told", decided),
        Step(f"To be looked at again on {day_in_words(day)}.", "look_again", day),
    )
