"""Telling the patient: what was decided about it, and what was said to whom. One row for each time."""

import uuid

from django.db import models
from django.db.models import Q

from consent.models.asking import AskedBy
from kit.constraints import paired
from practices.fields import LedgerEntryColumns, person_key
from practices.models import Practice


class Told(models.TextChoices):
    """What a row says."""

    TOLD = "told", "Told"
    NOW = "now", "To be told now"
    LATER = "later", "To be told later"
    NOT = "not", "Not to be told"
    NOBODY = "nobody", "Nobody to tell"


class Whom(models.TextChoices):
    """Who was told: the patient, or somebody who stands for them."""

    PATIENT = "patient", "The patient"
    PARENT = "parent", "A person with parental responsibility"
    ATTORNEY = "attorney", "An attorney or deputy of the patient"
    REPRESENTATIVE = "representative", "The personal representative of a patient who has died"
    OTHER = "other", "Somebody else who may be told"


class Telling(LedgerEntryColumns):
    """One decision about telling the patient of a request, or the telling itself. Never changed.

    The latest of a request holds. `again_on`: the UK day on which "later" and "not" are looked at again.
    `round`: the request's round in which it was recorded.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    for_request = models.UUIDField(editable=False, help_text="The request's key.")
    round = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=8, choices=Told)
    reason = models.TextField(blank=True)
    again_on = models.DateField(null=True)
    told_on = models.DateField(null=True)
    means = models.CharField(max_length=16, blank=True, choices=AskedBy)
    whom = models.CharField(max_length=16, blank=True, choices=Whom)
    whom_because = models.TextField(blank=True, help_text="Who they are, and why they may be told.")
    said = models.TextField(blank=True)
    recorded_by = person_key()
    recorded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            paired("recorded", model="telling", optional=False),
            models.CheckConstraint(name="telling_is_known", condition=Q(what__in=Told.values)),
            models.CheckConstraint(
                name="telling_says_who_was_told_what",
                condition=Q(what="told", told_on__isnull=False) & ~Q(means="") & ~Q(whom="") & ~Q(said="")
                | (~Q(what="told") & Q(told_on=None, means="", whom="", said="")),
            ),
            models.CheckConstraint(
                name="telling_of_another_says_why",
                condition=Q(whom__in=["", "patient"]) | ~Q(whom_because=""),
            ),
            # "Later" without its day would be forgotten, and "not" would never be looked at again.
            models.CheckConstraint(
                name="telling_put_off_has_reason_and_day",
                condition=(Q(what__in=["later", "not"], again_on__isnull=False) & ~Q(reason=""))
                | (~Q(what__in=["later", "not"]) & Q(again_on=None)),
            ),
            models.CheckConstraint(
                name="telling_nobody_says_why", condition=~Q(what="nobody") | ~Q(reason="")
            ),
        ]
        indexes = [models.Index(name="telling_for_request", fields=["for_request"])]

    def __str__(self) -> str:
        return f"Telling {self.pk}"
