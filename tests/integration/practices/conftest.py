"""What these tests share: a practice with its people, and each step's own log."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.test import Client

from audit.ledger.api import entries, log_name
from practices.models import Practice
from tests.factories.people import a_member, a_practice
from tests.integration.practices.pages import one_of_everything
from tests.support.ledger_steps import each_step_its_own_log


@pytest.fixture
def steps() -> Iterator[None]:
    """Each durable step within a test's transaction may write to a log of its own."""
    with each_step_its_own_log():
        yield


@pytest.fixture
def staff(db: None, steps: None) -> SimpleNamespace:
    """A practice with its administrator and guardian, and someone at the front desk."""
    practice = a_practice(name="Larkmoor Test Surgery")
    return SimpleNamespace(
        practice=practice,
        administrator=a_member(practice, "practice_administrator", full_name="Ada Admin"),
        guardian=a_member(practice, "caldicott_guardian", full_name="Gwen Guardian"),
        desk=a_member(practice, "front_desk", full_name="Fred Desk"),
    )


@pytest.fixture
def told() -> Callable[..., list[str]]:
    """The names of the events in a practice's log, or in the site's, oldest first."""

    def events(practice: Practice | None = None) -> list[str]:
        log = log_name(practice.public_id if practice else None)
        return [found.event for found in reversed(entries(log))]

    return events


@pytest.fixture
def signed_in(client: Client) -> Callable[..., Client]:
    """The client with somebody signed in, without passing the sign-in page."""

    def sign_in(person: object) -> Client:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def world(staff: SimpleNamespace) -> SimpleNamespace:
    """The practice with one of everything that a page can be about."""
    return one_of_everything(staff)
