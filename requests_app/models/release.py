"""Release is a go-ahead; disclosure is a fact."""

from django.db import models
from django.db.models import Q

from practices.fields import LedgerEntryColumns, person_key
from requests_app.models.decision import Decision, ItemDecision, Route
from requests_app.models.request import Request


class Release(LedgerEntryColumns):
    """The go-ahead to send, under a live approval; unsent, it lapses in a working day.

    A trigger locks the request and demands its approved state, this unvoided decision, its
    recipient, its route and its expiry.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="releases")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="releases")
    recipient = models.CharField(max_length=300)
    route = models.CharField(max_length=24, choices=Route)
    released_by = person_key()
    released_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(name="release_one_live", fields=["request"], condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="release_lapses_later", condition=Q(lapses_at__gt=models.F("released_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"Release {self.pk}"


class ReleasedItem(models.Model):
    """An item under a release. (item decision, outcome) is a key into ItemDecision: only "disclose" fits."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="items")
    item_decision = models.ForeignKey(ItemDecision, on_delete=models.PROTECT, related_name="released")
    outcome = models.CharField(max_length=8, default="disclose", editable=False)

    class Meta:
        ordering = ["item_decision__item__position"]
        constraints = [
            models.UniqueConstraint(name="released_item_once", fields=["release", "item_decision"]),
            models.CheckConstraint(name="released_item_is_disclosed", condition=Q(outcome="disclose")),
        ]

    def __str__(self) -> str:
        return str(self.item_decision.item)


class Disclosure(LedgerEntryColumns):
    """What left the building, to whom, by which route and when. Corrections are added, never edited."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="disclosures")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="disclosure")
    recipient = models.CharField(max_length=300)
    route = models.CharField(max_length=24, choices=Route)
    sent_at = models.DateTimeField()
    receipt = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    confirmed_by = person_key()
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="disclosure_not_before_it_was_sent",
                condition=Q(confirmed_at__gte=models.F("sent_at")),
            )
        ]

    def __str__(self) -> str:
        return f"Disclosure {self.pk}"


class DisclosedItem(models.Model):
    """One released item that was sent. Values are not stored."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="items")
    released_item = models.OneToOneField(ReleasedItem, on_delete=models.PROTECT, related_name="disclosed")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.released_item)
