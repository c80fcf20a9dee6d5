"""Who has a right at many practices: the same people as one practice gives, and who of them is away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practices.holders import holders_at, standing_in
from practices.models import PracticeUserObjectPermission
from practices.permissions import people_who_may
from practices.roles import PERMISSIONS
from tests.factories.people import a_deputy, a_member, a_practice
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


def test_the_same_people_as_one_practice_gives_for_every_right_in_two_queries() -> None:
    today = timezone.localdate()
    places = [a_practice(), a_practice()]
    for place in places:
        a_member(place, "practice_manager", "ig_lead")
        guardian = a_member(place, "caldicott_guardian")
        a_member(place, "clinical_reviewer", ends_on=today - timedelta(days=1))
        a_deputy(place, "caldicott_guardian", absent=guardian)
        a_deputy(place, "caldicott_guardian", absent=guardian, confirmed=False)

    with counted() as asked:
        found = holders_at(PERMISSIONS, [place.pk for place in places], on=today)

    assert len(asked) == 2
    for place in places:
        for code in PERMISSIONS:
            people = set(people_who_may(code, place).values_list("pk", flat=True))
            assert set(found.get((code, place.pk), {})) == people


def test_who_is_stood_in_for_is_away_and_the_deputy_is_there() -> None:
    place = a_practice()
    guardian = a_member(place, "caldicott_guardian")
    deputy = a_deputy(place, "caldicott_guardian", absent=guardian)

    found = holders_at(["decide_request"], [place.pk], on=timezone.localdate())

    assert found == {("decide_request", place.pk): {guardian.pk: True, deputy.pk: False}}
    (row,) = standing_in([place.pk], on=timezone.localdate())
    assert (row.absent, row.deputy) == (guardian, deputy)


def test_another_role_with_the_same_right_keeps_a_person_there() -> None:
    place = a_practice()
    both = a_member(place, "caldicott_guardian", "ig_lead")
    a_deputy(place, "caldicott_guardian", absent=both)

    found = holders_at(["decide_request", "close_request"], [place.pk], on=timezone.localdate())

    assert found["decide_request", place.pk][both.pk] is True
    assert found["close_request", place.pk][both.pk] is False


def test_a_role_without_its_row_gives_nothing() -> None:
    place = a_practice()
    manager = a_member(place, "practice_manager")
    PracticeUserObjectPermission.objects.filter(user=manager).delete()

    assert holders_at(["triage_request"], [place.pk], on=timezone.localdate()) == {}


def test_a_right_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        holders_at(["nothing"], [], on=timezone.localdate())
