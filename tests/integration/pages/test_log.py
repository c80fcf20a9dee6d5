"""Logging a request over HTTP: each task, what is wrong with an answer, and what becomes of the draft."""

import pytest
from django.test import Client
from django.urls import reverse

from requests_app.journey import log
from requests_app.models import Request
from tests.factories import journeys
from tests.factories.journeys import Team

PAGES = [
    "log_tasks", "log_received", "log_requester", "log_subject", "log_items", "log_purpose", "log_law",
    "log_urgency", "log_restriction", "log_check", "log_hand_over", "log_discard",
]  # fmt: skip


def address(request: Request, name: str, *more: object) -> str:
    return reverse(name, args=[request.key, *more])


@pytest.fixture
def manager(team: Team, client: Client) -> Client:
    client.force_login(team.practice_manager)
    return client


@pytest.mark.parametrize("complete", [False, True], ids=["empty", "complete"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_a_draft_opens(manager: Client, team: Team, name: str, complete: bool) -> None:
    draft = journeys.draft(team) if complete else log.start(practice=team.practice, by=team.practice_manager)

    page = manager.get(address(draft, name))

    assert page.status_code == 200
    assert page.content.count(b"<h1") == 1
