"""How long a closed request's encrypted details are kept: to the day, in the UK."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from kit.errors import NotPossible
from requests_app.models import Request
from requests_app.policies import disposal as policy
from tests.factories import journeys
from tests.factories.journeys import Team


@pytest.fixture
def old(team: Team) -> Request:
    """Closed seven years ago, when six are set."""
    return journeys.long_closed(journeys.closed(team), years=7)


def at_noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("closed", "until"),
    [
        (at_noon(2020, 11, 9), "2026-11-09"),
        (at_noon(2020, 2, 29), "2026-03-01"),
        (datetime(2020, 7, 1, 23, 30, tzinfo=ZoneInfo("UTC")), "2026-07-02"),  # already the 2nd in the UK
    ],
)
def test_the_last_day_is_the_same_day_years_later(
    team: Team, old: Request, closed: datetime, until: str
) -> None:
    Request.objects.filter(pk=old.pk).update(closed_at=closed)
    found = journeys.fresh(old)
    last = policy.keep_until(found)
    assert last is not None
    assert last.isoformat() == until
    check: Callable[..., object] = partial(policy.check_may_be_destroyed, found)
    with pytest.raises(NotPossible):
        check(last)
    assert check(last + timedelta(days=1)) == last
