"""The nightly tidying of django-guardian's rows. Nothing depends on it: rights look at the day themselves."""

from django.db import transaction
from django.utils import timezone

from practices import rules
from practices.permissions import practices_with_rows, refresh_rows


def refresh_all() -> int:
    """Brings every practice's rows in step with its register, one short transaction each.

    Returns how many rows were added or removed.
    """
    changed = 0
    for practice in practices_with_rows():
        with transaction.atomic(durable=True):
            changed += refresh_rows(rules.locked(practice), on=timezone.localdate())
    return changed
