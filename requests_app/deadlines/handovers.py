"""Clocks of what comes out of a request: a rights request with all that moves it, and a complaint."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from requests_app.deadlines.due import Due, Step, explained
from requests_app.deadlines.local_time import day_in_words
from requests_app.deadlines.pausing import Pause, paused_steps
from requests_app.deadlines.rules import RuleCode
from requests_app.deadlines.statutory import (
    EXTENSION_MONTHS,
    complaint_ico,
    complaint_safe,
    corresponding_date,
    months_later,
    received_on,
    rolled,
)

# The day from which a question to the person may stop the clock: Data (Use and Access) Act 2025 s.76.
PAUSES_SINCE = dt.date(2026, 2, 5)
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
