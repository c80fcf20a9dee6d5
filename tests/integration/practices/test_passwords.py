"""Changing a password and setting a new one by a mailed link."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from practices.models import Person
from tests.factories.people import PASSWORD, a_person
from tests.integration.practices.signing_in import is_ours, sign_in, text_of

pytestmark = pytest.mark.usefixtures("steps")
NEW = "four different random words"


@pytest.fixture
def person(db):
    return a_person("Pat Person", password=PASSWORD, email="pat@surgery.test")


def test_changing_ones_password(client, person, told):
    sign_in(client)
    page = reverse("account_change_password")
    assert is_ours(client.get(page), "Change your password")
    wrong = client.post(page, {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert "current password" in text_of(wrong)
    short = client.post(page, {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert "too short" in text_of(short)
    response = client.post(page, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}, follow=True)
    assert is_ours(response, "Sign in")
    assert "Your password has been changed" in text_of(response)
    assert "_auth_user_id" not in client.session
    assert sign_in(client, password=NEW).status_code == 302
    assert told() == ["person.signed_in", "person.password_changed", "person.signed_out", "person.signed_in"]


def test_changing_ends_the_sessions_elsewhere(client, person):
    sign_in(client)
    Person.objects.get().set_password(NEW)
    elsewhere = Person.objects.get()
    elsewhere.set_password(NEW)
    elsewhere.save()
    assert client.get(reverse("my_account")).status_code == 302


def link_in_mail():
    return re.search(r"https?://\S+", mail.outbox[-1].body)[0]


def test_resetting_a_password_by_a_mailed_link(client, person, told, settings):
    page = reverse("account_reset_password")
    assert is_ours(client.get(page), "Set or reset your password")
    response = client.post(page, {"email": "Pat@Surgery.test"}, follow=True, headers={"host": "testserver"})
    assert is_ours(response, "Check your email")
    assert mail.outbox[0].subject == "Set a new password for Disclosure Desk"
    assert "Hello Pat Person," in mail.outbox[0].body
    link = link_in_mail()
    assert link.startswith(f"{settings.PUBLIC_URL}/accounts/password/reset/key/")
    form = client.get(link.removeprefix(settings.PUBLIC_URL), follow=True)
    assert is_ours(form, "Set your password")
    assert link.rsplit("-", 1)[1] not in form.request["PATH_INFO"]
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)
    assert is_ours(done, "Your password is set")
    assert sign_in(client, password=NEW).status_code == 302
    again = client.get(link.removeprefix(settings.PUBLIC_URL), follow=True)
    assert is_ours(again, "This link no longer works")
    assert told() == ["person.password_reset_asked", "person.password_set", "person.signed_in"]


def test_a_link_works_for_three_days(client, person, settings, time_machine):
    start = timezone.now()
    time_machine.move_to(start)
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = link_in_mail().removeprefix(settings.PUBLIC_URL)
    time_machine.move_to(start + timedelta(days=3, minutes=1))
    assert is_ours(client.get(link, follow=True), "This link no longer works")


def test_asking_for_an_unknown_or_deactivated_address_looks_the_same_and_mails_nothing(client, person, told):
    known = client.post(reverse("account_reset_password"), {"email": person.email}, follow=True)
    Person.objects.update(is_active=False)
    for email in (person.email, "nobody@surgery.test"):
        asked = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        assert asked.status_code == 200
        assert asked.content == known.content
    assert len(mail.outbox) == 1
    assert told() == ["person.password_reset_asked"]


def test_who_has_no_password_yet_sets_it_by_mail(client, db, signed_in):
    signed_in(a_person())
    response = client.get(reverse("account_change_password"))
    assert response["Location"] == reverse("account_reset_password")
