"""Files that are made in the background."""

from typing import Any

from django.db import models
from django.db.models import Q

from audit.desk.models.job import Job


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
