"""How a practice weighed what a person objected to, for one request."""

from django.db import models
from django.db.models import Q

from consent.models import Objection
from kit.constraints import paired
from practices.fields import LedgerEntryColumns, code_list, person_key
from requests_app.models.request import Request


class Conclusion(models.TextChoices):
    """What came of it. Never a decision: the guardian decides."""

    UPHELD = "upheld", "Upheld for some or all of the items"
    NOT_UPHELD = "not_upheld", "Not upheld"
    SOMEBODY_ELSE = "somebody_else", "It is another person’s objection"


class ObjectionWeighing(LedgerEntryColumns):
    """One objection weighed for one request, in one round. Never changed; weighed again, the earlier is void.

    `considered`: tokens of the items that the objection was about when it was weighed; another item that is
    asked for later is weighed again. `upheld`: the tokens for which it was upheld.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="objection_weighings")
    round = models.PositiveSmallIntegerField(default=1)
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="+")
    conclusion = models.CharField(max_length=16, choices=Conclusion)
    considered = code_list("tokens of the items that it was about")
    upheld = code_list("tokens of the items for which it was upheld")
    reason = models.TextField()
    weighed_by = person_key()
    part = models.CharField(max_length=8, editable=False)
    weighed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_because = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            paired("weighed", model="objection_weighing", optional=False),
            models.CheckConstraint(name="objection_weighing_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="objection_weighing_upheld_for_items",
                condition=(Q(conclusion="upheld") & ~Q(upheld=[])) | (~Q(conclusion="upheld") & Q(upheld=[])),
            ),
            models.UniqueConstraint(
                name="objection_weighing_one_live",
                fields=["request", "objection"],
                condition=Q(voided_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Weighing {self.pk}"
