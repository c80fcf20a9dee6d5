"""A person holds a role at a practice."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from kit.constraints import paired
from practices.models.periods import Period, PeriodQuerySet, RolePeriod, period_constraints, role_known
from practices.models.person import Person
from practices.roles import CONFIRMED_ROLES, ROLE_CHOICES


class Membership(RolePeriod):
    """A person holds a role at a practice from one day, to another or without an end."""

    # Sorted, so that the constraint's text is the same at every start.
    READY = Q(confirmed_at__isnull=False) | Q(founding=True) | ~Q(role__in=sorted(CONFIRMED_ROLES))

    person = models.ForeignKey("practices.Person", models.PROTECT, related_name="memberships")
    practice = models.ForeignKey("practices.Practice", models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    #: Made by `create_practice_administrator`, when nobody at the practice could appoint or confirm.
    founding = models.BooleanField(default=False)
    appointed_by = models.ForeignKey(
        "practices.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        "practices.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_by = models.ForeignKey("practices.Person", models.PROTECT, null=True, blank=True, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("person__full_name", "starts_on", "id")
        indexes = [models.Index(fields=["practice", "role"], name="membership_by_role")]
        constraints = [
            *period_constraints("membership"),
            role_known("membership", [key for key, _ in ROLE_CHOICES]),
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("practice", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(stopped=False),
            ),
            paired("appointed", model="membership"),
            paired("confirmed", model="membership"),
            paired("ended", model="membership"),
            models.CheckConstraint(
                name="membership_appointed_or_founding",
                condition=Q(founding=True, appointed_by__isnull=True)
                | Q(founding=False, appointed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="membership_not_appointed_by_self",
                condition=~Q(appointed_by=F("person")) | Q(founding=True),
            ),
            models.CheckConstraint(
                name="membership_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("person")) & ~Q(confirmed_by=F("appointed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} from {self.starts_on}"

    @property
    def holder(self) -> Person:
        """Who has the role by this."""
        return self.person

    @property
    def is_ready(self) -> bool:
        """Confirmed by a guardian, where its role needs that."""
        return self.confirmed_at is not None or self.founding or self.role not in CONFIRMED_ROLES
