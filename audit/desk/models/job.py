"""What background work has in common."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """How far a piece of background work has come."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Finished"
    FAILED = "failed", "Stopped by an error"


class Job(models.Model):
    """A piece of background work, claimed by one worker at a time: see jobs.py.

    A worker holds it by `claim` and says every few seconds that it lives, in `seen_at`. One that falls silent
    loses it to the next; what it still writes then is refused, because the claim isn't its own any more.
    """

    State = State

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    claim = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, blank=True)  # the kind alone: an error's text may name people

    class Meta:
        abstract = True
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="%(class)s_state_known", condition=Q(state__in=["waiting", "running", "done", "failed"])
            ),
            models.CheckConstraint(
                name="%(class)s_running_is_claimed",
                condition=Q(state="running", claim__isnull=False, seen_at__isnull=False)
                | Q(~Q(state="running"), claim__isnull=True),
            ),
            models.CheckConstraint(
                name="%(class)s_ended_when_over",
                condition=Q(state__in=["done", "failed"], ended_at__isnull=False)
                | Q(state__in=["waiting", "running"], ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="%(class)s_open", fields=["created_at"], condition=Q(state__in=["waiting", "running"])
            )
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"

    @property
    def is_over(self) -> bool:
        """Finished or given up."""
        return self.state in (State.DONE, State.FAILED)
