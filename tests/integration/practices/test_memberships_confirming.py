"""Confirming a role: by a serving guardian, once, and never one's own."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kit.errors import NotAllowed, NotPossible, NotVisible
from practices import memberships
from tests.factories.people import a_member, a_person, a_practice
from tests.integration.practices.appointing import appoint

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


class TestConfirming:
    def test_is_by_a_serving_guardian(self, staff, told):
        membership = appoint(staff, "clinical_reviewer")
        for nobody in (staff.desk, a_member(staff.practice, "ig_lead")):
            with pytest.raises(NotAllowed):
                memberships.confirm(membership=membership, by=nobody)
        with pytest.raises(NotVisible):
            memberships.confirm(membership=membership, by=a_member(a_practice(), "caldicott_guardian"))
        confirmed = memberships.confirm(membership=membership, by=staff.guardian)
        assert confirmed.confirmed_by == staff.guardian
        assert told(staff.practice) == ["membership.appointed", "membership.confirmed"]

    def test_is_not_by_a_guardian_whose_own_role_waits(self, staff):
        newcomer = a_person()
        membership = appoint(staff, "caldicott_guardian", person=newcomer)
        with pytest.raises(NotVisible):
            memberships.confirm(membership=membership, by=newcomer)

    def test_is_not_of_ones_own_role(self, staff, today):
        memberships.end(
            membership=staff.guardian.memberships.get(),
            by=staff.administrator,
            last_day=today + DAY,
            knowing_last=True,
        )
        mine = appoint(staff, "caldicott_guardian", person=staff.guardian, starts_on=today + 2 * DAY)
        with pytest.raises(NotAllowed, match="Nobody confirms their own"):
            memberships.confirm(membership=mine, by=staff.guardian)
        with pytest.raises(NotAllowed, match="Nobody confirms their own"):
            memberships.decline(membership=mine, by=staff.guardian)

    def test_is_not_by_who_appointed(self, staff):
        both = a_member(staff.practice, "practice_administrator", "caldicott_guardian")
        membership = appoint(staff, "ig_lead", by=both)
        with pytest.raises(NotAllowed, match="You made this appointment"):
            memberships.confirm(membership=membership, by=both)
        assert memberships.confirm(membership=membership, by=staff.guardian)

    def test_happens_once(self, staff):
        membership = appoint(staff, "ig_lead")
        memberships.confirm(membership=membership, by=staff.guardian)
        for action in (memberships.confirm, memberships.decline):
            with pytest.raises(NotPossible, match="already confirmed"):
                action(membership=membership, by=staff.guardian)

    def test_is_not_needed_for_other_roles(self, staff):
        with pytest.raises(NotPossible, match="needs no confirmation"):
            memberships.confirm(membership=appoint(staff, "front_desk"), by=staff.guardian)

    def test_is_not_for_what_was_ended_or_declined(self, staff, told):
        membership = appoint(staff, "ig_lead")
        declined = memberships.decline(membership=membership, by=staff.guardian)
        assert declined.stopped
        with pytest.raises(NotPossible, match="ended meanwhile"):
            memberships.confirm(membership=membership, by=staff.guardian)
        assert told(staff.practice)[-1] == "membership.declined"

    def test_is_not_for_what_is_past(self, staff, today, time_machine):
        membership = appoint(staff, "ig_lead", ends_on=today)
        time_machine.move_to(timezone.now() + DAY)
        with pytest.raises(NotPossible, match="ended meanwhile"):
            memberships.confirm(membership=membership, by=staff.guardian)
