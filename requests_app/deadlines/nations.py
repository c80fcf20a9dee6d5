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


@functools.cache
def bank_holidays(nation: Nation, year: int) -> frozenset[dt.date]:
    """The bank holidays of a nation in a year, with substitute days.

    Banking and Financial Dealings Act 1971 and royal proclamations, as the `holidays` package keeps them.
    """
    return frozenset(holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=year))
