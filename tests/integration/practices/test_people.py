"""Accounts: invitations, names, deactivation; and a practice's settings."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from audit.ledger.api import SITE_LOG, entries, entries_about, log_name, reveal
from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible
from practices import memberships, people, practice_settings
from practices.models import Person
from practices.models.practice import LONGEST_TARGETS
from practices.permissions import access_of
from requests_app.deadlines import targets
from tests.factories.people import a_member, a_person, a_practice

DAY = timedelta(days=1)


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def appoint(staff, today):
    def appointed(email="new@surgery.test", full_name="Nina O’Neill", **more):
        given = {"role": "practice_manager", "starts_on": today, "by": staff.administrator}
        return people.appoint_by_email(
            email=email, full_name=full_name, practice=staff.practice, **{**given, **more}
        )

    return appointed


def test_a_new_person_gets_an_account_and_an_invitation(staff, appoint, told, settings):
    membership = appoint(email="New@Surgery.test")
    assert membership.person.email == "new@surgery.test"
    assert not membership.person.has_usable_password()
    (sent,) = mail.outbox
    assert sent.to == ["new@surgery.test"]
    assert "Nina O’Neill" in sent.body
    assert staff.practice.name in sent.body
    assert f"{settings.PUBLIC_URL}/accounts/password/reset/key/" in sent.body
    assert staff.administrator.full_name not in sent.body
    assert told() == ["person.invited"]
    assert told(staff.practice) == ["membership.appointed"]


def test_an_existing_person_keeps_their_name_and_gets_no_mail(staff, appoint, told):
    known = a_person("Kim Known", email="kim@surgery.test")
    membership = appoint(email="KIM@surgery.test", full_name="Someone Else")
    assert membership.person == known
    assert Person.objects.get(pk=known.pk).full_name == "Kim Known"
    assert mail.outbox == []
    assert told() == []


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"full_name": " "}, InvalidInput),
        ({"role": "king"}, InvalidInput),
        ({"starts_on": date(2020, 1, 1)}, InvalidInput),
    ],
)
def test_nobody_is_invited_to_what_cannot_be(staff, appoint, wrong, problem):
    with pytest.raises(problem):
        appoint(**wrong)
    assert not Person.objects.filter(email="new@surgery.test").exists()
    assert mail.outbox == []


def test_nobody_else_invites(staff, appoint):
    with pytest.raises(NotAllowed):
        appoint(by=staff.guardian)
    with pytest.raises(NotAllowed):
        people.invite(Person(email="x@y.test", full_name="X"), practice=staff.practice, by=staff.guardian)
    assert not Person.objects.filter(email__in=["new@surgery.test", "x@y.test"]).exists()


def test_two_administrators_inviting_at_once_get_words(staff):
    a_person(email="twice@surgery.test")
    with pytest.raises(NotPossible, match="just made this account"):
        people.invite(
            Person(email="twice@surgery.test", full_name="T"), practice=staff.practice, by=staff.administrator
        )


def test_a_mail_server_that_refuses_stops_nothing(staff, appoint, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError("new@surgery.test")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert appoint().person.email == "new@surgery.test"
    assert "An invitation was not sent: ConnectionRefusedError" in caplog.text
    assert "surgery.test" not in caplog.text


def test_a_deputy_is_invited_alike(staff, today, told):
    given = {"stands_in_for": staff.guardian.memberships.get(), "starts_on": today, "by": staff.administrator}
    deputyship = people.name_deputy_by_email(
        email="d@surgery.test", full_name="Dora", ends_on=today + DAY, **given
    )
    assert deputyship.deputy.full_name == "Dora"
    assert told() == ["person.invited"]
    with pytest.raises(NotAllowed):
        people.name_deputy_by_email(
            email="e@surgery.test", full_name="E", ends_on=today, **{**given, "by": staff.desk}
        )
    late = a_member(staff.practice, "practice_manager", starts_on=today + DAY).memberships.get()
    with pytest.raises(NotPossible, match="does not hold"):
        people.name_deputy_by_email(
            email="f@surgery.test", full_name="F", ends_on=today, **{**given, "stands_in_for": late}
        )
    assert len(mail.outbox) == 1


def test_inviting_again_is_for_those_who_never_set_a_password(staff, appoint, told):
    person = appoint().person
    people.invite_again(person=person, practice=staff.practice, by=staff.administrator)
    assert len(mail.outbox) == 2
    assert told()[-1] == "person.invited_again"
    person.set_password("three random words")
    person.save()
    with pytest.raises(NotPossible, match="already set a password"):
        people.invite_again(person=person, practice=staff.practice, by=staff.administrator)


def test_a_name_is_ones_own_to_change(staff, told):
    renamed = people.rename(person=staff.desk, full_name=" Fred Newname ", by=staff.desk)
    assert renamed.full_name == "Fred Newname"
    with pytest.raises(NotAllowed):
        people.rename(person=staff.desk, full_name="Nobody", by=staff.administrator)
    with pytest.raises(InvalidInput):
        people.rename(person=staff.desk, full_name=" ", by=staff.desk)
    (entry,) = entries(SITE_LOG)
    assert "Fred" not in entry.text
    assert reveal(SITE_LOG, entry.event_id) == {"before": "Fred Desk", "after": "Fred Newname"}


class TestDeactivating:
    def act(self, action, staff, person=None, by=None):
        return action(person=person or staff.desk, practice=staff.practice, by=by or staff.administrator)

    def test_after_the_last_role_ended(self, staff, told):
        with pytest.raises(NotPossible, match="End each of their roles first"):
            self.act(people.deactivate, staff)
        memberships.end(membership=staff.desk.memberships.get(), by=staff.administrator)
        person = self.act(people.deactivate, staff)
        assert (person.is_active, person.deactivated_by) == (False, staff.administrator)
        with pytest.raises(NotPossible, match="deactivated"):
            self.act(people.deactivate, staff)
        back = self.act(people.reactivate, staff)
        assert back.is_active
        assert not access_of(back).practices
        with pytest.raises(NotPossible, match="is active"):
            self.act(people.reactivate, staff)
        assert told() == ["person.deactivated", "person.reactivated"]

    def test_not_while_a_role_elsewhere_is_left(self, staff):
        a_member(a_practice(), "front_desk", person=staff.desk)
        memberships.end(
            membership=staff.desk.memberships.get(practice=staff.practice), by=staff.administrator
        )
        with pytest.raises(NotPossible):
            self.act(people.deactivate, staff)

    @pytest.mark.parametrize("action", [people.deactivate, people.reactivate, people.invite_again])
    def test_by_an_administrator_of_a_practice_where_they_worked(self, staff, action):
        with pytest.raises(NotAllowed):
            self.act(action, staff, by=staff.guardian)
        with pytest.raises(NotAllowed, match="never had a role"):
            self.act(action, staff, person=a_person())
        with pytest.raises(NotAllowed, match="Another administrator"):
            self.act(action, staff, person=staff.administrator)
        with pytest.raises(NotVisible):
            self.act(action, staff, by=a_member(a_practice(), "practice_administrator"))


TARGETS = {"acknowledge_working_days": 1, "triage_working_days": 3, "decide_working_days": 10}
SIGNED = {"address_needs_countersignature": True, "retention_years": 6, "retention_years_incident": 20}


def test_an_administrator_changes_the_settings(staff, told):
    changed = practice_settings.change(
        practice=staff.practice, by=staff.administrator, contact_email="box@surgery.test", **SIGNED, **TARGETS
    )
    assert (changed.contact_email, changed.decide_working_days) == ("box@surgery.test", 10)
    assert told(staff.practice) == ["practice.settings_changed"]
    with pytest.raises(NotAllowed):
        practice_settings.change(
            practice=staff.practice, by=staff.guardian, contact_email="", **SIGNED, **TARGETS
        )


def test_whether_an_address_takes_a_countersignature_is_the_practices(staff, told):
    assert staff.practice.address_needs_countersignature
    for wanted in (False, True):
        practice_settings.change(
            practice=staff.practice, by=staff.administrator, contact_email="", **TARGETS,
            **{**SIGNED, "address_needs_countersignature": wanted},
        )  # fmt: skip
        staff.practice.refresh_from_db()
        assert staff.practice.address_needs_countersignature is wanted
        (entry, *_) = entries_about(
            log_name(staff.practice.public_id),
            f"practice:{staff.practice.public_id}",
            only_events=("practice.settings_changed",),
        )
        assert entry.facts["address_needs_countersignature"] is wanted


def test_whom_to_ring_out_of_hours_is_set_and_only_the_change_is_told(staff, told):
    given = {"practice": staff.practice, "by": staff.administrator, "contact_email": "", **SIGNED, **TARGETS}
    told_of = []
    for numbers in ("Dr Vantongeren 01632 960777", "Dr Vantongeren 01632 960777", None, ""):
        changed = practice_settings.change(**given, out_of_hours=numbers)
        (entry, *_) = entries_about(
            log_name(staff.practice.public_id),
            f"practice:{staff.practice.public_id}",
            only_events=("practice.settings_changed",),
        )
        told_of.append((entry.facts["out_of_hours_changed"], changed.out_of_hours))
        assert "960777" not in entry.text
    ring = "Dr Vantongeren 01632 960777"
    assert told_of == [(True, ring), (False, ring), (False, ring), (True, "")]


@pytest.mark.parametrize(
    ("target", "days"),
    [
        ("acknowledge_working_days", 0),
        ("acknowledge_working_days", 3),
        ("triage_working_days", 6),
        ("triage_working_days", 11),
        ("decide_working_days", 2),
        ("decide_working_days", 21),
    ],
)
def test_targets_follow_one_another_and_are_never_longer(staff, target, days):
    with pytest.raises(InvalidInput):
        practice_settings.change(
            practice=staff.practice,
            by=staff.administrator,
            contact_email="",
            **SIGNED,
            **{**TARGETS, target: days},
        )


@pytest.mark.parametrize("name", practice_settings.RETENTION)
@pytest.mark.parametrize("years", [None, 0, -1, 101])
def test_how_long_details_are_kept_is_always_said_and_within_reason(staff, told, name, years):
    with pytest.raises(InvalidInput) as said:
        practice_settings.change(
            practice=staff.practice,
            by=staff.administrator,
            contact_email="box@surgery.test",
            **{**SIGNED, **TARGETS, name: years},
        )
    assert list(said.value.fields) == [name]
    staff.practice.refresh_from_db()
    assert (staff.practice.contact_email, staff.practice.retention_years) == ("", 6)
    assert told(staff.practice) == []


@pytest.mark.parametrize(("years", "incident"), [(1, 1), (100, 100), (6, 20)])
def test_how_long_details_are_kept_is_the_practices_own(staff, told, years, incident):
    kept = {"retention_years": years, "retention_years_incident": incident}
    practice_settings.change(
        practice=staff.practice, by=staff.administrator, contact_email="", **{**SIGNED, **TARGETS, **kept}
    )
    staff.practice.refresh_from_db()
    assert {name: getattr(staff.practice, name) for name in kept} == kept


def test_with_an_incident_they_are_never_kept_shorter(staff, told):
    with pytest.raises(InvalidInput) as said:
        practice_settings.change(
            practice=staff.practice,
            by=staff.administrator,
            contact_email="",
            **{**SIGNED, **TARGETS, "retention_years": 21},
        )
    assert list(said.value.fields) == ["retention_years_incident"]


def test_the_longest_targets_are_those_of_the_deadlines():
    """What a practice can set, its requests' dates can be computed with."""
    assert LONGEST_TARGETS == {
        "acknowledge_working_days": targets.ACKNOWLEDGE,
        "triage_working_days": targets.TRIAGE,
        "decide_working_days": targets.DECIDE,
    }
