"""Mails that came back: what a mail server reports, noted on the message that it is about (RFC 3464)."""

import email
import email.policy
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage

from requests_app.models import OutboxMessage

# As sending.py writes the Message-ID.
OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@disclosure-desk>")
LARGEST = 1_000_000  # bytes: a report is small; nothing that is larger is read


def note(report: bytes, at: datetime) -> uuid.UUID | None:
    """Mark the message as come back; its key, or None where the report is of none of ours or of a delay.

    A report is a mail from outside: nothing in it is kept, and it can mark no message that was not sent.
    """
    if len(report) > LARGEST:
        return None
    message = email.message_from_bytes(report, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not _failed(message):
        return None
    for key in _keys(message):
        if OutboxMessage.objects.filter(key=key, sent_at__isnull=False, bounced_at=None).update(
            bounced_at=at
        ):
            return key
    return None


def _failed(message: EmailMessage) -> bool:
    """Whether it reports that a mail was not delivered, for good: a delay is reported in the same form."""
    return any(
        str(fields.get("Action", "")).strip().lower() == "failed"
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for fields in part.iter_parts()
    )


def _keys(message: EmailMessage) -> Iterator[uuid.UUID]:
    """The Message-IDs of ours in the mail, or the head of it, that the report carries."""
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            text = str(part.get_content())
        elif part.get_content_type() == "message/rfc822":
            text = "".join(str(inner.get("Message-ID", "")) for inner in part.iter_parts())
        else:
            continue
        yield from (uuid.UUID(found) for found in OURS.findall(text))
