"""How urgent a request is, while it is logged: an emergency, and what is none."""

from collections.abc import Callable

import pytest
from django.test import Client

from practices.models import Person
from requests_app.journey import log
from requests_app.models import Request
from tests.factories.journeys import Team
from tests.integration.pages.typed import POSTED, address


@pytest.fixture
def manager(team: Team, as_person: Callable[[Person], Client]) -> Client:
    return as_person(team.practice_manager)


@pytest.fixture
def draft(team: Team) -> Request:
    return log.start(practice=team.practice, by=team.practice_manager)


def test_an_emergency(manager: Client, draft: Request) -> None:
    manager.post(address(draft, "log_requester"), POSTED["requester"])
    typed = {"urgency": "emergency", "emergency_reason": "She said that she would jump", "immigration": "no"}

    assert manager.post(address(draft, "log_urgency"), typed).status_code == 302
    saved = Request.objects.get()
    assert saved.emergency
    assert saved.emergency_reason == "She said that she would jump"


def test_an_immigration_purpose_is_no_emergency(manager: Client, draft: Request) -> None:
    typed = {"urgency": "emergency", "emergency_reason": "She said that she would jump"}
    for given, words in (
        ({}, "Select whether any part of the purpose is to do with immigration"),
        ({"immigration": "yes"}, "With an immigration purpose it is no emergency here"),
    ):
        page = manager.post(address(draft, "log_urgency"), typed | given)
        assert page.status_code == 422
        assert words in page.content.decode()
    assert manager.post(address(draft, "log_urgency"), {"urgency": "urgent"}).status_code == 302
    assert not Request.objects.get().emergency


def test_an_emergency_is_for_those_who_protect_and_one_person(manager: Client, draft: Request) -> None:
    typed = {"urgency": "emergency", "emergency_reason": "Because", "immigration": "no"}
    manager.post(address(draft, "log_requester"), POSTED["requester"] | {"kind": "landlord_or_agent"})
    first = manager.post(address(draft, "log_urgency"), typed)
    manager.post(address(draft, "log_requester"), POSTED["requester"])
    manager.post(address(draft, "log_subject"), {"subject_kind": "several"})
    second = manager.post(address(draft, "log_urgency"), typed)

    assert "Only police, ambulance or safeguarding can ask in an emergency" in first.content.decode()
    assert "An emergency is about one named person" in second.content.decode()
    assert "Because" in second.content.decode()
