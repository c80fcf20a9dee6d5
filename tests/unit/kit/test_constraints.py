"""When and by whom go together."""

from django.db.models import Q

from kit.constraints import paired

BOTH = Q(ended_at__isnull=False, ended_by__isnull=False)
NEITHER = Q(ended_at__isnull=True, ended_by__isnull=True)


def test_both_or_neither() -> None:
    constraint = paired("ended", model="membership")
    assert constraint.name == "membership_ended_at_and_by"
    assert constraint.condition == BOTH | NEITHER


def test_always_both() -> None:
    assert paired("ended", model="membership", optional=False).condition == BOTH
