"""Clocks of what comes out of a request: a rights request with all that moves it, a complaint, its outcome,
freedom of information while the public interest is weighed, a report of female genital mutilation.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from requests_app.deadlines.due import Due, Step, explained, unchecked
from requests_app.deadlines.local_time import day_in_words
from requests_app.deadlines.nations import Nation
from requests_app.deadlines.pausing import Pause, paused_steps
from requests_app.deadlines.rules import RuleCode
from requests_app.deadlines.statutory import (
    EXTENSION_MONTHS,
    complaint_ico,
    complaint_safe,
    corresponding_date,
    freedom_of_information,
    months_later,
    received_on,
    rolled,
)
from requests_app.deadlines.working_days import Calendar

# The day from which a question to the person may stop the clock: Data (Use and Access) Act 2025 s.76.
PAUSES_SINCE = dt.date(2026, 2, 5)
# Where the duty to report holds: Female Genital Mutilation Act 2003 s.5B.
FGM_NATIONS = frozenset({Nation.ENGLAND, Nation.WALES})
# The ICO's suggestion of one target that is safe in every month.
SAFE_DAYS = 28


def subject_access(
    received: dt.date,
    nation: str,
    *,
    relevant: dt.date | None = None,
    extended: bool = False,
    pauses: Sequence[Pause] = (),
) -> Due:
    """The last day to answer a subject access request.

    UK GDPR Art 12(3), counted as `one_calendar_month` says; from the later day on which what was asked for to
    identify the person came; days between asking for clarification and getting it don't count (Data (Use and
    Access) Act 2025 s.76), save those before the month began, which no date counts. `extended` adds the two
    further months. The steps name the stricter days too.
    """
    months = 1 + EXTENSION_MONTHS * extended
    start = max(received, relevant or received)
    steps = [received_on(received)]
    if start != received:
        words = f"What was asked for to identify the person came {day_in_words(start)}: it counts from then."
        steps.append(Step(words, "relevant", start))
    end = corresponding_date(start, months)
    since = [replace(pause, days=_days_since(start, pause)) for pause in pauses]
    steps += [months_later(start, months, end), *paused_steps(since, "day")]
    if any(pause.asked < start for pause in since):
        words = f"Only days after {day_in_words(start)} are added: it counts from that day anyway."
        steps.append(Step(words, "stood_still_since", start))
    stopped = dt.timedelta(days=sum(pause.days for pause in since))
    if stopped:
        end += stopped
        steps.append(Step(f"So the date is {day_in_words(end)}.", "moved_to", end))
    rule = RuleCode.SUBJECT_ACCESS_EXTENDED if extended else RuleCode.SUBJECT_ACCESS
    due = rolled(rule, end, nation, steps)
    strict = end - dt.timedelta(days=1)
    early = start + dt.timedelta(days=SAFE_DAYS) + stopped
    more = [
        Step(f"Safe on every reading of “beginning with”: {day_in_words(strict)}.", "strict_reading", strict)
    ]
    if not extended:
        more.append(
            Step(f"{SAFE_DAYS} days, safe in every month: {day_in_words(early)}.", "days", SAFE_DAYS, early)
        )
    return Due(rule, due.at, (*due.explanation[:-1], *more, due.explanation[-1]))


def _days_since(start: dt.date, pause: Pause) -> int:
    """The days of a pause after the day from which the month counts."""
    return max(0, (pause.answered - max(pause.asked, start)).days)


def complaint(received: dt.date, nation: str) -> Due:
    """The last day to acknowledge a data protection complaint, on the safe reading, with the ICO's beside it.

    DPA 2018 s.164A; which reading holds is contested, so that the earlier one is worked to.
    """
    safe, ico = complaint_safe(received), complaint_ico(received, nation)
    other = Step(
        f"The ICO counts from the day after, which gives {day_in_words(ico.day)}: contested, so check with"
        " your DPO before you use it.",
        "ico_reading",
        ico.day,
    )
    return explained(safe.rule, safe.at, *safe.explanation[:-1], other)


def complaint_outcome(received: dt.date, calendar: Calendar, days: int) -> Due:
    """The day by which the practice means to give the outcome: its own target, in working days of its own.

    DPA 2018 s.164A asks to respond without undue delay and to give the outcome, and sets no number of days.
    """
    end = calendar.add(received, days)
    counted = Step(
        f"{days} working {'day' if days == 1 else 'days'} later, the practice’s own target, is "
        f"{day_in_words(end)}.",
        "working_days",
        days,
        end,
    )
    return explained(RuleCode.COMPLAINT_OUTCOME, end, received_on(received), counted, *unchecked(end))


def public_interest_until(received: dt.date, until: dt.date) -> Due:
    """The day that the practice chose to weigh the public interest until; the twentieth working day stands.

    Freedom of Information Act 2000 s.10: a reasonable time; the refusal notice is due in the 20 working days
    all the same.
    """
    notice = freedom_of_information(received).day
    return explained(
        RuleCode.FREEDOM_OF_INFORMATION_EXTENDED,
        until,
        received_on(received),
        Step(f"The refusal notice stays due by {day_in_words(notice)}.", "notice_by", notice),
        Step(f"To weigh the public interest the practice chose {day_in_words(until)}.", "chosen", until),
    )


def fgm_report(found: dt.date) -> Due:
    """The last safe day to report female genital mutilation of a girl, from the day it was first found.

    Female Genital Mutilation Act 2003 s.5B: before the end of one month. A month "from" a day ends with the
    day before its corresponding date: the stricter reading is safe. It doesn't move to a working day.
    """
    end = corresponding_date(found, 1) - dt.timedelta(days=1)
    return explained(
        RuleCode.FGM_REPORT,
        end,
        Step(f"First found {day_in_words(found)}.", "found", found),
        Step(f"The last safe day of one month is {day_in_words(end)}.", "month_ends", end),
    )
