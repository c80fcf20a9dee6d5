"""Ending a role: at once or after a day, and what ends with it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from kit.errors import InvalidInput, NotAllowed, NotPossible
from practices import memberships, rules
from practices.models import Membership, PracticeUserObjectPermission
from practices.permissions import access_of
from practices.tidying import refresh_all
from tests.factories.people import a_deputy, a_member
from tests.integration.practices.appointing import appoint

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


class TestEnding:
    def test_at_once_takes_the_rights_at_once(self, staff, told):
        membership = staff.desk.memberships.get()
        ended = memberships.end(membership=membership, by=staff.administrator)
        assert (ended.stopped, ended.ended_by) == (True, staff.administrator)
        assert not access_of(staff.desk).practices
        assert not PracticeUserObjectPermission.objects.filter(user=staff.desk).exists()
        assert told(staff.practice) == ["membership.ended"]

    def test_leaves_what_another_role_still_gives(self, staff):
        person = a_member(staff.practice, "front_desk", "practice_manager")
        manager = person.memberships.get(role="practice_manager")
        memberships.end(membership=manager, by=staff.administrator)
        rows = PracticeUserObjectPermission.objects.filter(user=person)
        assert set(rows.values_list("permission__codename", flat=True)) == {
            "draft_request",
            "record_incident",
        }
        assert access_of(person).may("draft_request", staff.practice.pk)

    def test_after_a_day_keeps_the_rights_to_that_day(self, staff, today):
        ended = memberships.end(
            membership=staff.desk.memberships.get(), by=staff.administrator, last_day=today + 3 * DAY
        )
        assert not ended.stopped
        assert access_of(staff.desk, on=today + 3 * DAY).practices
        assert not access_of(staff.desk, on=today + 4 * DAY).practices

    def test_the_nightly_tidying_takes_the_rows_of_what_ended(self, staff, today, time_machine):
        memberships.end(membership=staff.desk.memberships.get(), by=staff.administrator, last_day=today)
        time_machine.move_to(timezone.now() + DAY)
        assert PracticeUserObjectPermission.objects.filter(user=staff.desk).count() == 2
        assert refresh_all() == 2
        assert not PracticeUserObjectPermission.objects.filter(user=staff.desk).exists()

    def test_cancels_what_has_not_begun(self, staff, today):
        membership = appoint(staff, starts_on=today + 9 * DAY)
        ended = memberships.end(membership=membership, by=staff.administrator)
        assert (ended.stopped, ended.ends_on) == (True, today + 9 * DAY)
        assert appoint(staff, person=membership.person, starts_on=today + 9 * DAY)

    @pytest.mark.parametrize("last", [-1, 11])
    def test_neither_in_the_past_nor_later_than_it_would(self, staff, today, last):
        membership = appoint(staff, ends_on=today + 10 * DAY)
        with pytest.raises(InvalidInput):
            memberships.end(membership=membership, by=staff.administrator, last_day=today + last * DAY)

    def test_not_twice(self, staff, today, time_machine):
        membership = staff.desk.memberships.get()
        memberships.end(membership=membership, by=staff.administrator)
        with pytest.raises(NotPossible, match="already ended"):
            memberships.end(membership=membership, by=staff.administrator)
        brief = appoint(staff, ends_on=today)
        time_machine.move_to(timezone.now() + DAY)
        with pytest.raises(NotPossible, match="already ended"):
            memberships.end(membership=brief, by=staff.administrator)

    def test_only_by_an_administrator(self, staff):
        for other in (staff.guardian, staff.desk):
            with pytest.raises(NotAllowed):
                memberships.end(membership=staff.desk.memberships.get(), by=other)

    @pytest.mark.parametrize("who", ["guardian", "administrator"])
    def test_the_last_serving_one_only_knowingly(self, staff, told, who):
        membership = getattr(staff, who).memberships.get()
        with pytest.raises(rules.LastServing, match="Nobody else"):
            memberships.end(membership=membership, by=staff.administrator)
        assert told(staff.practice) == []
        assert memberships.end(membership=membership, by=staff.administrator, knowing_last=True).stopped

    def test_not_the_last_where_another_serves_afterwards(self, staff, today):
        other = a_member(staff.practice, "caldicott_guardian", ends_on=today + 5 * DAY)
        membership = staff.guardian.memberships.get()
        with pytest.raises(rules.LastServing):
            memberships.end(membership=membership, by=staff.administrator, last_day=today + 5 * DAY)
        other.is_active = False
        other.save()
        with pytest.raises(rules.LastServing):
            memberships.end(membership=membership, by=staff.administrator)
        other.is_active = True
        other.save()
        assert memberships.end(membership=membership, by=staff.administrator)

    def test_an_unconfirmed_guardian_is_never_the_last(self, staff):
        waiting = appoint(staff, "caldicott_guardian")
        assert memberships.end(membership=waiting, by=staff.administrator)

    @pytest.mark.parametrize(
        ("last", "stopped", "expected"), [(None, True, 0), (0, True, 2), (3, False, 3), (9, False, 6)]
    )
    def test_ends_deputies_with_it(self, staff, today, told, last, stopped, expected):
        manager = a_member(staff.practice, "practice_manager")
        deputy = a_deputy(
            staff.practice,
            "practice_manager",
            absent=manager,
            starts_on=today + 2 * DAY,
            ends_on=today + 6 * DAY,
        )
        last_day = None if last is None else today + last * DAY
        memberships.end(membership=manager.memberships.get(), by=staff.administrator, last_day=last_day)
        row = deputy.deputyships.get()
        assert row.stopped is stopped
        assert access_of(deputy, on=today + 2 * DAY).practices == (set() if stopped else {staff.practice.pk})
        if not stopped:
            assert row.ends_on == today + expected * DAY
        touched = stopped or expected == 3
        assert told(staff.practice) == ["membership.ended"] + ["deputyship.ended"] * touched

    def test_leaves_deputies_that_rest_on_a_later_appointment(self, staff, today):
        manager = a_member(staff.practice, "practice_manager", ends_on=today + DAY)
        a_member(staff.practice, "practice_manager", person=manager, starts_on=today + 2 * DAY)
        deputy = a_deputy(
            staff.practice,
            "practice_manager",
            absent=manager,
            starts_on=today + 3 * DAY,
            ends_on=today + 4 * DAY,
        )
        memberships.end(
            membership=Membership.objects.get(person=manager, ends_on=today + DAY), by=staff.administrator
        )
        assert not deputy.deputyships.get().stopped
