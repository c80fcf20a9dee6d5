"""The library's bank holidays against a list of our own, nation by nation and year by year."""

import datetime as dt

import pytest

from requests_app.deadlines import Nation, bank_holidays

# E England and Wales, S Scotland, N Northern Ireland.
LISTED = {
    "2026-01-01": "ESN", "2026-01-02": "S", "2026-03-17": "N", "2026-04-03": "ESN", "2026-04-06": "EN",
    "2026-05-04": "ESN", "2026-05-25": "ESN", "2026-06-15": "S", "2026-07-13": "N", "2026-08-03": "S",
    "2026-08-31": "EN", "2026-11-30": "S", "2026-12-25": "ESN", "2026-12-28": "ESN",
    "2027-01-01": "ESN", "2027-01-04": "S", "2027-03-17": "N", "2027-03-26": "ESN", "2027-03-29": "EN",
    "2027-05-03": "ESN", "2027-05-31": "ESN", "2027-07-12": "N", "2027-08-02": "S", "2027-08-30": "EN",
    "2027-11-30": "S", "2027-12-27": "ESN", "2027-12-28": "ESN",
    "2028-01-03": "ESN", "2028-01-04": "S", "2028-03-17": "N", "2028-04-14": "ESN", "2028-04-17": "EN",
    "2028-05-01": "ESN", "2028-05-29": "ESN", "2028-07-12": "N", "2028-08-07": "S", "2028-08-28": "EN",
    "2028-11-30": "S", "2028-12-25": "ESN", "2028-12-26": "ESN",
}  # fmt: skip
LETTERS = {Nation.ENGLAND: "E", Nation.WALES: "E", Nation.SCOTLAND: "S", Nation.NORTHERN_IRELAND: "N"}


@pytest.mark.parametrize("year", [2026, 2027, 2028])
@pytest.mark.parametrize("nation", Nation)
def test_the_library_agrees_with_the_list_on_every_weekday(nation: Nation, year: int) -> None:
    listed = {
        dt.date.fromisoformat(day)
        for day, letters in LISTED.items()
        if LETTERS[nation] in letters and day.startswith(str(year))
    }
    assert {day for day in bank_holidays(nation, year) if day.weekday() < 5} == listed


def test_every_nation_is_in_the_list() -> None:
    assert set(LETTERS) == set(Nation)
