"""Mails that came back: what a mail server reports, noted on the message that it is about (RFC 3464).

A report comes from outside and may be made to break whoever reads it. So it is not taken apart as a mail:
its beginning is searched, as bytes, in a time that grows no faster than its size. It is believed where it
names the message's own recipient: one about a copy that somebody forwarded says nothing of theirs.
"""

import re
import uuid
from datetime import datetime

from django.db.models import Q

from requests_app.models import OutboxMessage

LARGEST = 100_000  # bytes: what was returned begins well before; nothing after them is read

STATUS = re.compile(rb"^content-type:\s*message/delivery-status\b", re.IGNORECASE | re.MULTILINE)
# What follows is the mail that came back, or its head: RFC 6522 gives the order of the parts.
RETURNED = re.compile(
    rb"^content-type:\s*(?:message/rfc822|text/rfc822-headers)\b", re.IGNORECASE | re.MULTILINE
)
# Each recipient has a part of its own, apart from the others by an empty line; as the mail server knows them,
# and, where it was told, as the sender did (RFC 3464, 2.3).
RECIPIENT = re.compile(
    rb"^(?:final|original)-recipient:[ \t]*(?:rfc822|utf-8)[ \t]*;[ \t]*(?:\n[ \t]+)?"
    rb"<?([^\s<>]{3,320})>?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
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

    Nothing in the report is kept, and it can mark no message that no worker tried to send. A report may be
    quicker than the worker, which records only afterwards that the mail went.
    """
    key, failed = _read(report[:LARGEST].replace(b"\r\n", b"\n"))
    if key is None or not failed:
        return None
    tried = Q(sent_at__isnull=False) | Q(attempts__gt=0)
    message = (
        OutboxMessage.objects.filter(tried, key=key, bounced_at=None).select_related("recipient").first()
    )
    if message is None or message.recipient.email.lower().encode() not in failed:
        return None
    return key if OutboxMessage.objects.filter(pk=message.pk, bounced_at=None).update(bounced_at=at) else None


def _read(report: bytes) -> tuple[uuid.UUID | None, set[bytes]]:
    """Our Message-ID in the head of the mail that came back, and the addresses that it failed to reach."""
    status = STATUS.search(report)
    returned = RETURNED.search(report, status.end()) if status else None
    if status is None or returned is None:
        return None, set()
    parts = [part for part in report[status.end() : returned.start()].split(b"\n\n") if FAILED.search(part)]
    failed = {address.lower() for part in parts for address in RECIPIENT.findall(part)}
    _, _, mail = report[returned.end() :].partition(b"\n\n")
    head, _, _ = mail.lstrip(b"\n").partition(b"\n\n")
    found = OURS.search(head)
    return (uuid.UUID(found[1].decode()) if found else None), failed
