"""A guardian of another practice who may be asked when a practice's own guardians are barred."""

import uuid

from django.db import models
from django.db.models import F, Q

from kit.constraints import paired


class OutsideGuardian(models.Model):
    """One line of a practice's list: agreed by its administrator, confirmed by its guardian, until ended."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="outside_guardians")
    person = models.ForeignKey("practices.Person", models.PROTECT, related_name="outside_guardian_for")
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey("practices.Person", models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "practices.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("practices.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        default_permissions = ()
        ordering = ("person__full_name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "person"],
                condition=Q(ended_at__isnull=True),
                name="outside_guardian_listed_once",
            ),
            paired("agreed", model="outside_guardian", optional=False),
            paired("confirmed", model="outside_guardian"),
            paired("ended", model="outside_guardian"),
            models.CheckConstraint(
                name="outside_guardian_agreed_by_another", condition=~Q(agreed_by=F("person"))
            ),
            models.CheckConstraint(
                name="outside_guardian_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("person")) & ~Q(confirmed_by=F("agreed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} for {self.practice}"
