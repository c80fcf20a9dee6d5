"""The periods that a report can cover: quarters, and financial years from April to March. Months are within.

Fixed periods, so that every total that will ever be published is known when the first report is: two periods
of one's own choice could be chosen for their difference.
"""

from datetime import date

MONTHS_A_YEAR, MONTHS_A_QUARTER = 12, 3
FIRST_OF_YEAR = 4  # April


def plus(month: str, more: int) -> str:
    """So many months after 2026-04 (before, when negative)."""
    year, number = (int(part) for part in month.split("-"))
    months = year * MONTHS_A_YEAR + number - 1 + more
    return f"{months // MONTHS_A_YEAR:04}-{months % MONTHS_A_YEAR + 1:02}"


def first_day(month: str) -> date:
    """The first day of 2026-04."""
    return date.fromisoformat(f"{month}-01")


def months_between(first: str, last: str) -> list[str]:
    """Every month from one to another, both included."""
    found = []
    while first <= last:
        found.append(first)
        first = plus(first, 1)
    return found


def period_of(first: str, last: str) -> str:
    """How cells name a period: 2026-04.2026-06; one month is its own period."""
    return first if first == last else f"{first}.{last}"


def months_of(period: str) -> list[str]:
    """The months of a period."""
    first, _, last = period.partition(".")
    return months_between(first, last or first)


def year_of(month: str) -> str:
    """The financial year of a month, as a period."""
    number = int(month[5:])
    first = plus(month, -((number - FIRST_OF_YEAR) % MONTHS_A_YEAR))
    return period_of(first, plus(first, MONTHS_A_YEAR - 1))


def quarters_of(year: str) -> list[str]:
    """The quarters of a financial year."""
    months = months_of(year)
    return [period_of(first, plus(first, MONTHS_A_QUARTER - 1)) for first in months[::MONTHS_A_QUARTER]]


def is_period(period: str) -> bool:
    """Whether a report can cover it."""
    try:
        year = year_of(str(first_day(period[:7]))[:7])
    except ValueError:
        return False
    return period == year or period in quarters_of(year)


def is_over(period: str, today: date) -> bool:
    """Whether its last month is."""
    return period[-7:] < f"{today:%Y-%m}"


def past_periods(today: date, years: int = 3) -> list[str]:
    """The quarters and years that are over, the latest first, each year before its quarters."""
    found = []
    year = year_of(f"{today:%Y-%m}")
    for _ in range(years + 1):
        found += [period for period in (year, *reversed(quarters_of(year))) if is_over(period, today)]
        year = year_of(plus(year[:7], -1))
    return found
