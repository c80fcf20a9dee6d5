"""The desk's own tables: verifications and their results, exports, and the checkpoints that were mailed.

None of them proves anything: what was done is in the ledger, too. They hold no personal data.
"""

import uuid
from typing import Any

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


class Verification(Job):
    """A check of one practice's log, or of all logs. Without `by`, the nightly one."""

    practice = models.ForeignKey("practices.Practice", models.PROTECT, null=True, related_name="+")
    logs_total = models.PositiveIntegerField(default=0)
    logs_done = models.PositiveIntegerField(default=0)
    entries_total = models.BigIntegerField(default=0)
    entries_checked = models.BigIntegerField(default=0)
    findings = models.PositiveIntegerField(default=0)

    class Meta(Job.Meta):
        abstract = False
        indexes = [*Job.Meta.indexes, models.Index(name="verification_newest", fields=["practice", "-id"])]


class VerifiedLog(models.Model):
    """What a verification found in one log."""

    verification = models.ForeignKey(Verification, models.PROTECT, related_name="logs")
    log = models.TextField()
    ended_at = models.DateTimeField()
    size = models.BigIntegerField()
    checked = models.BigIntegerField()
    signed_to = models.BigIntegerField()
    checkpoints = models.PositiveIntegerField()
    signatures = models.BooleanField()
    privates_proved = models.BigIntegerField()
    privates_destroyed = models.BigIntegerField()
    privates_unopened = models.BigIntegerField()
    findings = models.PositiveIntegerField()
    told: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # the first findings, as findings.py

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(name="verified_log_once", fields=["verification", "log"])]
        indexes = [
            models.Index(name="verified_log_newest", fields=["log", "-id"]),
            models.Index(name="verified_log_failed", fields=["log", "-id"], condition=Q(findings__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.log}: {self.findings} findings"


class Export(Job):
    """A file made in the background and kept, encrypted, until it expires.

    Its parts are sealed under a key of its own, which is wrapped by the first of `LEDGER_KEKS`. Expired, the
    key and the parts are removed; the row stays, to say what was made.
    """

    kind = models.CharField(max_length=30)
    parameters: "models.JSONField[Any, Any]" = models.JSONField(default=dict)  # codes, days and numbers only
    practices = models.ManyToManyField("practices.Practice", related_name="+")
    rows = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    file_name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)  # bytes, in the clear
    kek_id = models.CharField(max_length=64, blank=True)
    wrapped_key = models.BinaryField(null=True)
    expires_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta(Job.Meta):
        abstract = False
        constraints = [
            *Job.Meta.constraints,
            models.CheckConstraint(
                name="export_removed_without_key",
                condition=Q(removed_at__isnull=True) | Q(wrapped_key__isnull=True),
            ),
        ]
        indexes = [
            *Job.Meta.indexes,
            models.Index(name="export_newest", fields=["by", "-id"]),
            models.Index(
                name="export_to_remove",
                fields=["expires_at"],
                condition=Q(removed_at__isnull=True, expires_at__isnull=False),
            ),
        ]


class ExportPart(models.Model):
    """A sealed piece of an export's file. In the database, so that any web process can send it."""

    export = models.ForeignKey(Export, models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        default_permissions = ()
        ordering = ("number",)
        constraints = [models.UniqueConstraint(name="export_part_once", fields=["export", "number"])]

    def __str__(self) -> str:
        return f"Part {self.number}"


class MailedCheckpoint(models.Model):
    """That a practice's checkpoint was put into a person's weekly mail. The row is the claim.

    `practice` is null for the root log's checkpoint, which every such mail carries, too.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    practice = models.ForeignKey("practices.Practice", models.PROTECT, null=True, related_name="+")
    week = models.DateField()  # its Monday
    origin = models.TextField()
    size = models.BigIntegerField()
    message = models.UUIDField()  # the key of the mail in the outbox

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="mailed_checkpoint_once_a_week",
                fields=["person", "practice", "week"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="mailed_checkpoint_size_counted", condition=Q(size__gte=0)),
        ]
        indexes = [
            models.Index(name="mailed_checkpoint_newest", fields=["practice", "-week"]),
            models.Index(name="mailed_checkpoint_message", fields=["message"]),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.size}"
