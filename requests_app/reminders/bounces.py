"""Mails that came back: what a mail server reports, noted on the message that it is about (RFC 3464).

A report comes from outside and may be made to break whoever reads it. So it is not taken apart as a mail:
its beginning is searched, as bytes, in a time that grows no faster than its size. It is believed outright
where it names the message's own recipient. One about another address may be about the same mailbox, where the
mail server knows it by another name and doesn't say under which it was written to, or about a copy that
somebody forwarded: it is kept as a mail that possibly came back, for a person to look into.
"""

import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, F, Q, Value, When

from requests_app.models import OutboxMessage
from requests_app.models.message import POSSIBLY

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
ACTION = re.compile(rb"^action:", re.IGNORECASE | re.MULTILINE)
# For good: a delay is reported in the same form.
FAILED = re.compile(rb"^action:[ \t]*failed[ \t]*$", re.IGNORECASE | re.MULTILINE)
# As sending.py writes it.
OURS = re.compile(
    rb"^message-id:\s*<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@disclosure-desk>",
    re.IGNORECASE | re.MULTILINE,
)


class Read(NamedTuple):
    """What a report says: of which mail of ours, to which addresses it failed, and which fared otherwise.

    failed_for: None where it tells of no failure; empty where it tells of one and names nobody.
    """

    key: uuid.UUID | None
    failed_for: frozenset[bytes] | None
    others: frozenset[bytes]


NOTHING = Read(None, None, frozenset())


def note(report: bytes, at: datetime) -> uuid.UUID | None:
    """Mark the message as come back; its key, or None where the report is of none of ours or of a delay.

    POSSIBLY, unless the report names the message's own recipient; not where it says that theirs fared
    otherwise. A later report that does name them takes the doubt away.
    Nothing in the report is kept, and it can mark no message that no worker tried to send. A report may be
    quicker than the worker, which records only afterwards that the mail went.
    """
    read = _read(report[:LARGEST].replace(b"\r\n", b"\n"))
    if read.key is None or read.failed_for is None:
        return None
    tried = Q(sent_at__isnull=False) | Q(attempts__gt=0)
    unmarked = Q(bounced_at=None) | Q(last_error=POSSIBLY)
    found = OutboxMessage.objects.filter(tried, unmarked, key=read.key).select_related("recipient").first()
    if found is None:
        return None
    theirs = found.recipient.email.lower().encode()
    if theirs in read.failed_for:
        sure = Case(When(last_error=POSSIBLY, then=Value("")), default=F("last_error"))
        marked = OutboxMessage.objects.filter(unmarked, pk=found.pk).update(bounced_at=at, last_error=sure)
    elif theirs not in read.others:
        rows = OutboxMessage.objects.filter(pk=found.pk, bounced_at=None)
        marked = rows.update(bounced_at=at, last_error=POSSIBLY)
    else:
        return None
    return read.key if marked else None


def _read(report: bytes) -> Read:
    """Our Message-ID in the head of the mail that came back, and what became of the addresses."""
    status = STATUS.search(report)
    returned = RETURNED.search(report, status.end()) if status else None
    if status is None or returned is None:
        return NOTHING
    parts = [part for part in report[status.end() : returned.start()].split(b"\n\n") if ACTION.search(part)]
    failed = [part for part in parts if FAILED.search(part)]
    _, _, mail = report[returned.end() :].partition(b"\n\n")
    head, _, _ = mail.lstrip(b"\n").partition(b"\n\n")
    found = OURS.search(head)
    return Read(
        uuid.UUID(found[1].decode()) if found else None,
        _named_in(failed) if failed else None,
        _named_in(part for part in parts if not FAILED.search(part)),
    )


def _named_in(parts: Iterable[bytes]) -> frozenset[bytes]:
    return frozenset(address.lower() for part in parts for address in RECIPIENT.findall(part))
