"""How a request came to stand where it stands, and what people noted."""

from django.db import models

from practices.fields import LedgerEntryColumns, person_key
from requests_app.models.request import Request


class StatusChange(LedgerEntryColumns):
    """One change of state. (request, number, to state) is what the request's own state points at."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="status_changes")
    number = models.PositiveIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    verb = models.CharField(max_length=32)
    from_state = models.CharField(max_length=24, blank=True)
    to_state = models.CharField(max_length=24)
    changed_by = person_key(null=True)
    changed_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="status_change_number", fields=["request", "number"]),
            models.UniqueConstraint(name="status_change_target", fields=["request", "number", "to_state"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb}: {self.from_state} to {self.to_state}"


class Note(models.Model):
    """A remark on a request. Notes void nothing and are never edited."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField()
    written_by = person_key()
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Note {self.pk}"


class Correction(models.Model):
    """A change to a submitted request, before and after, so that a reviewer sees the difference."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="corrections")
    part = models.CharField(max_length=16)
    before = models.JSONField()
    after = models.JSONField()
    because = models.TextField()
    voided = models.JSONField(default=list)
    corrected_by = person_key()
    corrected_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Correction of {self.part}"
