"""Sends what is in the outbox: claim a row, send its mail, record that it went.

A worker that dies between the claim and the record leaves a stale claim, which is taken up again;
so a mail in flight at that moment may arrive twice, but none is lost. The claim is committed before the
mail goes, and counts: no mail is tried, and so none arrives, more often than ATTEMPTS times.
Whether a reminder still holds is asked at the last moment, when the mail server already waits for the mail.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPConnectError, SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from practices.permissions import access_of
from requests_app.events import URGENT
from requests_app.models import OutboxMessage
from requests_app.models.message import FIRST, POSSIBLY
from requests_app.permissions import visible_to
from requests_app.reminders import digest, sweep
from requests_app.reminders.wording import mail_of, reminding_mail
from requests_app.selectors import reminders

log = logging.getLogger("desk.outbox")

# A claim older than this belongs to a worker that died.
STALE = timedelta(minutes=10)
# After so many failures a person is told on a page instead.
ATTEMPTS = 8
# The topics of mails that carry reminders.
REMINDING = frozenset({digest.TOPIC, sweep.TOPIC})
# A mail server's answer from here on is final: the address doesn't exist, or takes nothing from us.
FINAL = 500


class Unreachable(Exception):
    """The mail server can't be reached: the rest of a batch would only wait for it too, each in vain."""


def send_waiting(limit: int = 200) -> int:
    """Send up to `limit` messages that wait; returns how many went out.

    It ends early where the mail server can't be reached; the next sweep goes on.
    """
    sent = 0
    for _ in range(limit):
        message = claim(timezone.now())
        if message is None:
            break
        if message.attempts > ATTEMPTS:  # each worker that took it died of it, or with it
            _give_up(message, "no attempt came to an end")
            continue
        try:
            sent += deliver(message)
        except Unreachable:
            break
    return sent


def claim(now: datetime) -> OutboxMessage | None:
    """Take the next message for this worker, skipping what others hold; None when nothing waits.

    Each of the two questions is answered by an index of its own, however many wait.
    """
    with transaction.atomic(durable=True):
        waiting = waiting_at(now).select_for_update(skip_locked=True, of=("self",))
        message = waiting.filter(topic__in=FIRST).first() or waiting.first()
        if message is None:
            return None
        message.claimed_at = now
        message.attempts += 1
        message.save(update_fields=["claimed_at", "attempts"])
    return message


def waiting_at(now: datetime) -> QuerySet[OutboxMessage]:
    """What may be claimed, the longest waiting first."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=now - STALE)
    found = OutboxMessage.objects.filter(free, sent_at=None, given_up_at=None, not_before__lte=now)
    return found.order_by("not_before", "id")


def deliver(message: OutboxMessage) -> bool:
    """Send one claimed message and record the result; False when it failed and waits for another try.

    Raises Unreachable, with the failure recorded, where no mail can go.
    """
    message = OutboxMessage.objects.select_related("recipient", "request__practice").get(pk=message.pk)
    if not message.recipient.is_active:
        reminders.drop_all(message, timezone.now())
        _give_up(message, "recipient deactivated")
        return False
    if not _still_theirs(message):
        _give_up(message, "no longer sees the request")
        return False
    try:
        goes = _send_reminders(message) if message.topic in REMINDING else _send(message, *mail_of(message))
    except Exception as problem:  # whatever a mail server or a library does: the next message must go
        _failed(message, problem)
        if _is_unreachable(problem):
            raise Unreachable from problem
        return False
    if not goes:
        _give_up(message, reminders.NOT_NEEDED)
        return False
    doubtful = When(bounced_at__isnull=False, last_error=POSSIBLY, then=Value(POSSIBLY))  # quicker than this
    last_error = Case(doubtful, default=Value(""))
    OutboxMessage.objects.filter(pk=message.pk).update(sent_at=timezone.now(), last_error=last_error)
    return True


def _send_reminders(message: OutboxMessage) -> bool:
    """Send those of its reminders that still hold; False where none does any more."""
    with get_connection() as connection:  # which may take seconds, in which a clock may be met
        at = timezone.now()
        found = reminders.of_message(message, on=timezone.localdate(at))
        reminders.drop(((row, why) for row, why in found.items() if why), at)
        holding = [row for row, why in found.items() if not why]
        return bool(holding) and _send(message, *reminding_mail(message, holding, at), connection)


def _send(message: OutboxMessage, subject: str, body: str, connection: Any = None) -> bool:
    EmailMessage(
        subject,
        body,
        to=[message.recipient.email],
        headers={"Message-ID": f"<{message.key}@disclosure-desk>", **_marks(message)},
        connection=connection or get_connection(),
    ).send()
    return True


def _marks(message: OutboxMessage) -> dict[str, str]:
    """What mail programs show of a message that can't wait."""
    urgent = message.topic in URGENT or message.topic == sweep.TOPIC
    return {"Importance": "high", "X-Priority": "1"} if urgent else {}


def _still_theirs(message: OutboxMessage) -> bool:
    """Whether they see the request now: a role may have ended since it was queued, an interest may bar."""
    if message.request is None or message.topic in REMINDING:  # each reminder is asked for itself
        return True
    seen = visible_to(access_of(message.recipient))
    return seen.filter(pk=message.request.pk).exists()


def _failed(message: OutboxMessage, problem: Exception) -> None:
    """Wait longer each time: 2, 4, 8 … minutes, unless the answer was final.

    Only the failure's kind is kept: its text may name people.
    """
    kind = type(problem).__name__
    log.warning("message %s was not sent: %s", message.key, kind)
    if message.attempts >= ATTEMPTS or _is_final(problem):
        _give_up(message, kind)
        return
    OutboxMessage.objects.filter(pk=message.pk).update(
        claimed_at=None,
        last_error=kind,
        not_before=timezone.now() + timedelta(minutes=2) * 2 ** (message.attempts - 1),
    )


def _is_final(problem: Exception) -> bool:
    """Whether the mail server says that it will never take mail for this address."""
    return isinstance(problem, SMTPRecipientsRefused) and all(
        code >= FINAL for code, _ in problem.recipients.values()
    )


def _is_unreachable(problem: Exception) -> bool:
    """Whether the mail server didn't answer at all; an SMTPException, which is an OSError, is an answer."""
    if isinstance(problem, SMTPException):
        return isinstance(problem, SMTPConnectError | SMTPServerDisconnected)
    return isinstance(problem, OSError)


def _give_up(message: OutboxMessage, kind: str) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(
        given_up_at=timezone.now(), last_error=kind, attempts=F("attempts")
    )
