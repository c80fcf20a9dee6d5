"""The calendar says where it ends, warns a year before, and so does each date beyond it."""

import datetime as dt

import pytest

from requests_app.deadlines import (
    breach_notice,
    calendar_ends,
    calendar_of,
    calendar_runs_out,
    decide_by,
    freedom_of_information,
    lapses_unsent,
    one_calendar_month,
)
from requests_app.deadlines.local_time import LONDON
from requests_app.deadlines.targets import look_back_by, silent_from
from requests_app.deadlines.telling import tell_after
from tests.unit.requests_app.deadlines.test_bank_holidays import LISTED

ENGLAND = calendar_of("england")
LAST = dt.date(2028, 12, 29)  # a Friday
AT = dt.datetime(2028, 12, 29, 12, tzinfo=LONDON)


def test_it_ends_with_the_years_that_were_checked() -> None:
    assert calendar_ends() == dt.date(max(int(day[:4]) for day in LISTED), 12, 31)


@pytest.mark.parametrize(("days", "warns"), [(366, False), (365, False), (364, True), (0, True), (-1, True)])
def test_it_warns_from_a_year_before(days: int, warns: bool) -> None:
    assert calendar_runs_out(calendar_ends() - dt.timedelta(days=days)) is warns


@pytest.mark.parametrize(
    "due",
    [
        decide_by(LAST, ENGLAND),
        lapses_unsent(AT, ENGLAND),
        look_back_by(AT, ENGLAND),
        silent_from(AT, ENGLAND, "requester"),
        tell_after(AT, ENGLAND),
        freedom_of_information(LAST),
        one_calendar_month(LAST, "england"),
    ],
    ids=lambda due: str(due.rule),
)
def test_a_date_beyond_it_says_so(due: object) -> None:
    steps = getattr(due, "explanation", ())
    assert steps[-2] == "Bank holidays after Sun 31 Dec 2028 aren't known for certain yet: look again."
    assert steps[-2].token == "unchecked_after:2028-12-31"


@pytest.mark.parametrize(
    "due",
    [decide_by(dt.date(2028, 11, 24), ENGLAND), breach_notice(dt.datetime(2028, 12, 31, 9, tzinfo=LONDON))],
    ids=["within", "counts no working days"],
)
def test_others_say_nothing_of_it(due: object) -> None:
    assert not any("31 Dec 2028 aren't" in step for step in getattr(due, "explanation", ()))
