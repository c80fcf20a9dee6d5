"""What can't wait says so in its subject and to the mail program; nothing else does."""

import pytest
from django.core import mail

from requests_app.events import CHANGES, TOPICS, URGENT
from requests_app.reminders.sending import send_waiting
from requests_app.reminders.wording import headline_of
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


def test_an_emergency_arrives_as_urgent(team: Team) -> None:
    request = rules.emergency_logged(team)
    send_waiting()
    logged = [sent for sent in mail.outbox if "emergency was logged" in sent.subject]
    assert {sent.to[0] for sent in logged} >= {team.caldicott_guardian.email, team.ig_lead.email}
    for sent in logged:
        assert sent.subject.startswith(f"Urgent: {request.name}")
        assert sent.extra_headers["Importance"] == "high"
        assert "Halloway" not in sent.subject + sent.body


def test_an_ordinary_request_does_not(team: Team) -> None:
    journeys.submitted(team)
    send_waiting()
    assert mail.outbox
    for sent in mail.outbox:
        assert not sent.subject.startswith("Urgent")
        assert "Importance" not in sent.extra_headers


def test_every_topic_has_its_words_once() -> None:
    assert not set(TOPICS) & set(CHANGES)
    assert set(TOPICS) | set(CHANGES) >= URGENT
    assert all(headline_of(topic) == TOPICS[topic] for topic in TOPICS)
