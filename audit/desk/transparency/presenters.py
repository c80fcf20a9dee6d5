"""A transparency report as tables: on the page and as a file for publication."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from audit.desk.transparency.cells import ALL
from audit.desk.transparency.counting import OUTCOMES, UNKNOWN
from audit.desk.transparency.periods import first_day, months_of, past_periods, year_of
from audit.desk.transparency.publishing import Report
from audit.desk.words import in_words
from kit.tables import Column
from practices.models import Practice

#: As statistics for the public write what is confidential.
HIDDEN = "[c]"
ALL_KINDS, ALL_OUTCOMES = "All who asked", "All requests"
HEADER = ("Practice", "Period", "Table", "Who asked", "Outcome or group", "Number")


def kind_in_words(kind: str) -> str:
    """Who asked."""
    if kind == ALL:
        return ALL_KINDS
    return "Not recorded" if kind == UNKNOWN else in_words("requester_kind", kind)


def month_in_words(month: str) -> str:
    """April 2026."""
    return f"{first_day(month):%B %Y}"


def period_in_words(period: str) -> str:
    """April 2026 to June 2026; a month alone; a financial year says so."""
    months = months_of(period)
    if len(months) == 1:
        return month_in_words(period)
    words = f"{month_in_words(months[0])} to {month_in_words(months[-1])}"
    return f"{words} (financial year)" if period == year_of(months[0]) else words


def number(value: int | None) -> str:
    """A number, or the sign for what is not shown."""
    return HIDDEN if value is None else f"{value:,}"


def tables(report: Report) -> list[dict[str, Any]]:
    """A table for the whole period, then one a month; who asked down, outcomes across."""
    periods = [(period, period_in_words(period)) for period in (report.period, *report.months)]
    outcomes = (*OUTCOMES, ALL)
    columns = [Column("Who asked"), *(Column(_outcome(code), numeric=True) for code in outcomes)]
    return [
        {
            "caption": f"Requests by who asked and how they ended: {words}",
            "columns": columns,
            "rows": [
                [
                    kind_in_words(kind),
                    *(number(report.value((period, kind, outcome))) for outcome in outcomes),
                ]
                for kind in (*report.kinds, ALL)
            ],
        }
        for period, words in periods
    ]


def details(report: Report) -> dict[str, Any]:
    """The tables of law and of telling the patient, and the median of days, where they can be shown."""
    found = report.details
    return {
        "bases": [[name, number(count)] for name, count in found.bases],
        "told": [[name, number(count)] for name, count in found.told],
        "share_told": found.share_told,
        "median_days": _days(found.median_days),
    }


def lines(practice: Practice, report: Report) -> Iterator[list[Any]]:
    """The rows of the file: a number a row."""
    period = period_in_words(report.period)
    for code, words in ((each, period_in_words(each)) for each in (report.period, *report.months)):
        for kind in (*report.kinds, ALL):
            for outcome in (*OUTCOMES, ALL):
                value = report.value((code, kind, outcome))
                shown: Any = HIDDEN if value is None else value
                yield [practice.ods_code, words, "Requests", kind_in_words(kind), _outcome(outcome), shown]
    found = report.details
    for name, count in found.bases:
        yield [practice.ods_code, period, "Legal basis", "", name, count]
    for name, count in found.told:
        yield [practice.ods_code, period, "Telling the patient", "", name, count]
    if found.median_days is not None:
        yield [practice.ods_code, period, "Median days to a decision", "", "", _days(found.median_days)]
    yield [practice.ods_code, period, "Note", "", f"{HIDDEN}: not shown, to protect people", ""]


def period_choices(today: date) -> list[tuple[str, str]]:
    """The quarters and financial years that are over, the latest first."""
    return [(period, period_in_words(period)) for period in past_periods(today)]


def _outcome(code: str) -> str:
    return ALL_OUTCOMES if code == ALL else OUTCOMES[code]


def _days(found: float | None) -> str:
    return "" if found is None else f"{found:g}"
