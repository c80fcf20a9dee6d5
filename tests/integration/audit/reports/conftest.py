"""What the tests of reports share: a practice with cases, and files as their readers get them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.desk import tasks
from audit.desk.reports.asked import Asked, asked_now
from practices.models import Person, Practice
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.ledger_steps import each_step_its_own_log


@pytest.fixture
def team(db: None) -> Iterator[Team]:
    with each_step_its_own_log():
        yield make_team()


@pytest.fixture
def as_person(client: Client) -> Callable[[Person], Client]:
    def enter(person: Person) -> Client:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter


@pytest.fixture
def asked_today() -> Callable[..., Asked]:
    """A report over the last two days of these practices."""

    def ask(*practices: Practice, **more: Any) -> Asked:
        today = timezone.localdate()
        return asked_now(practices, today - timedelta(days=1), today, **more)

    return ask


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Nobody is woken: each test makes what waits when it wants to."""
    calls: list[int] = []
    monkeypatch.setattr(tasks.make_exports, "apply_async", lambda **_: calls.append(1))
    return calls
