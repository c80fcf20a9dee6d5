"""Who has a right where, for many practices at once: for what runs without anybody signed in.

The same rule as permissions.py asks for one person: guardian's row and a role in force.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from kit.arrays import any_of
from practices.models import Deputyship, Membership, PracticeUserObjectPermission
from practices.permissions import deputyships_in_force
from practices.roles import roles_with


def holders_at(
    codenames: Iterable[str], practice_ids: Iterable[int], *, on: date
) -> dict[tuple[str, int], dict[int, bool]]:
    """By right and practice the ids of the active people who have it on a day, and whether they are away.

    Someone counts as away where a deputy holds each role of theirs that carries the right. Two queries.
    Raises KeyError for a right that doesn't exist.
    """
    carrying = {code: roles_with(code) for code in sorted(set(codenames))}
    places = any_of(practice_ids)
    here = Q(practice__in=places, role__in=sorted(frozenset().union(*carrying.values())))
    stood_in_for = deputyships_in_force(on).filter(
        absent=OuterRef("person"), practice=OuterRef("practice"), role=OuterRef("role")
    )
    held = Membership.objects.in_force(on).filter(here, person__is_active=True)
    deputies = deputyships_in_force(on).filter(here, deputy__is_active=True)
    roles = (
        held.order_by()
        .values_list("person_id", "practice_id", "role", Exists(stood_in_for))
        .union(
            deputies.order_by().values_list("deputy_id", "practice_id", "role", Value(False)),
            all=True,
        )
    )
    given = set(
        PracticeUserObjectPermission.objects.filter(
            content_object__in=places, permission__codename__in=list(carrying)
        ).values_list("permission__codename", "content_object_id", "user_id")
    )
    found: dict[tuple[str, int], dict[int, bool]] = {}
    for person, practice, role, away in roles:
        for code in (code for code, keys in carrying.items() if role in keys):
            if (code, practice, person) in given:
                there = found.setdefault((code, practice), {})
                there[person] = there.get(person, True) and away
    return found


def standing_in(practice_ids: Iterable[int], *, on: date) -> QuerySet[Deputyship]:
    """Who stands in for whom at these practices on a day."""
    found = deputyships_in_force(on).filter(practice__in=list(practice_ids))
    return found.select_related("deputy", "absent", "practice").order_by("practice__name", "ends_on", "id")
