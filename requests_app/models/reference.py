"""The counter behind references such as A81001-2026-00042."""

from django.db import models

from practices.models import Practice


class ReferenceCounter(models.Model):
    """The last number given at a practice in a year. Its row is the lock: no number is skipped or doubled."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="reference_counter_year", fields=["practice", "year"])]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
