"""Destroying the encrypted details of a closed request: who proposed and confirmed, and what holds it."""

from django.db import models
from django.db.models import F, Q

from kit.constraints import paired
from practices.fields import LedgerEntryColumns, person_key
from requests_app.models.request import Request


class DisposalHold(LedgerEntryColumns):
    """That a request's details must be kept: for an inquiry, a complaint, a court. One at a time."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="disposal_holds")
    reason = models.TextField()
    placed_by = person_key()
    placed_at = models.DateTimeField()
    lifted_by = person_key(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            paired("placed", model="disposal_hold", optional=False),
            paired("lifted", model="disposal_hold"),
            models.UniqueConstraint(
                name="disposal_hold_one_live", fields=["request"], condition=Q(lifted_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"


class Disposal(LedgerEntryColumns):
    """A proposal to destroy the key of a request's encrypted details. It takes a second person."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="disposals")
    reason = models.TextField()
    keep_until = models.DateField(help_text="The last day of its retention when it was proposed.")
    proposed_by = person_key()
    proposed_at = models.DateTimeField()
    confirmed_by = person_key(null=True)
    confirmed_at = models.DateTimeField(null=True)
    declined_by = person_key(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            paired("proposed", model="disposal", optional=False),
            paired("confirmed", model="disposal"),
            paired("declined", model="disposal"),
            models.CheckConstraint(
                name="disposal_second_person",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="disposal_one_answer", condition=Q(confirmed_at=None) | Q(declined_at=None)
            ),
            models.UniqueConstraint(
                name="disposal_one_open",
                fields=["request"],
                condition=Q(confirmed_at=None, declined_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Disposal {self.pk}"
