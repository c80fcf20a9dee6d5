"""What can't wait says so in its subject and to the mail program; nothing else does."""

from datetime import timedelta
from smtplib import SMTPConnectError, SMTPDataError, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from requests_app.events import CHANGES, TOPICS, URGENT
from requests_app.models import OutboxMessage
from requests_app.reminders import sending
from requests_app.reminders.sending import send_waiting
from requests_app.reminders.wording import headline_of
from tests.factories import journeys, rules
from tests.factories.journeys import Team


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


@pytest.mark.parametrize("topic", sorted(sending.FIRST))
def test_what_cannot_wait_goes_before_what_waited_longer(team: Team, topic: str) -> None:
    journeys.submitted(team), journeys.submitted(team)
    last = OutboxMessage.objects.latest("id")
    OutboxMessage.objects.filter(pk=last.pk).update(topic=topic)
    OutboxMessage.objects.exclude(pk=last.pk).update(not_before=timezone.now() - timedelta(hours=1))

    claimed = sending.claim(timezone.now())

    assert claimed == last


@pytest.mark.parametrize(
    ("problem", "tried"),
    [
        (ConnectionRefusedError(), 1),
        (TimeoutError(), 1),
        (SMTPConnectError(421, b"busy"), 1),
        (SMTPServerDisconnected(), 1),
        (SMTPDataError(451, b"not this one"), 3),
        (KeyError("words"), 3),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_mail_server_that_is_gone_is_not_asked_for_each_mail(
    team: Team, monkeypatch: pytest.MonkeyPatch, problem: Exception, tried: int
) -> None:
    class Gone:
        def send_messages(self, messages: Any) -> int:
            raise problem

    for _ in range(3):
        journeys.submitted(team)
    monkeypatch.setattr(sending, "get_connection", Gone)

    assert send_waiting() == 0
    assert OutboxMessage.objects.filter(attempts=1, last_error=type(problem).__name__).count() == tried
    assert OutboxMessage.objects.filter(attempts=0, claimed_at=None).count() == 3 - tried


def test_every_topic_has_its_words_once() -> None:
    assert not set(TOPICS) & set(CHANGES)
    assert set(TOPICS) | set(CHANGES) >= URGENT
    assert all(headline_of(topic) == TOPICS[topic] for topic in TOPICS)
