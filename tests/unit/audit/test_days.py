"""Days of searches and reports are the UK's."""

from datetime import UTC, date, datetime

import pytest

from audit.desk.days import midnight, quarter_of


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 22), date(2026, 10, 1)),
        (date(2026, 1, 1), date(2026, 1, 1)),
        (date(2026, 6, 30), date(2026, 4, 1)),
        (date(2026, 9, 30), date(2026, 7, 1)),
    ],
)
def test_a_quarter_begins_in_january_april_july_and_october(day: date, first: date) -> None:
    assert quarter_of(day) == first


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 7, 14), datetime(2026, 7, 13, 23, tzinfo=UTC)),
        (date(2026, 11, 14), datetime(2026, 11, 14, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_in_the_uk(day: date, begins: datetime) -> None:
    assert midnight(day) == begins
