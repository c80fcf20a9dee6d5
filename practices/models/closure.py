"""Days on which a practice is closed beside weekends and bank holidays."""

import uuid

from django.db import models
from django.db.models import F, Q

from kit.constraints import paired

#: A typing mistake, beyond.
LONGEST_DAYS = 31


class Closure(models.Model):
    """From one day to another, both included. Such days move the practice's own targets, and nothing else.

    Rows stay: one that was called off before it began is marked, one that was cut short has a new last day.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="closures")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("practices.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("practices.Person", models.PROTECT, null=True, blank=True, related_name="+")
    #: Whether it was called off before it began: then no day of it counts.
    called_off = models.BooleanField(default=False, db_default=False)

    class Meta:
        default_permissions = ()
        ordering = ("-first_day", "-id")
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(
                name="closure_called_off_by_somebody",
                condition=Q(called_off=False) | Q(ended_at__isnull=False),
            ),
            paired("added", model="closure", optional=False),
            paired("ended", model="closure"),
        ]

    def __str__(self) -> str:
        return f"Closed from {self.first_day} to {self.last_day}"
