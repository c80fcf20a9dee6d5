"""A guardian's answer to a role or a deputy that waits: the same rules for both."""

from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from practices import rules
from practices.models import Deputyship, Membership, Person
from practices.permissions import refresh_rows
from practices.telling import tell_period

Waiting = TypeVar("Waiting", Membership, Deputyship)


def fresh(period: Waiting) -> Waiting:
    """The row as it is now, with its practice locked first: the order that every change keeps."""
    rules.locked(period.practice)
    found: Waiting = type(period).objects.select_related("practice", "appointed_by").get(pk=period.pk)
    return found


def confirm(period: Waiting, *, by: Person, event: str) -> Waiting:
    """`by`, a serving guardian there, confirms what is of someone else and was appointed by someone else."""
    with transaction.atomic(durable=True):
        period = fresh(period)
        rules.may(by, "confirm_appointment", period.practice)
        rules.check_confirmer(by, period.holder, period.appointed_by)
        rules.check_waiting(period)
        rules.check_active(period.holder)
        period.confirmed_by, period.confirmed_at = by, timezone.now()
        period.save(update_fields=["confirmed_by", "confirmed_at"])
        refresh_rows(period.practice, on=timezone.localdate(), person=period.holder)
        tell_period(event, period, by=by)
    return period


def decline(period: Waiting, *, by: Person, event: str) -> Waiting:
    """`by`, a serving guardian there, turns down what waits for confirmation, unless it is their own."""
    with transaction.atomic(durable=True):
        period = fresh(period)
        rules.may(by, "confirm_appointment", period.practice)
        rules.check_confirmer(by, period.holder, None)
        rules.check_waiting(period)
        rules.stop(period, by=by)
        tell_period(event, period, by=by)
    return period
