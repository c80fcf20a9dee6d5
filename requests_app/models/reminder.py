"""That one person is reminded of one clock: a row before it is a mail, and what became of it."""

import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from practices.fields import person_key
from practices.models import Practice
from requests_app.models.clock import Clock
from requests_app.models.message import OutboxMessage
from requests_app.models.request import Request


class Dropped(models.TextChoices):
    """Why a reminder was not sent after all."""

    MET = "met", "Done meanwhile"
    STOPPED = "stopped", "The clock stands still"
    ENDED = "ended", "No longer needed"
    MOVED = "moved", "The date was changed"
    UNSEEN = "unseen", "They no longer see it"
    PASSED = "passed", "Somebody else hears of it now"
    LATER = "later", "A later reminder took its place"


class Reminder(models.Model):
    """One person, one clock, one date, one rung of its ladder. The row is the claim: written once, sent once.

    request: the one that the clock is about, also through a hand-over or an incident; without it, an
    incident that is about none. due_at: the date that it speaks of. came_at: the rung's own moment. day: the
    day on which it was written. alone: in a mail of its own instead of a digest. message: the mail that it
    went into. read_at: when the person saw it on the page. asked_by: who had it sent again. Rows from before
    there were clocks have none.
    """

    key = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    clock = models.ForeignKey(
        Clock, on_delete=models.PROTECT, null=True, related_name="reminders", db_index=False
    )
    practice = models.ForeignKey(
        Practice, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, related_name="reminders")
    person = person_key(db_index=False)
    rule = models.CharField(max_length=32)
    rung = models.CharField(max_length=16, blank=True, default="", db_default="")
    due_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    day = models.DateField()
    alone = models.BooleanField(default=False, db_default=False)
    message = models.ForeignKey(OutboxMessage, on_delete=models.PROTECT, null=True, related_name="reminders")
    read_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=8, choices=Dropped, blank=True, default="", db_default="")
    asked_by = person_key(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="reminder_once_a_day",
                fields=["request", "rule", "person", "day"],
                condition=Q(clock=None),
            ),
            models.UniqueConstraint(
                name="reminder_once_a_rung",
                fields=["clock", "person", "rung", "came_at", "due_at"],
                condition=Q(clock__isnull=False, dropped_at=None),
            ),
            models.CheckConstraint(
                name="reminder_of_a_clock_says_which_rung",
                condition=Q(clock=None)
                | (Q(due_at__isnull=False, came_at__isnull=False, practice__isnull=False) & ~Q(rung="")),
            ),
            models.CheckConstraint(
                name="reminder_dropped_for_a_reason",
                condition=Q(dropped_at=None, dropped_because="")
                | (Q(dropped_at__isnull=False) & ~Q(dropped_because="")),
            ),
        ]
        indexes = [
            models.Index(
                name="reminder_to_gather",
                fields=["person", "id"],
                condition=Q(message=None, dropped_at=None),
            ),
            models.Index(
                name="reminder_unread",
                fields=["person", "id"],
                condition=Q(read_at=None, dropped_at=None),
            ),
            models.Index("person", F("created_at").desc(), F("id").desc(), name="reminder_of_person"),
            models.Index("practice", F("created_at").desc(), F("id").desc(), name="reminder_at_practice"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.rung}"


class CalendarFeed(models.Model):
    """A person's own calendar address: only the SHA-256 of its secret is kept, so nobody can read it here."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"Calendar since {self.made_at:%d %b %Y}"
