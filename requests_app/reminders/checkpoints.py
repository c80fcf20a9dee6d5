"""The week's checkpoints, mailed to each practice's data protection officer: from then on they are outside.

A checkpoint that lies beside its ledger proves nothing against who owns both. One in the officer's mailbox
does. One mail a person and week, over all their practices; what it carries is fixed when it is queued.
"""

import logging
import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.desk.events import CHECKPOINT_MAILED
from audit.desk.models import MailedCheckpoint
from audit.ledger.api import (
    ROOT_LOG,
    BadKey,
    BadNote,
    Signed,
    checkpoint_at,
    log_name,
    newest_checkpoint,
    record,
    verifier_keys,
)
from kit.constraints import refused_by
from kit.dates import count, long_date
from practices.models import Person, Practice
from practices.permissions import practices_by_holder
from requests_app.journey.unit import SYSTEM
from requests_app.models import OutboxMessage

logger = logging.getLogger("desk.checkpoints")
TOPIC = "checkpoint.weekly"
ONCE = "mailed_checkpoint_once_a_week"
OFFICER = "data_protection_officer"
SUBJECT = "Keep this: the week’s seal over your disclosure ledger"
WHAT_FOR = """Please keep this message where neither the practice nor whoever runs the service can delete it.

It is the seal over the disclosure ledger of each practice below, as it stood in the week of {day}.
The ledger records every request for patients' details, every decision and who looked. If anybody
changes or removes an entry that was there, the ledger no longer fits this seal, and a check shows it.

You need not do anything else. If you ever doubt the ledger, or the Information Commissioner or a
court asks, compare it with this message:
{address}

The message holds no personal data.
"""
WITHOUT_KEYS = "It could not be read when this was sent. Earlier messages like this one hold it."


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def queue_weekly(now: datetime | None = None) -> int:
    """Queue the mail of each officer who has none of this week; returns how many.

    Safe to repeat, to break off, and to run twice at once.
    """
    at = now or timezone.now()
    day = timezone.localdate(at)
    week = monday_of(day)
    holders = practices_by_holder(OFFICER, on=day)
    done = MailedCheckpoint.objects.filter(week=week, practice=None).values_list("person", flat=True)
    people = Person.objects.filter(pk__in=holders.keys()).exclude(pk__in=done)
    return sum(_queue(person, holders[person.pk], week, at) for person in people.order_by("pk"))


def _queue(person: Person, practice_ids: frozenset[int], week: date, at: datetime) -> bool:
    """False where no ledger of theirs was signed yet, or another worker queued it at the same moment."""
    key = uuid.uuid5(person.public_id, week.isoformat())  # the same after a crash
    practices = list(Practice.objects.filter(pk__in=practice_ids).order_by("ods_code"))
    signed = [practice for practice in practices if _fix(person, practice, week, key)]
    if not signed:
        return False
    try:
        with transaction.atomic(durable=True):
            root = _newest(ROOT_LOG)
            _row(person, None, week, key, root.origin if root else "", root.size if root else 0)
            OutboxMessage.objects.create(key=key, recipient=person, topic=TOPIC, created_at=at, not_before=at)
            record(
                CHECKPOINT_MAILED,
                actor=SYSTEM,
                practice=None,
                about=person.opaque,
                facts={"week": week.isoformat(), "size": root.size if root else 0, "practices": len(signed)},
            )
    except IntegrityError as clash:
        if refused_by(clash) != ONCE:
            raise
        return False
    return True


def _fix(person: Person, practice: Practice, week: date, key: uuid.UUID) -> bool:
    """Fix which checkpoint of a practice the mail carries; False where its ledger has none."""
    newest = _newest(log_name(practice.public_id))
    if newest is None:
        return False
    try:
        with transaction.atomic(durable=True):
            _row(person, practice, week, key, newest.origin, newest.size)
            record(
                CHECKPOINT_MAILED,
                actor=SYSTEM,
                practice=practice.public_id,
                about=f"practice:{practice.public_id}",
                facts={
                    "week": week.isoformat(),
                    "to": person.opaque,
                    "size": newest.size,
                    "root": newest.root.hex(),
                },
            )
    except IntegrityError as clash:  # fixed before: by a worker that died, or one at the same moment
        if refused_by(clash) != ONCE:
            raise
    return True


def _newest(log: str) -> Signed | None:
    """A ledger whose newest checkpoint isn't one keeps nobody else's from being mailed.

    Where the keys that sign can't be read, none is: the next morning tries again.
    """
    try:
        return newest_checkpoint(log)
    except (BadKey, BadNote):
        logger.error("The newest checkpoint of %s can't be read: it isn't mailed", log)
        return None


def _row(
    person: Person, practice: Practice | None, week: date, key: uuid.UUID, origin: str, size: int
) -> None:
    MailedCheckpoint.objects.create(
        person=person, practice=practice, week=week, origin=origin, size=size, message=key
    )


def mail_of(key: uuid.UUID) -> tuple[str, str]:
    """Subject and body of a week's mail, from what was fixed for it."""
    rows = MailedCheckpoint.objects.filter(message=key).select_related("practice")
    rows = rows.order_by("practice__ods_code")  # the root log's, without a practice, comes last
    parts = [part for row in rows if (part := _part(row))]
    day = long_date(rows[0].week) if rows else ""
    address = f"{settings.PUBLIC_URL}{reverse('checkpoints')}"
    return SUBJECT, "\n".join([WHAT_FOR.format(day=day, address=address), *parts])


def _part(row: MailedCheckpoint) -> str:
    try:
        signed = checkpoint_at(row.origin, row.size)
    except BadNote:  # it was one when it was fixed: verification names it
        signed = None
    if signed is None:
        return ""
    whose = f"{row.practice.name} ({row.practice.ods_code})" if row.practice else "All practices together"
    return (
        f"---- {whose}: {count(row.size, 'entry', 'entries')} ----\n\n"
        f"{signed.note}\n"
        f"Its public key:\n{_keys(row.origin)}\n"
    )


def _keys(origin: str) -> str:
    """The week's seal goes whether or not its keys can be read: they are the same as in any other mail."""
    try:
        return "\n".join(str(key) for key in verifier_keys(origin))
    except BadKey:
        logger.error("The public keys of %s can't be read: its checkpoint is mailed without", origin)
        return WITHOUT_KEYS
