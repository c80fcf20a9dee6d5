"""Who asks: the practice's register of requesters, one request's requester, how they were verified."""

import uuid

from django.db import models
from django.db.models import F, Q

from kit.constraints import paired
from practices.fields import person_key
from practices.models import Practice
from requests_app.models.request import Request


class RequesterOrganisation(models.Model):
    """An organisation in the practice's register, with a switchboard number from an independent source.

    A call-back goes to this number and never to one in the request: a blagger gives their own.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="requester_organisations")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=32)
    unit = models.CharField(max_length=200, blank=True)
    published_address = models.TextField(blank=True)
    published_email = models.EmailField(blank=True)
    switchboard = models.CharField(max_length=40, blank=True)
    switchboard_source = models.CharField(max_length=200, blank=True)
    switchboard_source_on = models.DateField(null=True, blank=True)
    entered_by = person_key()
    entered_at = models.DateTimeField()
    confirmed_by = person_key(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "unit"]
        constraints = [
            models.UniqueConstraint(name="requester_organisation_once", fields=["practice", "name", "unit"]),
            paired("confirmed", model="requester_organisation"),
            models.CheckConstraint(
                name="requester_organisation_second_person",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="requester_organisation_number_has_source",
                condition=Q(switchboard="")
                | (~Q(switchboard_source="") & Q(switchboard_source_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}" if self.unit else self.name


class Requester(models.Model):
    """Who asks in one request, with contact details as the requester gave them."""

    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="requester")
    organisation = models.ForeignKey(RequesterOrganisation, on_delete=models.PROTECT, null=True, blank=True)
    organisation_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=32)
    unit = models.CharField(max_length=200, blank=True)
    officer = models.CharField(max_length=200, blank=True)
    rank = models.CharField(max_length=100, blank=True)
    officer_number = models.CharField(max_length=50, blank=True)
    their_reference = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    supervisor = models.CharField(max_length=200, blank=True)
    supervisor_rank = models.CharField(max_length=100, blank=True)
    supervisor_signed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.organisation_name


class Verification(models.Model):
    """How far the requester's identity was checked: V0 to V4."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="verifications")
    level = models.CharField(max_length=2, choices=[(f"V{n}", f"V{n}") for n in range(5)])
    means = models.TextField()
    called = models.ForeignKey(RequesterOrganisation, on_delete=models.PROTECT, null=True, blank=True)
    number_called = models.CharField(max_length=40, blank=True)
    spoke_to = models.CharField(max_length=200, blank=True)
    verified_by = person_key()
    verified_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-verified_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="verification_one_live", fields=["request"], condition=Q(voided_at=None)
            ),
            models.CheckConstraint(
                name="verification_call_back_names_number",
                condition=Q(called=None) | ~Q(number_called=""),
            ),
        ]

    def __str__(self) -> str:
        return self.level
