"""The days on which somebody is an auditor at a practice, or anything else there."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q


class HeldRole(models.Model):
    """Kept by triggers on memberships and deputyships; the application can only read it.

    An exclusion constraint sees one table, and "an auditor holds no other role at that practice" is about
    two: someone who deputises for another's role holds it too. So both write their days here, where the
    constraint can compare them. Those waiting for confirmation count, so that a confirmation can't fail.
    See docs/adr/people-held-roles.md.
    """

    AUDITOR, OTHER = "auditor", "other"

    membership = models.OneToOneField("practices.Membership", models.PROTECT, null=True, related_name="+")
    deputyship = models.OneToOneField("practices.Deputyship", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("practices.Person", models.PROTECT, related_name="+")
    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(AUDITOR, "Auditor"), (OTHER, "Another role")])
    period = DateRangeField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="held_role_has_one_source",
                condition=Q(membership__isnull=False, deputyship__isnull=True)
                | Q(membership__isnull=True, deputyship__isnull=False),
            ),
            ExclusionConstraint(
                name="auditor_holds_no_other_role",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("practice", RangeOperators.EQUAL),
                    ("kind", RangeOperators.NOT_EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"
