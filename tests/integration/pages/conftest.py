"""A practice's people and their browsers, for tests of pages over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from practices.models import Person
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    """`as_person(team.ig_lead)`: a signed-in client."""

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
