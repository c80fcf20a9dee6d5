"""My work, all requests and the request's page, as each role meets them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from practices.models import Person
from tests.factories import journeys
from tests.factories.journeys import Team


@pytest.fixture
def seen_by(client: Client) -> Callable[[Person], Client]:
    """A browser in which a person is signed in."""

    def enter(person: Person) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return enter


def test_first_pages(team: Team, seen_by) -> None:
    request = journeys.closed(team)
    waiting = journeys.at_decision(team)
    browser = seen_by(team.caldicott_guardian)
    for address in ("/", "/requests/", reverse("request", args=[request.key]), reverse("request", args=[waiting.key])):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        print(answer.content.decode()[-6000:])
