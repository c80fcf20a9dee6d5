"""Sharing agreements: a register of them, how each came to stand where it stands, and who joined.

An agreement is never a basis. It may only narrow what a power allows (INV-01, INV-03).
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from kit.constraints import paired
from practices.fields import LedgerEntryColumns, code_list, person_key
from practices.models import Practice


class AgreementStatus(models.TextChoices):
    """Where an agreement stands."""

    IN_NEGOTIATION = "in_negotiation", "In negotiation"
    IN_CONSULTATION = "in_consultation", "In consultation"
    IN_FORCE = "in_force", "In force"
    PAUSED = "paused", "Paused"
    UNDER_REVIEW = "under_review", "Under review"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = "superseded", "Superseded"


# What rested on an agreement is looked at again when it comes to stand at one of these.
FALLEN = (AgreementStatus.PAUSED, AgreementStatus.WITHDRAWN, AgreementStatus.SUPERSEDED)


class SharingAgreement(models.Model):
    """One agreement, kept by the practice that entered it and readable by all.

    `fallen_at`: when it last was paused, withdrawn or superseded here; a review saved before that has to be
    made again, and no release passes it (asked in policies, and by a trigger).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept_by = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, unique=True)
    parties = models.TextField(help_text="One a line.")
    purposes = models.TextField()
    items = code_list("data items that it covers")
    claimed_basis = models.TextField(help_text="The legal basis that it claims. It is never one itself.")
    documents = models.TextField(blank=True, help_text="Where its texts are, one a line.")
    entered_by = person_key()
    entered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    fallen_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions = ()
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agreement", args=[self.key])

    @property
    def about(self) -> str:
        """How the ledger names it."""
        return f"agreement:{self.key}"


class AgreementChange(LedgerEntryColumns):
    """One status from a day on, with reason and source. It counts once a second person confirmed it."""

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="changes")
    status = models.CharField(max_length=16, choices=AgreementStatus)
    since = models.DateField()
    reason = models.TextField()
    source = models.TextField()
    proposed_by = person_key()
    proposed_at = models.DateTimeField()
    confirmed_by = person_key(null=True)
    confirmed_at = models.DateTimeField(null=True)
    declined_by = person_key(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-since", "-id"]
        constraints = [
            paired("confirmed", model="agreement_change"),
            paired("declined", model="agreement_change"),
            models.CheckConstraint(
                name="agreement_change_second_person",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="agreement_change_has_source", condition=~Q(source="") & ~Q(reason="")
            ),
            models.CheckConstraint(
                name="agreement_change_answered_once",
                condition=Q(confirmed_by=None) | Q(declined_by=None),
            ),
            models.UniqueConstraint(
                name="agreement_change_one_open",
                fields=["agreement"],
                condition=Q(confirmed_by=None, declined_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} since {self.since}"


class AgreementJoining(LedgerEntryColumns):
    """That a practice joined: recorded by its IG lead, confirmed by its guardian, and nobody else.

    `left_at`: what rested on it there is looked at again, as when the agreement falls.
    """

    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="joinings")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    recorded_by = person_key()
    recorded_at = models.DateTimeField()
    confirmed_by = person_key(null=True)
    confirmed_at = models.DateTimeField(null=True)
    left_by = person_key(null=True)
    left_at = models.DateTimeField(null=True)
    left_because = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            paired("confirmed", model="agreement_joining"),
            paired("left", model="agreement_joining"),
            models.CheckConstraint(
                name="agreement_joining_second_person",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")),
            ),
            models.UniqueConstraint(
                name="agreement_joined_once",
                fields=["agreement", "practice"],
                condition=Q(left_by=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} in {self.agreement_id}"
