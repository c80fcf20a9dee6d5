"""The four nations and their bank holidays."""

import datetime as dt
import functools
from enum import StrEnum

import holidays


class Nation(StrEnum):
    """A nation of the United Kingdom, as practices name theirs."""

    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


SUBDIVISIONS = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}


# The last day of the years whose bank holidays were checked, nation by nation, against a list of our own: see
# tests/unit/requests_app/deadlines/test_bank_holidays.py. Later ones the library reckons by their rules: what
# is proclaimed meanwhile, such as a day for a coronation, comes with a newer version.
CHECKED_UNTIL = dt.date(2028, 12, 31)
# A date that is reckoned today may lie some months ahead, and a new version takes a while to arrive.
WARN_AHEAD = dt.timedelta(days=365)


def calendar_ends() -> dt.date:
    """The last day for which the bank holidays are known for certain."""
    return CHECKED_UNTIL


def calendar_runs_out(today: dt.date) -> bool:
    """Whether it is time to renew the calendar: from a year before it ends."""
    return today > calendar_ends() - WARN_AHEAD


@functools.cache
def bank_holidays(nation: Nation, year: int) -> frozenset[dt.date]:
    """The bank holidays of a nation in a year, with substitute days.

    Banking and Financial Dealings Act 1971 and royal proclamations, as the `holidays` package keeps them.
    """
    return frozenset(holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=year))
