"""What a person may do: guardian's row and a role in force, and nothing else."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.utils import timezone
from guardian.shortcuts import assign_perm

from kit.errors import NotAllowed, NotVisible
from practices import permissions
from practices.models import Membership, Person, PracticeUserObjectPermission
from practices.permissions import access_of, check, people_who_may, refresh_rows
from practices.roles import PERMISSIONS, ROLES
from tests.factories.people import a_deputy, a_member, a_membership, a_person, a_practice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def surgery():
    return a_practice()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_carries_its_permissions_and_no_other(surgery, role):
    access = access_of(a_member(surgery, role))
    assert {code for code in PERMISSIONS if access.may(code, surgery.pk)} == ROLES[role].permissions
    assert access.roles_at(surgery.pk) == {role}
    assert access.practices == {surgery.pk}


def test_a_role_counts_at_its_practice_only(surgery):
    elsewhere = a_practice()
    person = a_member(surgery, "auditor")
    a_member(elsewhere, "front_desk", person=person)
    access = access_of(person)
    assert access.practices_where("read_ledger") == {surgery.pk}
    assert access.practices_where("draft_request") == {elsewhere.pk}
    assert access.practices_where("record_incident") == {surgery.pk, elsewhere.pk}
    assert access.roles_at(elsewhere.pk) == {"front_desk"}


def test_nobody_and_the_deactivated_may_nothing(surgery, django_assert_num_queries):
    person = a_member(surgery, "practice_manager")
    person.is_active = False
    person.save()
    with django_assert_num_queries(0):
        for nothing in (access_of(AnonymousUser()), access_of(person)):
            assert nothing.practices == frozenset()
            assert not nothing.may("view_requests", surgery.pk)
            assert nothing.roles_at(surgery.pk) == frozenset()


def test_a_superuser_gets_nothing_by_being_one(surgery):
    chief = Person.objects.create_superuser("chief@surgery.test", "Chief", "a long password")
    access = access_of(chief)
    assert access.practices == frozenset()
    assert not any(access.practices_where(code) for code in PERMISSIONS)
    a_member(surgery, "front_desk", person=chief)
    assert not access_of(chief).may("view_requests", surgery.pk)
    assert access_of(chief).may("draft_request", surgery.pk)


def test_a_global_permission_and_a_group_give_nothing(surgery):
    person = a_member(surgery, "front_desk")
    decide = Permission.objects.get(codename="decide_request")
    person.user_permissions.add(decide)
    group = Group.objects.create(name="Guardians")
    group.permissions.add(decide)
    person.groups.add(group)
    assert person.has_perm("practices.decide_request")
    assert not access_of(person).may("decide_request", surgery.pk)


def test_a_row_without_a_role_gives_nothing(surgery):
    person = a_member(surgery, "front_desk")
    assign_perm("decide_request", person, surgery)
    assert not access_of(person).may("decide_request", surgery.pk)
    assert not people_who_may("decide_request", surgery).exists()


def test_a_role_whose_row_was_taken_away_gives_nothing(surgery):
    person = a_member(surgery, "caldicott_guardian")
    PracticeUserObjectPermission.objects.filter(user=person, permission__codename="decide_request").delete()
    assert not access_of(person).may("decide_request", surgery.pk)
    assert access_of(person).may("view_requests", surgery.pk)
    assert not people_who_may("decide_request", surgery).exists()


def test_a_right_that_does_not_exist_is_a_mistake(surgery):
    access = access_of(a_member(surgery, "front_desk"))
    with pytest.raises(KeyError):
        access.may("rule_the_world", surgery.pk)


@pytest.mark.parametrize("practices", [1, 5, 50])
def test_one_query_whatever_the_number_of_practices(practices, django_assert_num_queries):
    person = a_person()
    for _ in range(practices):
        a_member(a_practice(), "practice_manager", "ig_lead", person=person)
    person = Person.objects.get(pk=person.pk)
    with django_assert_num_queries(1):
        assert len(access_of(person).practices_where("view_requests")) == practices


def test_one_query_for_someone_without_a_role(django_assert_num_queries):
    person = a_person()
    with django_assert_num_queries(1):
        assert access_of(person).practices == frozenset()


@pytest.mark.parametrize("offset", range(-3, 4))
def test_first_and_last_day_are_included_and_no_other(surgery, offset):
    today = timezone.localdate()
    person = a_member(surgery, "auditor", starts_on=today - DAY, ends_on=today + DAY)
    assert access_of(person, on=today + offset * DAY).may("read_ledger", surgery.pk) is (abs(offset) <= 1)


def test_a_right_ends_on_its_day_and_a_new_one_begins_with_every_scheduler_dead(surgery, time_machine):
    time_machine.move_to("2026-11-22 10:00+00:00")
    leaver = a_member(surgery, "practice_manager", ends_on=date(2026, 11, 30))
    joiner = a_member(surgery, "practice_manager", starts_on=date(2026, 12, 1))
    time_machine.move_to("2026-11-30 23:59:30+00:00")
    assert access_of(leaver).may("log_request", surgery.pk)
    assert not access_of(joiner).may("log_request", surgery.pk)
    time_machine.move_to("2026-12-01 00:00:30+00:00")
    assert not access_of(leaver).may("log_request", surgery.pk)
    assert access_of(joiner).may("log_request", surgery.pk)
    assert list(people_who_may("log_request", surgery)) == [joiner]
    # The rows are still as they were: only the days decide.
    assert PracticeUserObjectPermission.objects.filter(user=leaver).exists()


def test_days_are_the_united_kingdoms(surgery, time_machine):
    time_machine.move_to("2026-06-01 12:00:00+00:00")
    person = a_member(surgery, "auditor", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    time_machine.move_to("2026-06-30 22:59:00+00:00")  # a minute to midnight, British Summer Time
    assert access_of(person).may("read_ledger", surgery.pk)
    time_machine.move_to("2026-06-30 23:01:00+00:00")
    assert not access_of(person).may("read_ledger", surgery.pk)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_that_waits_for_confirmation_gives_nothing(surgery, role):
    person = a_person()
    Membership.objects.create(
        person=person,
        practice=surgery,
        role=role,
        starts_on=timezone.localdate(),
        appointed_by=a_person(),
        appointed_at=timezone.now(),
    )
    refresh_rows(surgery, on=timezone.localdate())
    assert (access_of(person).practices == frozenset()) is ROLES[role].needs_confirmation


def test_a_stopped_role_gives_nothing_on_any_day(surgery):
    membership = a_membership(surgery, "front_desk", ends_on=timezone.localdate())
    membership.stopped, membership.ended_at, membership.ended_by = True, timezone.now(), a_person()
    membership.save()
    assert not access_of(membership.person).practices


def test_a_deputy_has_the_absent_persons_role_between_the_days(surgery):
    today = timezone.localdate()
    absent = a_member(surgery, "caldicott_guardian")
    deputy = a_deputy(surgery, "caldicott_guardian", absent=absent, starts_on=today, ends_on=today + DAY)
    for offset, may in ((-1, False), (0, True), (1, True), (2, False)):
        assert access_of(deputy, on=today + offset * DAY).may("decide_request", surgery.pk) is may
    assert set(people_who_may("decide_request", surgery)) == {absent, deputy}


def test_a_deputy_who_is_not_confirmed_has_nothing(surgery):
    absent = a_member(surgery, "practice_manager")
    deputy = a_deputy(surgery, "practice_manager", absent=absent, confirmed=False)
    refresh_rows(surgery, on=timezone.localdate())
    assert not access_of(deputy).practices


def test_a_deputy_has_nothing_once_the_absent_person_has_not(surgery):
    absent = a_member(surgery, "practice_manager")
    deputy = a_deputy(surgery, "practice_manager", absent=absent)
    Membership.objects.filter(person=absent).update(ends_on=timezone.localdate() - DAY)
    assert not access_of(deputy).practices


def test_a_deputy_has_nothing_for_somebody_deactivated(surgery):
    absent = a_member(surgery, "practice_manager")
    deputy = a_deputy(surgery, "practice_manager", absent=absent)
    Person.objects.filter(pk=absent.pk).update(is_active=False)
    assert not access_of(deputy).practices


def test_the_deactivated_are_not_among_those_who_may(surgery):
    person = a_member(surgery, "practice_manager")
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert not people_who_may("log_request", surgery).exists()


def test_check_hides_what_is_outside_and_refuses_inside(surgery):
    access = access_of(a_member(surgery, "front_desk"))
    check(access, "draft_request", surgery)
    with pytest.raises(NotAllowed) as refusal:
        check(access, "decide_request", surgery)
    assert refusal.value.who_can == "Caldicott guardian"
    with pytest.raises(NotVisible):
        check(access, "draft_request", a_practice())


def test_rows_are_the_union_of_what_lasts_or_will_begin(surgery):
    today = timezone.localdate()
    person = a_member(surgery, "front_desk", "practice_administrator")
    a_membership(surgery, "practice_manager", person=person, starts_on=today - 9 * DAY, ends_on=today - DAY)
    a_membership(surgery, "data_protection_officer", person=person, starts_on=today + DAY)
    refresh_rows(surgery, on=today)
    rows = PracticeUserObjectPermission.objects.filter(user=person, content_object=surgery)
    wanted = set().union(
        *(
            ROLES[key].permissions
            for key in ("front_desk", "practice_administrator", "data_protection_officer")
        )
    )
    assert set(rows.values_list("permission__codename", flat=True)) == wanted
    assert refresh_rows(surgery, on=today) == 0


def test_refreshing_one_person_leaves_the_others_alone(surgery):
    one, other = a_member(surgery, "front_desk"), a_member(surgery, "front_desk")
    PracticeUserObjectPermission.objects.all().delete()
    assert refresh_rows(surgery, on=timezone.localdate(), person=one) == 2
    assert access_of(one).may("draft_request", surgery.pk)
    assert not access_of(other).may("draft_request", surgery.pk)


def test_the_nightly_tidying_looks_where_rows_or_roles_are(surgery):
    a_practice()
    with_roles = a_practice()
    a_member(with_roles, "front_desk")
    PracticeUserObjectPermission.objects.all().delete()
    assign_perm("add_note", a_person(), surgery)
    assert set(permissions.practices_with_rows()) == {surgery, with_roles}
