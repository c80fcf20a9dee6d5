"""Limits that statutes set beside a request's own clocks. They are shown, with their citation; none decides.

Where the source is not certain the limit is a practice's own date, and says "check with your DPO".
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from requests_app.deadlines.local_time import day_in_words
from requests_app.deadlines.working_days import calendar_of

CHECK = "This is not certain: check with your DPO before you rely on it."


class FurtherCode(StrEnum):
    """One value for each limit."""

    TAX_APPEAL = "tax_appeal"
    NHS_COMPLAINT = "nhs_complaint"
    DECEASED_RECENT = "deceased_recent"
    DECEASED = "deceased"


@dataclass(frozen=True)
class FurtherRule:
    """What it is called, where it comes from, how long it is, from when, and whether that is certain."""

    label: str
    cite: str
    start: str
    days: int = 0
    working_days: int = 0
    certain: bool = True


FURTHER: dict[FurtherCode, FurtherRule] = {
    FurtherCode.TAX_APPEAL: FurtherRule(
        "Appeal against a third-party tax notice",
        "Finance Act 2008 Sch 36. No appeal where the tribunal approved the notice; where only the taxpayer"
        " agreed, solely because it is unduly onerous.",
        "served",
        days=30,
        certain=False,
    ),
    FurtherCode.NHS_COMPLAINT: FurtherRule(
        "Acknowledge an NHS complaint",
        "Three working days. A practice's own date here.",
        "received",
        working_days=3,
        certain=False,
    ),
    FurtherCode.DECEASED_RECENT: FurtherRule(
        "Give access to a deceased patient's recent record",
        "Access to Health Records Act 1990: 21 days, where the record was added to within 40 days before.",
        "received",
        days=21,
        certain=False,
    ),
    FurtherCode.DECEASED: FurtherRule(
        "Give access to a deceased patient's record",
        "Access to Health Records Act 1990: 40 days otherwise.",
        "received",
        days=40,
        certain=False,
    ),
}


@dataclass(frozen=True)
class Limit:
    """The last day, how it was reckoned, in words, and whether the rule is certain."""

    code: FurtherCode
    day: dt.date
    explanation: tuple[str, ...]
    certain: bool

    @property
    def label(self) -> str:
        """What the limit is called."""
        return FURTHER[self.code].label


def further_limit(code: FurtherCode, start: dt.date, nation: str) -> Limit:
    """The limit from the day on which it starts. Calendar days don't move to a working day.

    Raises ValueError for an unknown nation.
    """
    rule = FURTHER[code]
    if rule.working_days:
        day = calendar_of(nation).add(start, rule.working_days)
        counted = f"{rule.working_days} working days later"
    else:
        day = start + dt.timedelta(days=rule.days)
        counted = f"{rule.days} days later"
    steps = [
        f"{rule.start.capitalize()} {day_in_words(start)}.",
        f"{counted} is {day_in_words(day)}.",
        *([] if rule.certain else [CHECK]),
        f"Rule: {rule.cite}",
    ]
    return Limit(code, day, tuple(steps), rule.certain)
