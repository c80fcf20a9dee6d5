"""Claim, send, record: nothing that was committed is lost, and what fails waits longer each time."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from requests_app import tasks
from requests_app.models import OutboxMessage
from requests_app.reminders import sending
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team


class Broken:
    """A mail server that hangs up, quoting what nobody should read in a log."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected("Dmitar Halloway")


def test_those_who_act_next_get_a_reference_and_a_link_and_nothing_else(team: Team) -> None:
    request = journeys.submitted(team)

    assert tasks.send_messages() == 1

    (sent,) = mail.outbox
    assert sent.to == ["ig_lead@y99991.example"]  # the manager submitted it and knows
    assert request.reference in sent.subject
    assert f"/requests/{request.key}/" in sent.body
    assert "Halloway" not in sent.body + sent.subject
    assert OutboxMessage.objects.get().sent_at is not None
    assert tasks.send_messages() == 0


def test_a_failure_waits_longer_each_time_and_gives_up_at_last(
    team: Team, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    journeys.submitted(team)
    monkeypatch.setattr(sending, "get_connection", Broken)
    waits = []
    for _ in range(sending.ATTEMPTS):
        OutboxMessage.objects.update(not_before=timezone.now())
        assert sending.send_waiting() == 0
        message = OutboxMessage.objects.get()
        waits.append(round((message.not_before - timezone.now()).total_seconds() / 60))

    assert waits[:4] == [2, 4, 8, 16]
    assert message.given_up_at is not None
    assert message.attempts == sending.ATTEMPTS
    assert message.last_error == "SMTPServerDisconnected"
    assert "Halloway" not in caplog.text
    assert sending.send_waiting() == 0


def test_a_claim_that_a_dead_worker_left_is_taken_up_again(team: Team) -> None:
    journeys.submitted(team)
    now = timezone.now()

    assert sending.claim(now) is not None
    assert sending.claim(now) is None
    assert sending.claim(now + sending.STALE) is not None


def test_a_mail_that_kills_each_worker_is_not_tried_for_ever(team: Team) -> None:
    journeys.submitted(team)
    OutboxMessage.objects.update(attempts=sending.ATTEMPTS)

    assert sending.send_waiting() == 0
    assert mail.outbox == []
    assert OutboxMessage.objects.get().last_error == "no attempt came to an end"


def test_a_mail_that_cannot_be_made_does_not_hold_up_the_next(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = journeys.submitted(team), journeys.submitted(team)
    words = sending.mail_of

    def broken(message: OutboxMessage) -> tuple[str, str]:
        if message.request == first:
            raise KeyError("a topic without words")
        return words(message)

    monkeypatch.setattr(sending, "mail_of", broken)

    assert sending.send_waiting() == 1
    assert second.reference in mail.outbox[0].subject
    assert OutboxMessage.objects.get(request=first).last_error == "KeyError"


@pytest.mark.django_db
def test_the_claim_is_committed_before_the_mail_goes() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        sending.claim(timezone.now())


def test_somebody_deactivated_meanwhile_gets_nothing(team: Team) -> None:
    journeys.submitted(team)
    person = team.people["ig_lead"]
    person.is_active = False
    person.save()

    assert sending.send_waiting() == 0
    assert mail.outbox == []
    assert OutboxMessage.objects.get().given_up_at is not None


def test_every_topic_has_words(team: Team) -> None:
    journeys.closed(team)
    request = journeys.submitted(team)
    for topic in ("reminder.instrument_near", "reminder.patient_review"):  # from before there were clocks
        OutboxMessage.objects.create(
            recipient=team.people["ig_lead"],
            request=request,
            topic=topic,
            created_at=timezone.now(),
            not_before=timezone.now(),
        )

    tasks.send_messages()

    assert OutboxMessage.objects.filter(sent_at=None).count() == 0
    subjects = " ".join(m.subject for m in mail.outbox)
    assert "Date in the instrument is due soon" in subjects
    assert "Look again at whether the patient can be told" in subjects


def test_with_no_broker_the_message_waits_for_the_sweep(
    team: Team, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(**options: Any) -> None:
        raise ConnectionRefusedError("redis is gone")

    monkeypatch.setattr(tasks.send_messages, "apply_async", refuse)
    cache.delete("outbox-woken")

    tasks.wake_sender()

    assert "no worker could be woken: ConnectionRefusedError" in caplog.text


def test_while_redis_is_known_to_be_gone_no_page_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **options: woken.append(options))
    monkeypatch.setattr(tasks, "redis_paused", lambda: True)
    cache.delete("outbox-woken")

    tasks.wake_sender()

    assert woken == []


def test_many_changes_in_a_second_wake_one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.send_messages, "apply_async", lambda **options: woken.append(options))
    cache.delete("outbox-woken")

    for _ in range(5):
        tasks.wake_sender()

    assert [options["countdown"] for options in woken] == [tasks.GATHER]


def test_reminding_sends_what_cannot_wait_at_once(team: Team) -> None:
    request = journeys.submitted(team)
    tasks.send_messages()
    mail.outbox.clear()
    a_clock(request, rule="urgent")

    assert tasks.remind() >= 2
    assert {sent.subject.split(":")[0] for sent in mail.outbox} >= {"Urgent"}
    mail.outbox.clear()
    tasks.remind()
    assert mail.outbox == []


@pytest.mark.parametrize(("code", "given_up"), [(550, True), (451, False)], ids=["for good", "for now"])
def test_an_address_that_takes_no_mail_is_not_tried_again(
    team: Team, monkeypatch: pytest.MonkeyPatch, code: int, given_up: bool
) -> None:
    class Refusing:
        def send_messages(self, messages: Any) -> int:
            raise SMTPRecipientsRefused({"somebody": (code, b"no such person")})

    journeys.submitted(team)
    monkeypatch.setattr(sending, "get_connection", Refusing)

    assert sending.send_waiting() == 0
    message = OutboxMessage.objects.get()
    assert (message.given_up_at is not None) is given_up
    assert message.attempts == 1


def test_a_worker_stops_at_its_limit_and_leaves_the_rest_to_the_next(team: Team) -> None:
    for _ in range(3):
        journeys.submitted(team)

    assert sending.send_waiting(limit=2) == 2
    assert sending.send_waiting(limit=2) == 1
