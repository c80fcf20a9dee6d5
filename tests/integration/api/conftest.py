"""A practice with a program that has a token, and what it sends."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from practices import service_accounts
from practices.models import Person, ServiceAccount
from tests.factories.journeys import Team
from tests.integration.api.letters import a_letter
from tests.integration.journey.conftest import make_team

REQUESTS = "/api/v1/requests/"


@dataclass
class Program:
    """A service account as it calls."""

    account: ServiceAccount
    token: str
    client: Client = field(default_factory=Client)

    @property
    def person(self) -> Person:
        return self.account.person

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Read with the token."""
        return self.client.get(path, headers={"Authorization": f"Bearer {self.token}", **headers})

    def log(self, letter: Any = None, key: str = "", **headers: str) -> HttpResponse:
        """Log a letter under a key of its own."""
        return self.client.post(
            REQUESTS,
            json.dumps(a_letter() if letter is None else letter),
            content_type="application/json",
            headers={
                "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": key or str(uuid4()),
                **headers,
            },
        )


def make_program(team: Team, name: str = "Docman intake") -> Program:
    """With a token for a week."""
    by = team.practice_administrator
    account = service_accounts.make(practice=team.practice, name=name, by=by)
    until = timezone.localdate() + timedelta(days=7)
    return Program(account, service_accounts.issue(account=account, expires_on=until, by=by)[1])


@pytest.fixture
def team(transactional_db: None) -> Team:
    return make_team()


@pytest.fixture
def program(team: Team) -> Program:
    return make_program(team)


@pytest.fixture
def as_person() -> Callable[[Person], Client]:
    """`as_person(team.ig_lead)`: a signed-in client."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
