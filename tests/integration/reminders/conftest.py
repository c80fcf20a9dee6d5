"""A team with a request whose own reminders are out of the way, in autumn where a test asks for it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from requests_app.deadlines.local_time import LONDON
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.reminding import quiet


@pytest.fixture
def autumn() -> Iterator[None]:
    """A Friday noon in November 2026, after all that the tests speak of."""
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=LONDON), tick=True):
        yield


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def case(team: Team) -> Request:
    """In triage, without clocks but those that a test makes."""
    return quiet(journeys.submitted(team))


@pytest.fixture
def deciding(team: Team) -> Request:
    """The guardian alone hears of it."""
    return quiet(journeys.at_decision(team))
