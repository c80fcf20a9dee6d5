"""Sending a reminder again: a new row that says who asked, so that what was sent before stays told."""

import uuid

from django.db import transaction
from django.utils import timezone

from audit.ledger.api import record
from kit.errors import NotPossible
from practices.models import Person
from practices.permissions import access_of
from requests_app.journey import waking
from requests_app.models import ClockState, OutboxMessage, Reminder
from requests_app.reminders import sweep
from requests_app.selectors import reminders


def send_again(*, key: uuid.UUID, by: Person) -> Reminder:
    """Send a reminder again at once, in a mail of its own.

    Raises NotVisible outside the person's scope, NotAllowed without the right, NotPossible where what it
    reminds of is done, or where a mail to the same person about it is still on its way.
    """
    with transaction.atomic(durable=True):
        old = reminders.sent_reminder(key, access_of(by), lock=True)
        clock, at = old.clock, timezone.now()
        if clock is None or clock.state != ClockState.RUNNING:
            raise NotPossible("What it reminded of is done, or stands still. Nothing was sent.")
        if not old.person.is_active or not reminders.sees(old, access_of(old.person)):
            raise NotPossible(f"{old.person.full_name} no longer sees it. Nothing was sent.")
        under_way = Reminder.objects.filter(clock=clock, person=old.person, dropped_at=None)
        if under_way.filter(message__isnull=False, message__sent_at=None, message__given_up_at=None).exists():
            raise NotPossible("A mail about it is already on its way to them. Nothing was sent.")
        new = Reminder(
            clock=clock,
            practice=old.practice,
            request=old.request,
            person=old.person,
            rule=old.rule,
            rung=old.rung,
            due_at=clock.due_at,
            came_at=at,
            created_at=at,
            day=timezone.localdate(at),
            alone=True,
            asked_by=by,
        )
        new.message = OutboxMessage.objects.create(
            key=new.key,
            recipient=old.person,
            request=old.request,
            topic=sweep.TOPIC,
            created_at=at,
            not_before=at,
        )
        new.save(force_insert=True)
        transaction.on_commit(waking.wake)
        record(
            "reminder.sent_again",
            actor=by.opaque,
            practice=clock.practice.public_id,
            about=reminders.about(old),
            facts={"rule": old.rule, "rung": old.rung, "to": old.person.opaque},
            at=at,
        )
    return new
