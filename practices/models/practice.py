"""A GP practice, as the Organisation Data Service lists it, with the practice's own settings."""

import uuid

from django.db import models
from django.db.models import Q

from practices.roles import MODEL_PERMISSIONS

#: The service's own targets, in working days.
LONGEST_TARGETS = {"acknowledge_working_days": 2, "triage_working_days": 5, "decide_working_days": 20}
LONGEST_COMPLAINT = 20
#: In years: a typing mistake, beyond.
LONGEST_RETENTION = 100


class Nation(models.TextChoices):
    """The nation whose law and bank holidays a practice follows."""

    ENGLAND = "england", "England"
    WALES = "wales", "Wales"
    SCOTLAND = "scotland", "Scotland"
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"


class PracticeStatus(models.TextChoices):
    """Whether the practice still works. A closed one keeps its register."""

    ACTIVE = "active", "Active"
    CLOSED = "closed", "Closed"


class Practice(models.Model):
    """A GP practice. Facts come from the national list; the settings at the end are its own."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ods_code = models.CharField("ODS code", max_length=6, unique=True)
    name = models.CharField(max_length=120)
    nation = models.CharField(max_length=20, choices=Nation)
    status = models.CharField(max_length=10, choices=PracticeStatus, default=PracticeStatus.ACTIVE)
    address = models.CharField(max_length=300, blank=True, help_text="Lines joined by a comma and a space.")
    postcode = models.CharField(max_length=8, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    commissioner = models.CharField(max_length=8, blank=True, help_text="The commissioner's own ODS code.")
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    # No statute sets a clock on a third party's request. A practice may set shorter targets, never longer.
    acknowledge_working_days = models.PositiveSmallIntegerField(default=2)
    triage_working_days = models.PositiveSmallIntegerField(default=5)
    decide_working_days = models.PositiveSmallIntegerField(default=20)
    # To give the outcome of a data protection complaint: no statute sets a number of days.
    complaint_working_days = models.PositiveSmallIntegerField(
        default=LONGEST_COMPLAINT, db_default=LONGEST_COMPLAINT
    )
    # Practice policy and not statute: an address that the law only permits leaves after a supervisor signed.
    address_needs_countersignature = models.BooleanField(default=True, db_default=True)
    # Years from closing. The practice's own policy: no source was found that sets them for this register.
    retention_years = models.PositiveSmallIntegerField(default=6, db_default=6)
    retention_years_incident = models.PositiveSmallIntegerField(default=20, db_default=20)
    out_of_hours = models.TextField(
        blank=True, db_default="", help_text="Whom to ring out of hours in an emergency: names and numbers."
    )
    contact_email = models.EmailField("e-mail for requests", blank=True)
    # Rises with each change of targets, closures or nation. Where the second lags behind, the dates of the
    # open requests have not followed yet; a sweep sees to it.
    dates_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    dates_followed = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        default_permissions = ()
        permissions = MODEL_PERMISSIONS
        ordering = ("name", "ods_code")
        constraints = [
            models.CheckConstraint(name="practice_nation_known", condition=Q(nation__in=Nation.values)),
            models.CheckConstraint(
                name="practice_status_known", condition=Q(status__in=PracticeStatus.values)
            ),
            models.CheckConstraint(
                name="practice_dates_follow",
                condition=Q(dates_followed__lte=models.F("dates_version")),
            ),
            models.CheckConstraint(
                name="practice_retention_rises",
                condition=Q(
                    retention_years__gte=1,
                    retention_years_incident__gte=models.F("retention_years"),
                    retention_years_incident__lte=LONGEST_RETENTION,
                ),
            ),
            models.CheckConstraint(
                name="practice_complaint_target_known",
                condition=Q(complaint_working_days__gte=1, complaint_working_days__lte=LONGEST_COMPLAINT),
            ),
            models.CheckConstraint(
                name="practice_targets_rise",
                condition=Q(
                    acknowledge_working_days__gte=1,
                    triage_working_days__gte=models.F("acknowledge_working_days"),
                    decide_working_days__gte=models.F("triage_working_days"),
                    acknowledge_working_days__lte=LONGEST_TARGETS["acknowledge_working_days"],
                    triage_working_days__lte=LONGEST_TARGETS["triage_working_days"],
                    decide_working_days__lte=LONGEST_TARGETS["decide_working_days"],
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.ods_code})"

    @property
    def dates_lag(self) -> bool:
        """Whether the dates of its open requests have yet to follow what changed."""
        return self.dates_followed < self.dates_version
