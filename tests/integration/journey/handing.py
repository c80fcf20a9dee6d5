"""What the tests of hand-overs share: days, one that was made, its clock, the newest entry."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from audit.ledger.api import Entry, entries, log_name
from requests_app.journey import handover
from requests_app.journey.clocks_beside import RULE_OF
from requests_app.models import Clock, Handover
from tests.factories import journeys
from tests.factories.journeys import Team

DAY = dt.timedelta(days=1)
MORNING = "10:00+00:00"
# A month in which nothing moves: received on a Tuesday, due on a Thursday.
RECEIVED, DUE = dt.date(2026, 11, 10), dt.date(2026, 12, 10)


@pytest.fixture
def made(team: Team, time_machine: Any) -> Callable[..., Handover]:
    """A hand-over out of a request in triage, on the day of receipt unless told."""

    def make(kind: str = "sar", on: dt.date = RECEIVED, received: dt.date = RECEIVED) -> Handover:
        time_machine.move_to(f"{on} {MORNING}", tick=False)
        request = journeys.submitted(team)
        return handover.hand_over(
            key=request.key, by=team.ig_lead, kind=kind, received_on=received, note="They want a copy"
        )

    return make


def clock(row: Handover, rule: str = "") -> Clock:
    """That of the law's own date unless told."""
    return Clock.objects.get(handover=row, rule=rule or RULE_OF[row.kind])


def newest(team: Team) -> Entry:
    (found,) = entries(log_name(team.practice.public_id), limit=1)
    return found
