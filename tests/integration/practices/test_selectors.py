"""What lists and counts hold, and how rows name themselves."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from config.celery import app
from practices import deputies, memberships, outside_guardians, presenters, selectors
from practices.forms import DeputyForm
from practices.models import HeldRole, Membership, Person, PracticeUserObjectPermission
from practices.permissions import access_of
from practices.tasks import refresh_object_permissions
from tests.factories.people import a_deputy, a_member, a_membership, a_person, a_practice, an_outside_guardian

DAY = timedelta(days=1)


@pytest.fixture
def waiting(staff):
    """One role, one deputy and one outside guardian that wait."""
    today = timezone.localdate()
    given = {"practice": staff.practice, "by": staff.administrator}
    memberships.appoint(person=a_person(), role="ig_lead", starts_on=today, **given)
    deputies.name(
        deputy=a_person(), absent=staff.desk, role="front_desk", starts_on=today, ends_on=today, **given
    )
    outside_guardians.agree(person=a_member(a_practice(), "caldicott_guardian"), **given)
    return staff


class TestCountWaiting:
    def test_counts_all_three_kinds_for_a_guardian(self, waiting):
        assert selectors.count_waiting_for(access_of(waiting.guardian)) == 3

    def test_counts_nothing_for_others(self, waiting, django_assert_num_queries):
        stranger = a_member(a_practice(), "caldicott_guardian")
        assert selectors.count_waiting_for(access_of(stranger)) == 0
        for person in (waiting.administrator, AnonymousUser()):
            access = access_of(person)
            with django_assert_num_queries(0):
                assert selectors.count_waiting_for(access) == 0

    def test_leaves_out_what_one_appointed_or_is(self, waiting):
        a_member(waiting.practice, "caldicott_guardian", person=waiting.administrator)
        assert selectors.count_waiting_for(access_of(waiting.administrator)) == 0
        mine = Membership.objects.get(role="ig_lead").person
        a_member(waiting.practice, "caldicott_guardian", person=mine)
        assert selectors.count_waiting_for(access_of(mine)) == 2


def test_who_serves_today_deputies_included(staff):
    absent = a_member(staff.practice, "practice_manager", full_name="Pell")
    deputy = a_deputy(staff.practice, "practice_manager", absent=absent)
    gone = a_member(staff.practice, "practice_manager")
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    found = {(key, person.full_name) for key, person in selectors.serving_at(staff.practice)}
    assert found == {
        ("practice_administrator", "Ada Admin"),
        ("caldicott_guardian", "Gwen Guardian"),
        ("front_desk", "Fred Desk"),
        ("practice_manager", "Pell"),
        ("practice_manager", deputy.full_name),
    }


def test_demonstration_people_are_those_of_the_example_domain(staff):
    made_up = a_member(staff.practice, "front_desk", person=a_person(email="x@larkmoor.example"))
    a_person(email="without-a-role@larkmoor.example")
    assert list(selectors.demonstration_people()) == [made_up]


def test_each_status_has_words_and_a_colour(staff):
    today = timezone.localdate()
    stopped = staff.desk.memberships.get()
    memberships.end(membership=stopped, by=staff.administrator)
    cases = {
        "Ended": a_membership(staff.practice, "auditor", ends_on=today - DAY),
        "Not started": a_membership(staff.practice, "auditor", starts_on=today + DAY),
        "In force": staff.guardian.memberships.get(),
    }
    for words, row in cases.items():
        assert presenters.status_of(row).text == words
    assert presenters.status_of(staff.desk.memberships.get()).text == "Ended"


def test_whom_a_deputy_may_stand_in_for(staff):
    today = timezone.localdate()
    a_membership(staff.practice, "auditor", starts_on=today + DAY, person=a_person("Late"))
    a_membership(staff.practice, "auditor", ends_on=today + DAY, person=a_person("Leaver"))
    a_membership(staff.practice, "auditor", ends_on=today - DAY, person=a_person("Left"))
    rows = list(selectors.absentees_at(staff.practice))
    words = " | ".join(text for _, text in DeputyForm(absentees=rows).fields["stands_in_for"].choices)
    assert "Late, Auditor from " in words
    assert "Leaver, Auditor until " in words
    assert "Gwen Guardian, Caldicott guardian |" in words
    assert "Left" not in words


def test_the_schedule_and_the_command_tidy_the_rows(staff, capsys):
    PracticeUserObjectPermission.objects.filter(user=staff.desk).delete()
    assert refresh_object_permissions() == 2
    call_command("refresh_object_permissions")
    assert capsys.readouterr().out == "0 rows added or removed.\n"


def test_the_schedule_is_in_the_code_and_expires():
    (entry,) = (
        found for found in app.conf.beat_schedule.values() if found["task"] == refresh_object_permissions.name
    )
    assert entry["options"]["expires"] > 0


def test_rows_name_themselves(staff):
    absent = staff.desk
    row = a_deputy(staff.practice, "front_desk", absent=absent).deputyships.get()
    assert str(row).startswith("Deputy Front desk from ")
    assert str(absent.memberships.get()).startswith("Front desk from ")
    assert str(staff.practice) == f"Larkmoor Test Surgery ({staff.practice.ods_code})"
    assert str(HeldRole.objects.get(person=absent)).startswith("other ")
    person = an_outside_guardian(staff.practice, person=a_person("Bettina"))
    assert str(person.outside_guardian_for.get()) == "Bettina for " + str(staff.practice)
    assert (str(person), person.get_full_name()) == ("Bettina", "Bettina")
    assert Person.objects.get_by_natural_key(person.email.upper()) == person
