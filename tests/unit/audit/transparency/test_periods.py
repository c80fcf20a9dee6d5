"""Quarters and financial years, as dates have them."""

from datetime import date

import pytest

from audit.desk.transparency.details import OTHER, large_enough, merged
from audit.desk.transparency.periods import (
    is_over,
    is_period,
    months_between,
    months_of,
    past_periods,
    plus,
    quarters_of,
    year_of,
)


@pytest.mark.parametrize(
    ("month", "more", "then"),
    [
        ("2026-12", 1, "2027-01"),
        ("2026-01", -1, "2025-12"),
        ("2026-04", 0, "2026-04"),
        ("2026-11", 14, "2028-01"),
    ],
    ids=["over new year", "back", "none", "more than a year"],
)
def test_months_later(month: str, more: int, then: str) -> None:
    assert plus(month, more) == then


def test_a_financial_year_and_its_quarters() -> None:
    assert year_of("2026-03") == "2025-04.2026-03"
    assert year_of("2026-04") == "2026-04.2027-03"
    assert quarters_of("2025-04.2026-03") == [
        "2025-04.2025-06",
        "2025-07.2025-09",
        "2025-10.2025-12",
        "2026-01.2026-03",
    ]
    assert (
        months_of("2025-11.2026-01")
        == months_between("2025-11", "2026-01")
        == ["2025-11", "2025-12", "2026-01"]
    )
    assert months_of("2025-11") == ["2025-11"]


def test_what_a_report_can_cover() -> None:
    assert is_period("2025-04.2026-03")
    assert is_period("2026-01.2026-03")
    for other in ("2026-01.2026-12", "2026-02.2026-04", "2026-01", "", "x", "2026-13.2027-01"):
        assert not is_period(other)
    assert is_over("2026-07.2026-09", date(2026, 10, 1))
    assert not is_over("2026-07.2026-09", date(2026, 9, 30))


def test_the_latest_come_first() -> None:
    found = past_periods(date(2026, 11, 22), years=1)
    assert found[:4] == ["2026-07.2026-09", "2026-04.2026-06", "2025-04.2026-03", "2026-01.2026-03"]
    assert all(is_over(period, date(2026, 11, 22)) for period in found)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 9, "b": 5}, [("a", 9), ("b", 5)]),
        ({"a": 9, "b": 7, "c": 2}, [("a", 9), (OTHER, 9)]),
        ({"a": 9, "b": 3, "c": 3}, [("a", 9), (OTHER, 6)]),
        ({"a": 9, "b": 7, "c": 4, "d": 4}, [("a", 9), (OTHER, 15)]),
        ({"a": 9, "b": 2, "c": 1}, []),
        ({"a": 3, "b": 3}, []),
        ({"a": 2}, []),
        ({}, []),
    ],
    ids=["large", "one small", "two small", "two fours", "too small together", "only small", "one", "none"],
)
def test_small_groups_stand_together(counts: dict[str, int], shown: list[tuple[str, int]]) -> None:
    from collections import Counter

    assert merged(Counter(counts)) == shown


def test_numbers_that_could_only_be_so() -> None:
    assert not large_enough([("a", 4), ("b", 4)])
    assert not large_enough([("a", 1), ("b", 1)])
    assert large_enough([("a", 1), ("b", 4)])
    assert large_enough([("a", 4), ("b", 9)])
