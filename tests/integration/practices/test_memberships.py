"""Appointing, confirming, declining and ending: who may, when, and what the ledger says."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.ledger.api import entries, log_name
from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible
from practices import deputies, memberships, rules
from practices.models import Membership, PracticeUserObjectPermission
from practices.permissions import access_of
from practices.roles import ROLES
from practices.tidying import refresh_all
from tests.factories.people import a_deputy, a_member, a_person, a_practice

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def appoint(staff, role="practice_manager", *, person=None, by=None, starts_on=None, ends_on=None):
    return memberships.appoint(
        person=person or a_person("Nina New"),
        practice=staff.practice,
        role=role,
        starts_on=starts_on or timezone.localdate(),
        ends_on=ends_on,
        by=by or staff.administrator,
    )


def test_an_administrator_appoints_and_the_role_starts_at_once(staff, told):
    membership = appoint(staff)
    assert access_of(membership.person).may("log_request", staff.practice.pk)
    assert told(staff.practice) == ["membership.appointed"]
    assert told() == []


def test_the_entry_names_people_by_opaque_ids_only(staff, today):
    membership = appoint(staff, "auditor", ends_on=today + 30 * DAY)
    (entry,) = entries(log_name(staff.practice.public_id))
    assert entry.actor == f"person:{staff.administrator.public_id}"
    assert entry.about == f"person:{membership.person.public_id}"
    assert entry.facts == {
        "id": str(membership.public_id),
        "role": "auditor",
        "starts_on": today.isoformat(),
        "ends_on": (today + 30 * DAY).isoformat(),
    }
    assert "Nina" not in entry.text
    assert membership.person.email not in entry.text


@pytest.mark.parametrize("role", ROLES)
def test_only_some_roles_wait_for_a_guardian(staff, role):
    membership = appoint(staff, role)
    waits = role in ("caldicott_guardian", "clinical_reviewer", "ig_lead")
    assert (not access_of(membership.person).practices) is waits
    if waits:
        memberships.confirm(membership=membership, by=staff.guardian)
        assert access_of(membership.person).roles_at(staff.practice.pk) == {role}


def test_a_future_role_begins_on_its_day_with_the_scheduler_dead(staff, today, time_machine):
    membership = appoint(staff, "ig_lead", starts_on=today + 7 * DAY)
    memberships.confirm(membership=membership, by=staff.guardian)
    assert not access_of(membership.person).practices
    assert access_of(membership.person, on=today + 7 * DAY).may("review_legal_basis", staff.practice.pk)


@pytest.mark.parametrize("who", ["guardian", "desk"])
def test_nobody_else_appoints(staff, told, who):
    with pytest.raises(NotAllowed, match="do not let you manage") as refusal:
        appoint(staff, by=getattr(staff, who))
    assert refusal.value.who_can == "Practice administrator"
    assert told(staff.practice) == []


def test_an_administrator_elsewhere_sees_nothing(staff):
    stranger = a_member(a_practice(), "practice_administrator")
    with pytest.raises(NotVisible):
        appoint(staff, by=stranger)


def test_nobody_appoints_themselves(staff):
    with pytest.raises(NotAllowed, match="Nobody gives themselves"):
        appoint(staff, person=staff.administrator)


@pytest.mark.parametrize(
    ("start", "end", "field"), [(-1, None, "starts_on"), (2, 1, "ends_on"), (-1, -2, "starts_on")]
)
def test_days_run_forwards_from_today(staff, today, start, end, field):
    ends_on = None if end is None else today + end * DAY
    with pytest.raises(InvalidInput) as refusal:
        appoint(staff, starts_on=today + start * DAY, ends_on=ends_on)
    assert set(refusal.value.fields) == {field}


def test_a_role_must_exist_and_an_account_be_active(staff):
    with pytest.raises(InvalidInput):
        appoint(staff, "king")
    gone = a_person("Gus Gone")
    gone.is_active = False
    gone.save()
    with pytest.raises(NotPossible, match="deactivated"):
        appoint(staff, person=gone)


@pytest.mark.parametrize(
    ("start", "end", "clashes"),
    [(10, None, True), (10, 12, True), (5, 10, True), (20, 25, True), (0, 9, False), (21, None, False)],
)
def test_the_same_role_is_not_held_twice_on_a_day(staff, today, start, end, clashes):
    person = a_person()
    appoint(staff, person=person, starts_on=today + 10 * DAY, ends_on=today + 20 * DAY)
    again = {"starts_on": today + start * DAY, "ends_on": None if end is None else today + end * DAY}
    if clashes:
        with pytest.raises(NotPossible, match="already has this role"):
            appoint(staff, person=person, **again)
    else:
        assert appoint(staff, person=person, **again)


def test_a_role_without_an_end_clashes_for_ever(staff, today):
    person = a_person()
    appoint(staff, person=person)
    with pytest.raises(NotPossible, match="without an end"):
        appoint(staff, person=person, starts_on=today + 9999 * DAY)


@pytest.mark.parametrize(("first", "second"), [("auditor", "front_desk"), ("front_desk", "auditor")])
def test_an_auditor_holds_no_other_role_here_but_may_elsewhere(staff, first, second):
    person = a_person()
    appoint(staff, first, person=person)
    with pytest.raises(NotPossible, match="auditor holds no other role"):
        appoint(staff, second, person=person)
    elsewhere = a_practice()
    memberships.appoint(
        person=person,
        practice=elsewhere,
        role=second,
        starts_on=timezone.localdate(),
        by=a_member(elsewhere, "practice_administrator"),
    )


def test_an_auditor_is_no_deputy_here(staff, today):
    auditor = a_member(staff.practice, "auditor")
    with pytest.raises(NotPossible, match="auditor holds no other role"):
        name_deputy(staff, auditor, today)


def name_deputy(staff, deputy, today, **more):
    given = {
        "absent": staff.guardian,
        "role": "caldicott_guardian",
        "starts_on": today,
        "ends_on": today + DAY,
    }
    return deputies.name(deputy=deputy, practice=staff.practice, by=staff.administrator, **{**given, **more})


def test_a_deputy_is_no_auditor_here_for_those_days(staff, today):
    deputy = a_person()
    name_deputy(staff, deputy, today)
    with pytest.raises(NotPossible, match="auditor holds no other role"):
        appoint(staff, "auditor", person=deputy)
    assert appoint(staff, "auditor", person=deputy, starts_on=today + 2 * DAY)


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
