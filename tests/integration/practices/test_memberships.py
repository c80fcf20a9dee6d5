"""Appointing: who may, when, and what the ledger says."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from audit.ledger.api import entries, log_name
from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible
from practices import deputies, memberships
from practices.permissions import access_of
from practices.roles import ROLES
from tests.factories.people import a_member, a_person, a_practice
from tests.integration.practices.appointing import appoint

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


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
