"""Going past a hard stop: who proposed it, on what exception and advice, and the second senior person."""

from django.db import models
from django.db.models import F, Q

from kit.constraints import paired
from practices.fields import LedgerEntryColumns, person_key
from requests_app.models.request import Request


class ProhibitionOverride(LedgerEntryColumns):
    """One prohibition that a request may go past. It counts once a second senior person confirmed it.

    Both prepare, so that neither decides: with the guardian an override takes three people (INV-11).
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="overrides")
    round = models.PositiveSmallIntegerField(default=1)
    prohibition = models.CharField(max_length=16)
    exception = models.TextField(
        blank=True, help_text="The statutory exception relied on, as the law names it."
    )
    reason = models.TextField()
    advice = models.TextField(help_text="The legal advice, as it was given.")
    advice_from = models.CharField(max_length=200)
    advised_on = models.DateField()
    proposed_by = person_key()
    part = models.CharField(max_length=8, default="prepares", editable=False)
    proposed_at = models.DateTimeField()
    confirmed_by = person_key(null=True)
    confirmed_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["prohibition", "-id"]
        constraints = [
            paired("confirmed", model="prohibition_override"),
            models.CheckConstraint(
                name="prohibition_override_second_person",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="prohibition_override_advised",
                condition=~Q(advice="") & ~Q(advice_from="") & ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="prohibition_override_one_live",
                fields=["request", "prohibition"],
                condition=Q(voided_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Override of {self.prohibition}"
