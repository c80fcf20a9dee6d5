"""A person stands in for another between two days."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from kit.constraints import paired
from practices.models.periods import Period, PeriodQuerySet, RolePeriod, period_constraints, role_known
from practices.models.person import Person
from practices.roles import ROLE_CHOICES


class Deputyship(RolePeriod):
    """Someone holds an absent person's role between two days. Starts when a serving guardian confirms.

    It gives the role only while the absent person holds it by a membership of their own.
    """

    deputy = models.ForeignKey("practices.Person", models.PROTECT, related_name="deputyships")
    absent = models.ForeignKey("practices.Person", models.PROTECT, related_name="covered_by")
    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="deputyships")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    appointed_by = models.ForeignKey("practices.Person", models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        "practices.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey("practices.Person", models.PROTECT, null=True, blank=True, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("starts_on", "id")
        constraints = [
            *period_constraints("deputyship"),
            role_known("deputyship", [key for key, _ in ROLE_CHOICES]),
            models.CheckConstraint(name="deputyship_has_an_end", condition=Q(ends_on__isnull=False)),
            models.CheckConstraint(name="deputyship_of_another", condition=~Q(deputy=F("absent"))),
            ExclusionConstraint(
                name="deputyship_no_overlap",
                expressions=[
                    ("deputy", RangeOperators.EQUAL),
                    ("practice", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(stopped=False),
            ),
            paired("appointed", model="deputyship", optional=False),
            paired("confirmed", model="deputyship"),
            paired("ended", model="deputyship"),
            models.CheckConstraint(
                name="deputyship_not_named_by_self", condition=~Q(appointed_by=F("deputy"))
            ),
            models.CheckConstraint(
                name="deputyship_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("deputy")) & ~Q(confirmed_by=F("appointed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"Deputy {self.get_role_display()} from {self.starts_on} to {self.ends_on}"

    @property
    def holder(self) -> Person:
        """Who has the role by this."""
        return self.deputy

    @property
    def is_ready(self) -> bool:
        """Confirmed by a guardian: every deputy is."""
        return self.confirmed_at is not None
