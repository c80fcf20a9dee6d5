"""Programs that log requests: made by an administrator, known by a token, and given nothing else."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible
from practices import memberships, service_accounts, service_tokens
from practices.models import Deputyship, Membership, OutsideGuardian, Person, ServiceToken
from practices.permissions import access_of, people_who_may, refresh_rows
from practices.roles import PERMISSIONS, SERVICE_RIGHTS
from tests.factories.people import a_member, a_person, a_practice

DAY = timedelta(days=1)


@pytest.fixture
def program(staff):
    return service_accounts.make(practice=staff.practice, name="Docman intake", by=staff.administrator)


@pytest.fixture
def token(staff, program):
    """(the row, the text) of a token that works for a week."""
    until = timezone.localdate() + 7 * DAY
    return service_accounts.issue(account=program, expires_on=until, by=staff.administrator)


def known(text):
    return service_tokens.known(text, at=timezone.now())


def test_it_may_log_at_its_practice_and_nothing_else(staff, program, told):
    access = access_of(program.person)
    assert {code for code in PERMISSIONS if access.may(code, staff.practice.pk)} == SERVICE_RIGHTS
    assert access.practices_where("log_request") == {staff.practice.pk}
    assert access.practices == {staff.practice.pk}
    assert access.roles_at(staff.practice.pk) == frozenset()
    assert program.person.opaque == f"service:{program.person.public_id}"
    assert told(staff.practice) == ["service_account.made"]


def test_its_access_is_one_query_and_its_rows_survive_the_nightly_tidying(
    staff, program, django_assert_num_queries
):
    refresh_rows(staff.practice, on=timezone.localdate())
    with django_assert_num_queries(1):
        assert access_of(program.person).rights
    assert not people_who_may("log_request", staff.practice).filter(pk=program.person.pk).exists()


def test_only_an_administrator_there_makes_one(staff):
    for nobody in (staff.guardian, staff.desk):
        with pytest.raises(NotAllowed, match="manage"):
            service_accounts.make(practice=staff.practice, name="Intake", by=nobody)
    other = a_member(a_practice(), "practice_administrator")
    with pytest.raises(NotVisible):
        service_accounts.make(practice=staff.practice, name="Intake", by=other)
    assert not staff.practice.service_accounts.exists()


def test_a_name_is_needed_and_is_used_once(staff, program):
    for name in ("", "  ", "docman  INTAKE"):
        with pytest.raises(InvalidInput) as refusal:
            service_accounts.make(practice=staff.practice, name=name, by=staff.administrator)
        assert "name" in refusal.value.fields
    service_accounts.end(account=program, by=staff.administrator)
    service_accounts.make(practice=staff.practice, name="Docman intake", by=staff.administrator)


def test_only_the_hash_of_a_token_is_kept(token):
    row, text = token
    assert text.startswith("desk_")
    assert len(text) == len("desk_") + 43
    assert row.digest == service_tokens.digest_of(text)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM practices_servicetoken t")
        assert text not in cursor.fetchone()[0]
    assert text.startswith(row.beginning)
    assert len(row.beginning) < 12


def test_a_token_is_known_until_its_last_day_ends(program, token):
    row, text = token
    assert known(text) == row
    assert known(text[:-1]) is None
    assert known("") is None
    assert known(text.removeprefix("desk_")) is None
    with time_machine.travel(row.expires_at - timedelta(seconds=1), tick=False):
        assert known(text) == row
    with time_machine.travel(row.expires_at, tick=False):
        assert known(text) is None
    last_day = timezone.localdate(row.expires_at - timedelta(seconds=1))
    assert last_day == timezone.localdate() + 7 * DAY


@pytest.mark.parametrize("days", [-1, 367])
def test_a_token_lasts_a_year_at_most(staff, program, days):
    with pytest.raises(InvalidInput) as refusal:
        service_accounts.issue(
            account=program, expires_on=timezone.localdate() + days * DAY, by=staff.administrator
        )
    assert "expires_on" in refusal.value.fields
    assert not ServiceToken.objects.exists()


def test_revoking_one_token_leaves_the_other(staff, program, token, told):
    row, text = token
    _, other = service_accounts.issue(
        account=program, expires_on=timezone.localdate(), by=staff.administrator
    )
    with pytest.raises(NotAllowed):
        service_accounts.revoke(token=row, by=staff.guardian)
    for _ in range(2):
        service_accounts.revoke(token=row, by=staff.administrator)
    assert known(text) is None
    assert known(other) is not None
    assert told(staff.practice) == [
        "service_account.made",
        "service_token.issued",
        "service_token.issued",
        "service_token.revoked",
    ]


def test_an_ended_account_has_no_rights_and_no_token(staff, program, token, told):
    row, text = token
    service_accounts.end(account=program, by=staff.administrator)
    assert known(text) is None
    assert not access_of(Person.objects.get(pk=program.person.pk)).rights
    row.refresh_from_db()
    assert row.revoked_by == staff.administrator
    assert told(staff.practice)[-2:] == ["service_token.revoked", "service_account.ended"]
    for late in (
        lambda: service_accounts.end(account=program, by=staff.administrator),
        lambda: service_accounts.revoke(token=row, by=staff.administrator),
        lambda: service_accounts.issue(
            account=program, expires_on=timezone.localdate(), by=staff.administrator
        ),
    ):
        with pytest.raises(NotPossible, match="ended meanwhile"):
            late()


def test_rights_fall_with_the_account_even_where_rows_stay(staff, program):
    """Guardian's rows alone give nothing."""
    type(program).objects.filter(pk=program.pk).update(ended_at=timezone.now(), ended_by=staff.administrator)
    assert not access_of(program.person).rights


def test_the_last_use_is_noted_once_a_minute(token, django_assert_num_queries):
    row, _ = token
    now = timezone.now()
    service_tokens.note_use(row, at=now)
    with django_assert_num_queries(0):
        service_tokens.note_use(row, at=now + timedelta(seconds=59))
    row.refresh_from_db()
    assert row.last_used_at == now
    service_tokens.note_use(row, at=now + timedelta(seconds=60))
    row.refresh_from_db()
    assert row.last_used_at == now + timedelta(seconds=60)


def test_it_is_given_no_role_by_the_action(staff, program):
    with pytest.raises(NotPossible, match="service account"):
        memberships.appoint(
            person=program.person,
            practice=staff.practice,
            role="ig_lead",
            starts_on=timezone.localdate(),
            by=staff.administrator,
        )


def rows_that_would_give_it_a_role(staff, program):
    today = timezone.localdate()
    here = {"practice": staff.practice}
    yield Membership(person=program.person, role="front_desk", starts_on=today, founding=True, **here)
    yield Deputyship(
        deputy=program.person,
        absent=staff.guardian,
        role="caldicott_guardian",
        starts_on=today,
        ends_on=today,
        appointed_by=staff.administrator,
        appointed_at=timezone.now(),
        **here,
    )
    yield OutsideGuardian(
        person=program.person, agreed_by=staff.administrator, agreed_at=timezone.now(), **here
    )


def test_the_database_gives_it_no_role(staff, program):
    refused = 0
    for row in rows_that_would_give_it_a_role(staff, program):
        with pytest.raises(IntegrityError, match="holds no role"), transaction.atomic():
            row.save()
        refused += 1
    assert refused == 3


def test_the_database_lets_it_have_no_password_and_stay_a_program(program):
    person = program.person
    person.set_password("three random words")
    with pytest.raises(IntegrityError, match="person_service_never_signs_in"), transaction.atomic():
        person.save()
    someone = a_person()
    for who, is_service in ((program.person, False), (someone, True)):
        with pytest.raises(IntegrityError, match="does not become"), transaction.atomic():
            Person.objects.filter(pk=who.pk).update(is_service=is_service, password="!")


def test_tokens_and_accounts_are_not_deleted(program, token):
    for table in ("practices_servicetoken", "practices_serviceaccount"):
        with (
            pytest.raises(Exception, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as c,
        ):
            c.execute(f"DELETE FROM {table}")
