"""Checkpoints that left by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q


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
