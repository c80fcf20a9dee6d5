"""Mails that came back: what a mail server reports, noted on the message that it is about (RFC 3464).

A report comes from outside and may be made to break whoever reads it. So it is not taken apart as a mail:
its beginning is searched, as bytes, in a time that grows no faster than its size.
"""

import re
import uuid
from datetime import datetime

from requests_app.models import OutboxMessage

LARGEST = 100_000  # bytes: what was returned begins well before; nothing after them is read

STATUS = re.compile(rb"^content-type:\s*message/delivery-status\b", re.IGNORECASE | re.MULTILINE)
# What follows is the mail that came back, or its head: RFC 6522 gives the order of the parts.
RETURNED = re.compile(
    rb"^content-type:\s*(?:message/rfc822|text/rfc822-headers)\b", re.IGNORECASE | re.MULTILINE
)
# For good: a delay is reported in the same form.
FAILED = re.compile(rb"^action:[ \t]*failed[ \t]*$", re.IGNORECASE | re.MULTILINE)
# As sending.py writes it.
OURS = re.compile(
    rb"^message-id:\s*<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@disclosure-desk>",
    re.IGNORECASE | re.MULTILINE,
)


def note(report: bytes, at: datetime) -> uuid.UUID | None:
    """Mark the message as come back; its key, or None where the report is of none of ours or of a delay.

    Nothing in the report is kept, and it can mark no message that was not sent.
    """
    key = _key(report[:LARGEST].replace(b"\r\n", b"\n"))
    if key is None:
        return None
    sent = OutboxMessage.objects.filter(key=key, sent_at__isnull=False, bounced_at=None)
    return key if sent.update(bounced_at=at) else None


def _key(report: bytes) -> uuid.UUID | None:
    """Our Message-ID in the head of the mail that the report says was not delivered."""
    status = STATUS.search(report)
    returned = RETURNED.search(report, status.end()) if status else None
    if status is None or returned is None or not FAILED.search(report, status.end(), returned.start()):
        return None
    _, _, mail = report[returned.end() :].partition(b"\n\n")
    head, _, _ = mail.lstrip(b"\n").partition(b"\n\n")
    found = OURS.search(head)
    return uuid.UUID(found[1].decode()) if found else None
