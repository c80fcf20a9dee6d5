"""The list of guardians of other practices: agreed, confirmed, used, ended."""

import pytest
from django.utils import timezone

from kit.errors import NotAllowed, NotPossible, NotVisible
from practices import memberships, outside_guardians
from practices.models import Membership
from practices.permissions import access_of
from practices.selectors import outside_guardians_in_use
from tests.factories.people import a_member, a_person, a_practice, an_outside_guardian


@pytest.fixture
def neighbour(db):
    """A serving guardian of another practice."""
    return a_member(a_practice(), "caldicott_guardian", full_name="Bettina Neighbour")


@pytest.fixture
def agree(staff, neighbour):
    def agreed(**more):
        given = {"practice": staff.practice, "person": neighbour, "by": staff.administrator}
        return outside_guardians.agree(**{**given, **more})

    return agreed


def usable(staff, person):
    return outside_guardians_in_use(staff.practice).filter(pk=person.pk).exists()


def test_both_administrator_and_guardian_agree_before_use(staff, neighbour, agree, told):
    listed = agree()
    assert not usable(staff, neighbour)
    outside_guardians.confirm(listed=listed, by=staff.guardian)
    assert usable(staff, neighbour)
    outside_guardians.check_usable(practice=staff.practice, person=neighbour)
    assert access_of(neighbour).practices == {neighbour.memberships.get().practice_id}
    outside_guardians.end(listed=listed, by=staff.administrator)
    assert not usable(staff, neighbour)
    with pytest.raises(NotAllowed, match="not an agreed outside guardian"):
        outside_guardians.check_usable(practice=staff.practice, person=neighbour)
    assert told(staff.practice) == [f"outside_guardian.{done}" for done in ("agreed", "confirmed", "ended")]


def test_who_may_agree_confirm_and_end(staff, agree):
    with pytest.raises(NotAllowed):
        agree(by=staff.guardian)
    with pytest.raises(NotVisible):
        agree(by=a_person())
    listed = agree()
    for nobody in (staff.administrator, staff.desk, a_member(staff.practice, "practice_administrator")):
        with pytest.raises(NotAllowed, match="do not let you confirm"):
            outside_guardians.confirm(listed=listed, by=nobody)
    with pytest.raises(NotAllowed):
        outside_guardians.end(listed=listed, by=staff.desk)
    assert outside_guardians.end(listed=listed, by=staff.guardian).ended_by == staff.guardian


def test_two_people_agree(staff, agree):
    both = a_member(staff.practice, "practice_administrator", "caldicott_guardian")
    listed = agree(by=both)
    with pytest.raises(NotAllowed, match="You made this appointment"):
        outside_guardians.confirm(listed=listed, by=both)


def test_nobody_puts_themselves_on_a_list(staff, agree, neighbour):
    a_member(staff.practice, "practice_administrator", person=neighbour)
    with pytest.raises(NotAllowed, match="themselves"):
        agree(by=neighbour)


def test_only_a_serving_guardian_of_another_practice(staff, agree):
    with pytest.raises(NotPossible, match="not a serving Caldicott guardian of another"):
        agree(person=a_member(a_practice(), "clinical_reviewer"))
    inside = a_member(a_practice(), "caldicott_guardian")
    a_member(staff.practice, "front_desk", person=inside)
    with pytest.raises(NotPossible, match="is not outside it"):
        agree(person=inside)


def test_once_on_the_list(agree):
    agree()
    with pytest.raises(NotPossible, match="already on the list"):
        agree()


def test_confirmed_once_and_not_after_the_end(staff, agree):
    listed = agree()
    outside_guardians.confirm(listed=listed, by=staff.guardian)
    with pytest.raises(NotPossible, match="already confirmed"):
        outside_guardians.confirm(listed=listed, by=staff.guardian)
    outside_guardians.end(listed=listed, by=staff.guardian)
    for action in (outside_guardians.confirm, outside_guardians.end):
        with pytest.raises(NotPossible, match="meanwhile"):
            action(listed=listed, by=staff.guardian)


def test_agreeing_by_address_does_not_tell_who_has_an_account(staff, neighbour):
    words = set()
    for email in ("nobody@surgery.test", a_person().email):
        with pytest.raises(NotPossible) as refusal:
            outside_guardians.agree_by_email(practice=staff.practice, email=email, by=staff.administrator)
        words.add(refusal.value.message)
    assert len(words) == 1
    assert outside_guardians.agree_by_email(
        practice=staff.practice, email=neighbour.email.upper(), by=staff.administrator
    )


def test_not_usable_when_no_guardian_any_more_or_inside_or_deactivated(staff):
    left, joined, gone, waiting = (an_outside_guardian(staff.practice) for _ in range(4))
    Membership.objects.filter(person=left).update(
        ends_on=timezone.localdate().replace(year=2020), starts_on="2019-01-01"
    )
    memberships.appoint(
        person=joined,
        practice=staff.practice,
        role="front_desk",
        starts_on=timezone.localdate(),
        by=staff.administrator,
    )
    gone.is_active = False
    gone.save()
    waiting.outside_guardian_for.update(confirmed_at=None, confirmed_by=None)
    assert not outside_guardians_in_use(staff.practice).exists()
