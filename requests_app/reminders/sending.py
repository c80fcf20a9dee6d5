"""Sends what is in the outbox: claim a row, send its mail, record that it went.

A worker that dies between the claim and the record leaves a stale claim, which is taken up again;
so a mail in flight at that moment may arrive twice, but none is lost. The claim is committed before the
mail goes, and counts: no mail is tried, and so none arrives, more often than ATTEMPTS times.
"""

import logging
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from practices.permissions import access_of
from requests_app.events import URGENT
from requests_app.models import OutboxMessage
from requests_app.permissions import visible_to
from requests_app.reminders.wording import mail_of

log = logging.getLogger("desk.outbox")

# A claim older than this belongs to a worker that died.
STALE = timedelta(minutes=10)
# After so many failures a person is told on a page instead.
ATTEMPTS = 8


def send_waiting(limit: int = 200) -> int:
    """Send up to `limit` messages that wait; returns how many went out."""
    sent = 0
    for _ in range(limit):
        message = claim(timezone.now())
        if message is None:
            break
        if message.attempts > ATTEMPTS:  # each worker that took it died of it, or with it
            _give_up(message, "no attempt came to an end")
        else:
            sent += deliver(message)
    return sent


def claim(now: datetime) -> OutboxMessage | None:
    """Take the next message for this worker, skipping what others hold; None when nothing waits."""
    with transaction.atomic(durable=True):
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(sent_at=None, given_up_at=None, not_before__lte=now)
            .filter(Q(claimed_at=None) | Q(claimed_at__lte=now - STALE))
            .order_by("not_before", "id")
            .first()
        )
        if message is None:
            return None
        message.claimed_at = now
        message.attempts += 1
        message.save(update_fields=["claimed_at", "attempts"])
    return message


def deliver(message: OutboxMessage) -> bool:
    """Send one claimed message and record the result; False when it failed and waits for another try."""
    message = OutboxMessage.objects.select_related("recipient", "request__practice").get(pk=message.pk)
    if not message.recipient.is_active:
        _give_up(message, "recipient deactivated")
        return False
    if not _still_theirs(message):
        _give_up(message, "no longer sees the request")
        return False
    try:
        subject, body = mail_of(message)
        EmailMessage(
            subject,
            body,
            to=[message.recipient.email],
            headers={"Message-ID": f"<{message.key}@disclosure-desk>", **_marks(message)},
            connection=get_connection(),
        ).send()
    except Exception as problem:  # whatever a mail server or a library does: the next message must go
        _failed(message, problem)
        return False
    OutboxMessage.objects.filter(pk=message.pk).update(sent_at=timezone.now(), last_error="")
    return True


def _marks(message: OutboxMessage) -> dict[str, str]:
    """What mail programs show of a message that can't wait."""
    return {"Importance": "high", "X-Priority": "1"} if message.topic in URGENT else {}


def _still_theirs(message: OutboxMessage) -> bool:
    """Whether they see the request now: a role may have ended since it was queued, an interest may bar."""
    if message.request is None:
        return True
    seen = visible_to(access_of(message.recipient))
    return seen.filter(pk=message.request.pk).exists()


def _failed(message: OutboxMessage, problem: Exception) -> None:
    """Wait longer each time: 2, 4, 8 … minutes. Only the failure's kind is kept: its text may name people."""
    kind = type(problem).__name__
    log.warning("message %s was not sent: %s", message.key, kind)
    if message.attempts >= ATTEMPTS:
        _give_up(message, kind)
        return
    OutboxMessage.objects.filter(pk=message.pk).update(
        claimed_at=None,
        last_error=kind,
        not_before=timezone.now() + timedelta(minutes=2) * 2 ** (message.attempts - 1),
    )


def _give_up(message: OutboxMessage, kind: str) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(
        given_up_at=timezone.now(), last_error=kind, attempts=F("attempts")
    )
