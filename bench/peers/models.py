"""The same row, once for each way to keep its history: as wide as a request, with checks and indexes."""

import uuid
from typing import ClassVar

import pghistory
from auditlog.registry import auditlog
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords


class Changed(models.Model):
    """A row like a request's, without its foreign keys: those tables aren't here."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.BigIntegerField(default=1)
    reference = models.CharField(max_length=24, unique=True)
    state = models.CharField(max_length=24)
    change_number = models.PositiveIntegerField(default=0)
    came_from = models.CharField(max_length=24, default="")
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    round = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField(max_length=16, default="letter")
    received_on = models.DateField()
    received_time = models.TimeField(null=True)
    arrival_note = models.TextField(default="")
    captured_by = models.BigIntegerField(default=1)
    captured_at = models.DateTimeField()
    logged_by = models.BigIntegerField(default=1)
    logged_at = models.DateTimeField()
    subject_kind = models.CharField(max_length=16, default="one")
    subject_description = models.TextField(default="")
    purpose = models.TextField(default="")
    offence = models.TextField(default="")
    claimed_words = models.TextField(default="")
    claimed_agreement = models.TextField(default="")
    agreement = models.BigIntegerField(null=True)
    no_law_claimed = models.BooleanField(default=False)
    comply_by = models.DateField(null=True)
    comply_by_time = models.TimeField(null=True)
    urgency = models.CharField(max_length=16, default="routine")
    emergency = models.BooleanField(default=False)
    emergency_reason = models.TextField(default="")
    restricted = models.BooleanField(null=True)
    new_evidence = models.TextField(default="")
    items_done = models.BooleanField(default=True)
    linked_group = models.UUIDField(null=True, db_index=True)
    due_at = models.DateTimeField()
    due_rule = models.CharField(max_length=32, default="decide")
    outcome = models.CharField(max_length=40, default="")
    reply = models.CharField(max_length=40, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_came_from_waiting", condition=Q(came_from="") | ~Q(state="triage")
            ),
            models.CheckConstraint(
                name="%(class)s_closed_at", condition=Q(closed_at=None) | Q(state="closed")
            ),
            models.CheckConstraint(
                name="%(class)s_emergency_why", condition=Q(emergency=False) | ~Q(emergency_reason="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="%(class)s_due", fields=["due_at", "id"], condition=~Q(state="closed")),
            models.Index(name="%(class)s_received", fields=["practice", "-received_on", "-id"]),
            models.Index(name="%(class)s_state", fields=["practice", "state", "due_at", "id"]),
        ]

    def __str__(self) -> str:
        return self.reference


class Plain(Changed):
    """Nobody keeps its history; also the row of the transaction with a ledger entry."""


@pghistory.track()
class Triggered(Changed):
    """django-pghistory: a trigger copies the row, with the context of who did it and why."""


class Copied(Changed):
    """django-simple-history: saving copies the row."""

    history = HistoricalRecords()


class Compared(Changed):
    """django-auditlog: saving stores what differs."""


auditlog.register(Compared)


class Narrow(models.Model):
    """Three columns, changed without being read: the least that a transaction can be."""

    state = models.CharField(max_length=40)
    words = models.TextField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.state


class NarrowPlain(Narrow):
    """Nobody keeps its history."""


@pghistory.track()
class NarrowTriggered(Narrow):
    """django-pghistory."""
