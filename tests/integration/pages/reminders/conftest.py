"""A team with a request whose own reminders are out of the way."""

import pytest
from django.utils import timezone

from requests_app.models import Clock, OutboxMessage, Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def case(team: Team) -> Request:
    found = journeys.submitted(team)
    Clock.objects.update(next_at=None)
    OutboxMessage.objects.update(sent_at=timezone.now())
    return found
