"""What left otherwise than by an approved disclosure. No validation refuses it."""

import uuid

from django.db import models

from kit.dates import short_date
from practices.fields import person_key
from practices.models import Practice
from requests_app.models.request import Request


class Incident(models.Model):
    """A personal data breach, with its 72-hour clock from awareness (UK GDPR Art 33)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="incidents")
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    kind = models.CharField(
        max_length=24,
        choices=[
            ("at_the_desk", "Said or shown at the desk"),
            ("by_phone", "Said on the phone"),
            ("extra_item", "An item that was not approved"),
            ("wrong_recipient", "The wrong recipient"),
            ("basis_lost", "Sent after the basis fell away"),
            ("other", "Something else"),
        ],
    )
    what_left = models.TextField()
    to_whom = models.TextField(blank=True)
    happened_at = models.DateTimeField(null=True, blank=True)
    aware_at = models.DateTimeField()
    report_by = models.DateTimeField()
    recorded_by = person_key()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Incident of {short_date(self.aware_at)}"
