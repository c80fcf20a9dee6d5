"""Limits beside a request's own clocks, to the day."""

import datetime as dt

import pytest

from requests_app.deadlines.further import CHECK, FURTHER, FurtherCode, further_limit


@pytest.mark.parametrize(
    ("code", "start", "day"),
    [
        (FurtherCode.TAX_APPEAL, "2026-11-20", "2026-12-20"),
        (FurtherCode.NHS_COMPLAINT, "2026-12-24", "2026-12-31"),  # Christmas, a Monday instead of Boxing Day
        (FurtherCode.DECEASED_RECENT, "2026-11-20", "2026-12-11"),
        (FurtherCode.DECEASED, "2026-11-20", "2026-12-30"),
    ],
)
def test_each_limit(code: FurtherCode, start: str, day: str) -> None:
    assert further_limit(code, dt.date.fromisoformat(start), "england").day == dt.date.fromisoformat(day)


def test_a_working_day_is_the_nations() -> None:
    start = dt.date(2026, 11, 26)
    assert further_limit(FurtherCode.NHS_COMPLAINT, start, "england").day == dt.date(2026, 12, 1)
    assert further_limit(FurtherCode.NHS_COMPLAINT, start, "scotland").day == dt.date(2026, 12, 2)


@pytest.mark.parametrize("code", FurtherCode)
def test_each_explains_itself_and_says_when_it_is_not_certain(code: FurtherCode) -> None:
    limit = further_limit(code, dt.date(2026, 11, 20), "england")
    assert limit.label == FURTHER[code].label
    assert limit.explanation[0].endswith("Fri 20 Nov 2026.")
    assert limit.explanation[-1] == f"Rule: {FURTHER[code].cite}"
    assert (CHECK in limit.explanation) is not limit.certain


def test_what_rests_on_no_opened_source_says_so() -> None:
    uncertain = {code for code in FurtherCode if not FURTHER[code].certain}
    assert uncertain == {
        FurtherCode.TAX_APPEAL,
        FurtherCode.NHS_COMPLAINT,
        FurtherCode.DECEASED_RECENT,
        FurtherCode.DECEASED,
    }
