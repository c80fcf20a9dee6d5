"""Clocks: pure functions from facts to a date and its explanation in words. Days are the United Kingdom's."""

from requests_app.deadlines.due import Due, Step
from requests_app.deadlines.handovers import complaint, subject_access
from requests_app.deadlines.nations import Nation, bank_holidays, calendar_ends, calendar_runs_out
from requests_app.deadlines.request_clocks import RequestFacts, clocks_of
from requests_app.deadlines.rules import RULES, RuleCode
from requests_app.deadlines.statutory import (
    breach_notice,
    complaint_ico,
    complaint_safe,
    freedom_of_information,
    one_calendar_month,
    safe_month_target,
)
from requests_app.deadlines.targets import (
    Targets,
    acknowledge_by,
    decide_by,
    lapses_unsent,
    look_back_by,
    triage_by,
)
from requests_app.deadlines.working_days import (
    Calendar,
    add_working_days,
    calendar_of,
    is_working_day,
    working_days_between,
)

__all__ = [
    "RULES",
    "Calendar",
    "Due",
    "Nation",
    "RequestFacts",
    "RuleCode",
    "Step",
    "Targets",
    "acknowledge_by",
    "add_working_days",
    "bank_holidays",
    "breach_notice",
    "calendar_ends",
    "calendar_of",
    "calendar_runs_out",
    "clocks_of",
    "complaint",
    "complaint_ico",
    "complaint_safe",
    "decide_by",
    "freedom_of_information",
    "is_working_day",
    "lapses_unsent",
    "look_back_by",
    "one_calendar_month",
    "safe_month_target",
    "subject_access",
    "triage_by",
    "working_days_between",
]
