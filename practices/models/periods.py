"""What memberships and deputyships share: first and last day, confirmation, ending."""

import uuid
from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db import models
from django.db.models import F, Func, Q


class Period(Func):
    """The days from `starts_on` to `ends_on`, both included; without an end the period stays open."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, first: str = "starts_on", last: str = "ends_on", **extra: Any) -> None:
        super().__init__(F(first), F(last), RangeBoundary(inclusive_upper=True), **extra)


def standing_on(day: date) -> Q:
    """Not stopped, and `day` lies between first and last day. Says nothing about confirmation."""
    return Q(stopped=False, starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class PeriodQuerySet(models.QuerySet[Any]):
    """Questions about dates. The rule on confirmation is the model's own (`ready`)."""

    def ready(self) -> Self:
        """Confirmed by a guardian, where that is needed."""
        return self.filter(self.model.READY)

    def in_force(self, day: date) -> Self:
        """Those that give their role on `day`."""
        return self.ready().filter(standing_on(day))

    def current_or_upcoming(self, day: date) -> Self:
        """Not stopped and not past, whether confirmed or not."""
        return self.filter(stopped=False).exclude(ends_on__lt=day)

    def waiting(self, day: date) -> Self:
        """Waiting for a guardian's confirmation."""
        return self.current_or_upcoming(day).exclude(self.model.READY)


class RolePeriod(models.Model):
    """A role at a practice between two days.

    `ends_on` is the last day with the role. `stopped` means that it was ended at once, on or before
    `ends_on`, or cancelled before it began: it gives nothing any more, on whatever day.
    """

    READY: Q = Q(confirmed_at__isnull=False)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    stopped = models.BooleanField(default=False)
    appointed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def is_over(self, day: date) -> bool:
        """Stopped, or its last day is before `day`."""
        return self.stopped or (self.ends_on is not None and self.ends_on < day)


def period_constraints(model: str) -> list[models.BaseConstraint]:
    """The dates run forwards, and what was stopped says when and by whom."""
    return [
        models.CheckConstraint(
            name=f"{model}_ends_on_or_after_start",
            condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        ),
        models.CheckConstraint(
            name=f"{model}_stopped_was_ended",
            condition=Q(stopped=False) | Q(ended_at__isnull=False, ends_on__isnull=False),
        ),
    ]


def role_known(model: str, keys: list[str]) -> models.CheckConstraint:
    """The role is one that the code knows."""
    return models.CheckConstraint(name=f"{model}_role_known", condition=Q(role__in=keys))


__all__ = ["Period", "PeriodQuerySet", "RolePeriod", "period_constraints", "role_known", "standing_on"]
