"""Naming, confirming and ending deputies."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible
from practices import deputies, memberships
from practices.permissions import access_of
from tests.factories.people import a_member, a_person, a_practice

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def name(staff, today):
    def named(**more):
        given = {
            "deputy": more.pop("deputy", None) or a_person("Dora Deputy"),
            "absent": staff.guardian,
            "practice": staff.practice,
            "role": "caldicott_guardian",
            "starts_on": today,
            "ends_on": today + 5 * DAY,
            "by": staff.administrator,
        }
        return deputies.name(**{**given, **more})

    return named


def test_a_deputy_acts_once_a_guardian_has_confirmed(staff, name, told, today):
    deputyship = name()
    place = staff.practice.pk
    assert not access_of(deputyship.deputy).practices
    deputies.confirm(deputyship=deputyship, by=staff.guardian)
    assert access_of(deputyship.deputy).may("decide_request", place)
    assert access_of(deputyship.deputy, on=today + 5 * DAY).may("decide_request", place)
    assert not access_of(deputyship.deputy, on=today + 6 * DAY).may("decide_request", place)
    assert told(staff.practice) == ["deputyship.named", "deputyship.confirmed"]


def test_even_a_deputy_of_an_ordinary_role_is_confirmed(staff, name):
    deputyship = name(absent=staff.desk, role="front_desk")
    assert not access_of(deputyship.deputy).practices


def test_only_an_administrator_names_and_not_themselves(staff, name):
    with pytest.raises(NotAllowed):
        name(by=staff.guardian)
    with pytest.raises(NotVisible):
        name(by=a_member(a_practice(), "practice_administrator"))
    with pytest.raises(NotAllowed, match="Nobody gives themselves"):
        name(deputy=staff.administrator)


def test_nobody_deputises_for_themselves(staff, name):
    with pytest.raises(InvalidInput, match="themselves"):
        name(deputy=staff.guardian)


def test_the_days_run_forwards_from_today(name, today):
    with pytest.raises(InvalidInput):
        name(starts_on=today - DAY)
    with pytest.raises(InvalidInput):
        name(ends_on=today - DAY)


def test_the_absent_person_holds_the_role_on_each_of_the_days(staff, name, today):
    with pytest.raises(NotPossible, match="does not hold this role"):
        name(role="ig_lead")
    memberships.end(
        membership=staff.guardian.memberships.get(),
        by=staff.administrator,
        last_day=today + 4 * DAY,
        knowing_last=True,
    )
    with pytest.raises(NotPossible, match="only until"):
        name()
    assert name(ends_on=today + 4 * DAY)


def test_a_role_that_waits_or_has_not_begun_is_no_role_to_stand_in_for(staff, name, today):
    later = a_member(staff.practice, "practice_manager", starts_on=today + DAY)
    with pytest.raises(NotPossible, match="does not hold"):
        name(absent=later, role="practice_manager")
    waiting = a_person()
    memberships.appoint(
        person=waiting, practice=staff.practice, role="ig_lead", starts_on=today, by=staff.administrator
    )
    with pytest.raises(NotPossible, match="does not hold"):
        name(absent=waiting, role="ig_lead")


def test_a_deputy_does_not_hold_the_role_already(staff, name):
    with pytest.raises(NotPossible, match="already has this role"):
        name(deputy=a_member(staff.practice, "caldicott_guardian"))
    deputy = a_person()
    name(deputy=deputy)
    with pytest.raises(NotPossible, match="already named"):
        name(deputy=deputy)


def test_a_deactivated_person_is_no_deputy(name):
    gone = a_person()
    gone.is_active = False
    gone.save()
    with pytest.raises(NotPossible, match="deactivated"):
        name(deputy=gone)


def test_confirming_is_by_another_guardian_than_deputy_and_namer(staff, name):
    both = a_member(staff.practice, "practice_administrator", "caldicott_guardian")
    deputyship = name(by=both)
    with pytest.raises(NotAllowed, match="You made this appointment"):
        deputies.confirm(deputyship=deputyship, by=both)
    manager = a_member(staff.practice, "practice_manager")
    mine = name(deputy=both, absent=manager, role="practice_manager")
    with pytest.raises(NotAllowed, match="Nobody confirms their own"):
        deputies.confirm(deputyship=mine, by=both)
    with pytest.raises(NotAllowed):
        deputies.confirm(deputyship=deputyship, by=staff.administrator)
    assert deputies.confirm(deputyship=deputyship, by=staff.guardian)
    with pytest.raises(NotPossible, match="already confirmed"):
        deputies.confirm(deputyship=deputyship, by=staff.guardian)


def test_a_guardian_may_decline(staff, name, told):
    deputyship = name()
    assert deputies.decline(deputyship=deputyship, by=staff.guardian).stopped
    with pytest.raises(NotPossible, match="ended meanwhile"):
        deputies.confirm(deputyship=deputyship, by=staff.guardian)
    assert told(staff.practice)[-1] == "deputyship.declined"


@pytest.mark.parametrize("who", ["administrator", "guardian"])
def test_an_administrator_or_the_absent_person_ends_it(staff, name, told, who):
    deputyship = name()
    deputies.confirm(deputyship=deputyship, by=staff.guardian)
    deputies.end(deputyship=deputyship, by=getattr(staff, who))
    assert not access_of(deputyship.deputy).practices
    with pytest.raises(NotPossible, match="already ended"):
        deputies.end(deputyship=deputyship, by=staff.administrator)
    assert told(staff.practice)[-1] == "deputyship.ended"


def test_nobody_else_ends_it(staff, name):
    deputyship = name()
    with pytest.raises(NotAllowed):
        deputies.end(deputyship=deputyship, by=staff.desk)
    with pytest.raises(NotVisible):
        deputies.end(deputyship=deputyship, by=a_person())
