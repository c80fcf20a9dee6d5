"""Sending a reminder again: a new row that says who asked, so that what was sent before stays told."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from audit.ledger.api import record
from kit.errors import NotPossible
from practices.models import Person
from practices.permissions import access_of
from requests_app.journey import waking
from requests_app.models import Clock, ClockState, OutboxMessage, Reminder, Request
from requests_app.reminders import sweep
from requests_app.selectors import reminders

# Nobody is sent the same again sooner: two people may press the button for the same reason.
APART = timedelta(minutes=5)


def send_again(*, key: uuid.UUID, by: Person) -> Reminder:
    """Send a reminder again at once, in a mail of its own.

    Raises NotVisible outside the person's scope, NotAllowed without the right, NotPossible where what it
    reminds of is done, or where a mail to the same person about it is still on its way or was asked for
    less than APART ago. Of two who ask at once the second waits for the first, and is then told so.
    """
    with transaction.atomic(durable=True):
        old = reminders.sent_reminder(key, access_of(by))
        if old.request is not None:  # before its clock, as each step does
            Request.objects.select_for_update(no_key=True, of=("self",)).get(pk=old.request.pk)
        if old.clock is None:
            raise NotPossible("What it reminded of is done. Nothing was sent.")
        clock = Clock.objects.select_for_update(no_key=True).get(pk=old.clock.pk)
        at = timezone.now()
        if clock.state != ClockState.RUNNING:
            raise NotPossible("What it reminded of is done, or stands still. Nothing was sent.")
        if not old.person.is_active or not reminders.sees(old, access_of(old.person)):
            raise NotPossible(f"{old.person.full_name} no longer sees it. Nothing was sent.")
        under_way = Reminder.objects.filter(clock=clock, person=old.person, dropped_at=None)
        if under_way.filter(message__isnull=False, message__sent_at=None, message__given_up_at=None).exists():
            raise NotPossible("A mail about it is already on its way to them. Nothing was sent.")
        if under_way.filter(asked_by__isnull=False, created_at__gt=at - APART).exists():
            raise NotPossible("Somebody had it sent to them again a few minutes ago. Nothing was sent.")
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
