"""What the database itself refuses, whoever asks, each by the name of its constraint."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from practices.models import Deputyship, HeldRole, Membership, OutsideGuardian, Person, Practice
from tests.factories.people import a_deputy, a_member, a_membership, a_person, a_practice

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)
DAY = timedelta(days=1)


def membership(**more):
    given = {"role": "front_desk", "starts_on": START, "appointed_at": timezone.now()}
    given |= {key: more.pop(key, None) or make() for key, make in WHO.items()}
    return Membership(**{**given, **more})


def deputyship(**more):
    given = {"role": "front_desk", "starts_on": START, "ends_on": START + DAY, "appointed_at": timezone.now()}
    given |= {
        "deputy": a_person(),
        "absent": a_person(),
        "practice": a_practice(),
        "appointed_by": a_person(),
    }
    return Deputyship(**{**given, **more})


def outside(**more):
    given = {
        "practice": a_practice(),
        "person": a_person(),
        "agreed_by": a_person(),
        "agreed_at": timezone.now(),
    }
    return OutsideGuardian(**{**given, **more})


WHO = {"person": a_person, "practice": a_practice, "appointed_by": a_person}


def refused_by(row, constraint):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row.save()
    assert refusal.value.__cause__.diag.constraint_name == constraint


def now():
    return timezone.now()


def same_person(field_of, *fields):
    person = a_person()
    return field_of(**dict.fromkeys(fields, person))


@pytest.mark.parametrize(
    ("constraint", "make"),
    [
        ("membership_ends_on_or_after_start", lambda: membership(ends_on=START - DAY)),
        ("membership_role_known", lambda: membership(role="king")),
        ("membership_stopped_was_ended", lambda: membership(stopped=True, ends_on=START)),
        (
            "membership_stopped_was_ended",
            lambda: membership(stopped=True, ended_at=now(), ended_by=a_person()),
        ),
        ("membership_appointed_at_and_by", lambda: membership(appointed_at=None)),
        ("membership_confirmed_at_and_by", lambda: membership(confirmed_at=now())),
        ("membership_confirmed_at_and_by", lambda: membership(confirmed_by=a_person())),
        ("membership_ended_at_and_by", lambda: membership(ended_at=now())),
        ("membership_appointed_or_founding", lambda: membership(founding=True)),
        ("membership_not_appointed_by_self", lambda: same_person(membership, "person", "appointed_by")),
        (
            "membership_confirmed_by_another",
            lambda: same_person(
                lambda **who: membership(confirmed_at=now(), **who), "person", "confirmed_by"
            ),
        ),
        (
            "membership_confirmed_by_another",
            lambda: same_person(
                lambda **who: membership(confirmed_at=now(), **who), "appointed_by", "confirmed_by"
            ),
        ),
        ("deputyship_has_an_end", lambda: deputyship(ends_on=None)),
        ("deputyship_ends_on_or_after_start", lambda: deputyship(ends_on=START - DAY)),
        ("deputyship_role_known", lambda: deputyship(role="king")),
        ("deputyship_stopped_was_ended", lambda: deputyship(stopped=True)),
        ("deputyship_of_another", lambda: same_person(deputyship, "deputy", "absent")),
        ("deputyship_not_named_by_self", lambda: same_person(deputyship, "deputy", "appointed_by")),
        (
            "deputyship_confirmed_by_another",
            lambda: same_person(
                lambda **who: deputyship(confirmed_at=now(), **who), "deputy", "confirmed_by"
            ),
        ),
        (
            "deputyship_confirmed_by_another",
            lambda: same_person(
                lambda **who: deputyship(confirmed_at=now(), **who), "appointed_by", "confirmed_by"
            ),
        ),
        ("deputyship_appointed_at_and_by", lambda: deputyship(appointed_at=None)),
        ("deputyship_confirmed_at_and_by", lambda: deputyship(confirmed_at=now())),
        ("deputyship_ended_at_and_by", lambda: deputyship(ended_by=a_person())),
        ("outside_guardian_confirmed_at_and_by", lambda: outside(confirmed_at=now())),
        ("outside_guardian_ended_at_and_by", lambda: outside(ended_at=now())),
        ("outside_guardian_agreed_by_another", lambda: same_person(outside, "person", "agreed_by")),
        (
            "outside_guardian_confirmed_by_another",
            lambda: same_person(lambda **who: outside(confirmed_at=now(), **who), "person", "confirmed_by"),
        ),
        (
            "outside_guardian_confirmed_by_another",
            lambda: same_person(
                lambda **who: outside(confirmed_at=now(), **who), "agreed_by", "confirmed_by"
            ),
        ),
        ("practice_nation_known", lambda: Practice(ods_code="X1", name="X", nation="narnia")),
        ("practice_status_known", lambda: Practice(ods_code="X1", name="X", nation="wales", status="odd")),
        (
            "practice_targets_rise",
            lambda: Practice(ods_code="X1", name="X", nation="wales", triage_working_days=1),
        ),
        (
            "practice_targets_rise",
            lambda: Practice(ods_code="X1", name="X", nation="wales", acknowledge_working_days=3),
        ),
        (
            "practice_targets_rise",
            lambda: Practice(ods_code="X1", name="X", nation="wales", triage_working_days=6),
        ),
        (
            "practice_targets_rise",
            lambda: Practice(ods_code="X1", name="X", nation="wales", decide_working_days=21),
        ),
        (
            "person_deactivated_at_and_by",
            lambda: Person(email="a@b.test", is_active=False, deactivated_at=now()),
        ),
    ],
)
def test_the_database_refuses(constraint, make):
    refused_by(make(), constraint)


def test_a_deactivated_person_is_not_active():
    refused_by(
        Person(email="a@b.test", deactivated_at=now(), deactivated_by=a_person()),
        "person_deactivated_is_inactive",
    )


@pytest.mark.parametrize("with_end", [True, False])
def test_no_two_overlapping_memberships_of_one_role(with_end):
    first = membership(ends_on=START + 9 * DAY)
    first.save()
    same = {"person": first.person, "practice": first.practice}
    refused_by(
        membership(**same, starts_on=START + 9 * DAY, ends_on=START + 12 * DAY if with_end else None),
        "membership_no_overlap",
    )
    membership(**same, starts_on=START + 10 * DAY).save()
    membership(**same, role="practice_manager").save()
    membership(person=first.person).save()


def test_a_stopped_membership_does_not_stand_in_the_way():
    first = membership(ends_on=START + DAY)
    first.stopped, first.ended_at, first.ended_by = True, now(), a_person()
    first.save()
    membership(person=first.person, practice=first.practice).save()


def test_no_two_overlapping_deputyships_of_one_role():
    first = deputyship()
    first.save()
    refused_by(deputyship(deputy=first.deputy, practice=first.practice), "deputyship_no_overlap")


def test_nobody_is_on_a_list_of_outside_guardians_twice():
    first = outside()
    first.save()
    again = outside(practice=first.practice, person=first.person)
    refused_by(again, "outside_guardian_listed_once")
    first.ended_at, first.ended_by = now(), a_person()
    first.save()
    again.save()


class TestAuditor:
    def test_two_memberships(self):
        desk = a_membership(a_practice(), "front_desk", starts_on=START, ends_on=START + DAY)
        same = {"person": desk.person, "practice": desk.practice, "role": "auditor"}
        refused_by(membership(**same, starts_on=START + DAY), "auditor_holds_no_other_role")
        membership(**same, starts_on=START + 2 * DAY).save()

    def test_a_membership_and_a_deputyship(self):
        auditor = a_member(a_practice(), "auditor", starts_on=START)
        practice = auditor.memberships.get().practice
        refused_by(deputyship(deputy=auditor, practice=practice), "auditor_holds_no_other_role")
        deputyship(deputy=auditor).save()

    def test_a_deputyship_and_a_membership(self):
        stand_in = deputyship(role="auditor")
        stand_in.save()
        refused_by(
            membership(person=stand_in.deputy, practice=stand_in.practice), "auditor_holds_no_other_role"
        )

    def test_prolonging_into_the_other(self):
        desk = a_membership(a_practice(), "front_desk", starts_on=START, ends_on=START + DAY)
        membership(
            person=desk.person, practice=desk.practice, role="auditor", starts_on=START + 2 * DAY
        ).save()
        desk.ends_on = None
        refused_by(desk, "auditor_holds_no_other_role")

    def test_a_stopped_one_no_longer_counts(self):
        desk = a_membership(a_practice(), "front_desk", starts_on=START, ends_on=START + DAY)
        desk.stopped, desk.ended_at, desk.ended_by = True, now(), a_person()
        desk.save()
        membership(person=desk.person, practice=desk.practice, role="auditor").save()
        assert HeldRole.objects.get(person=desk.person).kind == "auditor"

    def test_the_application_cannot_write_held_roles(self):
        a_membership(a_practice(), "auditor")
        for statement in (
            "DELETE FROM practices_heldrole",
            "UPDATE practices_heldrole SET kind = 'other'",
            "INSERT INTO practices_heldrole (person_id, practice_id, kind, period)"
            " VALUES (1, 1, 'other', 'empty')",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                execute(statement)


def test_an_address_is_one_persons_in_whatever_case():
    a_person(email="Ann@Surgery.test")
    assert Person.objects.get().email == "ann@surgery.test"
    with pytest.raises(IntegrityError), transaction.atomic():
        a_person(email="ANN@surgery.TEST")
    with pytest.raises(IntegrityError, match="person_email_lower_case"), transaction.atomic():
        Person.objects.update(email="Ann@surgery.test")


@pytest.mark.parametrize("table", ["practice", "person", "membership", "deputyship", "outsideguardian"])
def test_the_application_deletes_none_of_the_register(table):
    for verb in ("DELETE FROM", "TRUNCATE"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            execute(f"{verb} practices_{table}")


def test_every_reference_among_ours_protects():
    absent = a_member(a_practice(), "front_desk")
    a_deputy(absent.memberships.get().practice, "front_desk", absent=absent)
    with pytest.raises(ProtectedError):
        absent.delete()
    for model in apps.get_app_config("practices").get_models():
        for field in model._meta.get_fields():
            inherited = field.name in ("user", "permission")  # guardian's own, of rows made again at will
            if field.many_to_one and not inherited:
                assert field.remote_field.on_delete.__name__ == "PROTECT", field


def test_every_at_has_a_by_and_a_constraint():
    for model in apps.get_app_config("practices").get_models():
        names = {field.name for field in model._meta.get_fields()}
        constraints = {constraint.name for constraint in model._meta.constraints}
        for name in names:
            stem = name.removesuffix("_at")
            if name.endswith("_at") and f"{stem}_by" in names:
                assert any(found.endswith(f"_{stem}_at_and_by") for found in constraints), name


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
