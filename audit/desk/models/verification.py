"""Verifications of the ledger and what they found, log by log."""

from typing import Any

from django.db import models
from django.db.models import Q

from audit.desk.models.job import Job


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
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(
                name="verification_one_open",
                fields=["practice"],
                condition=Q(state__in=["waiting", "running"]),
                nulls_distinct=False,
            ),
        ]
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
