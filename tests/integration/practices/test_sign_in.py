"""Signing in and out, passwords, throttling, expiry: our pages, and an entry for each step."""

import importlib
import re
from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from audit.ledger.api import SITE_LOG, entries
from practices.models import Person
from practices.sign_in import urls as sign_in_urls
from tests.factories.people import PASSWORD, a_member, a_person, a_practice

pytestmark = pytest.mark.usefixtures("steps")
NEW = "four different random words"


@pytest.fixture
def person(db):
    return a_person("Pat Person", password=PASSWORD, email="pat@surgery.test")


def sign_in(client, email="pat@surgery.test", password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password}, **more)


def text_of(response):
    return response.content.decode()


def is_ours(response, heading):
    """Whether the page is in our layout, under this heading."""
    text = text_of(response)
    return f"{heading}</h1>" in re.sub(r"\s+<", "<", text) and "nhsuk-header" in text and "desk.css" in text


def last_entry():
    return entries(SITE_LOG)[0]


def test_signing_in_and_out(client, person, told):
    response = sign_in(client, "PAT@surgery.test")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.get(reverse("my_account")).status_code == 200
    assert is_ours(client.get(reverse("account_logout")), "Sign out")
    assert client.post(reverse("account_logout")).status_code == 302
    assert client.get(reverse("my_account")).status_code == 302
    assert told() == ["person.signed_in", "person.signed_out"]
    assert {entry.actor for entry in entries(SITE_LOG)} == {person.opaque}


def test_signing_in_leads_to_where_one_was_going(client, person):
    page = client.get(reverse("my_account"))
    assert page["Location"] == "/accounts/login/?next=/account/"
    shown = client.get(page["Location"])
    assert '<input type="hidden" name="next" value="/account/">' in text_of(shown)
    response = client.post(
        page["Location"], {"login": person.email, "password": PASSWORD, "next": "/account/"}
    )
    assert response["Location"] == "/account/"
    client.post(reverse("account_logout"))
    away = client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": "https://evil.test/"}
    )
    assert away["Location"] == "/"


@pytest.mark.parametrize("email", ["pat@surgery.test", "nobody@surgery.test"])
def test_a_failed_attempt_is_an_entry_without_what_was_typed(client, person, email):
    response = sign_in(client, email, "wrong password")
    assert "not correct" in text_of(response)
    assert "wrong password" not in text_of(response)
    entry = last_entry()
    assert (entry.event, entry.actor, entry.facts) == (
        "person.sign_in_failed",
        "system:sign_in",
        {"reason": "wrong"},
    )
    assert entry.about == (person.opaque if email == person.email else "system:sign_in")
    assert "surgery.test" not in entry.text


def test_after_five_failures_an_address_is_throttled_even_with_the_right_password(client, person, told):
    for _ in range(5):
        sign_in(client, password="wrong")
    response = sign_in(client)
    assert "Too many failed login attempts" in text_of(response)
    assert told() == ["person.sign_in_failed"] * 5 + ["person.sign_in_throttled"]
    assert last_entry().about == person.opaque
    other = a_person(password=PASSWORD)
    assert sign_in(client, other.email).status_code == 302


def test_a_flood_is_turned_away_and_told_once_a_minute(client, person, told, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    statuses = [sign_in(client, password="wrong").status_code for _ in range(5)]
    assert statuses == [200, 200, 429, 429, 429]
    assert is_ours(sign_in(client), "Too many attempts")
    assert told() == ["person.sign_in_failed"] * 2 + ["person.sign_in_throttled"]
    assert last_entry().facts == {"reason": "too_many_requests"}


def test_a_deactivated_person_is_told_and_stays_out(client, person, told):
    Person.objects.update(is_active=False)
    response = sign_in(client, follow=True)
    assert is_ours(response, "Your account is deactivated")
    assert "_auth_user_id" not in client.session
    assert told() == ["person.sign_in_failed"]
    assert last_entry().facts == {"reason": "deactivated"}


def test_deactivation_ends_a_session_at_once(client, person):
    sign_in(client)
    Person.objects.update(is_active=False)
    assert client.get(reverse("my_account")).status_code == 302


def test_a_session_expires_after_half_an_hour_without_a_page(client, person, time_machine):
    start = timezone.now()
    time_machine.move_to(start)
    sign_in(client)
    for minutes in (29, 58):
        time_machine.move_to(start + timedelta(minutes=minutes))
        assert client.get(reverse("my_account")).status_code == 200
    time_machine.move_to(start + timedelta(minutes=89))
    assert client.get(reverse("my_account")).status_code == 302


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


def test_every_mounted_page_is_ours(client, person):
    shown = {
        "account_login": "Sign in",
        "account_inactive": "Your account is deactivated",
        "account_reset_password": "Set or reset your password",
        "account_reset_password_done": "Check your email",
        "account_reset_password_from_key_done": "Your password is set",
    }
    for name, heading in shown.items():
        assert is_ours(client.get(reverse(name)), heading), name
    broken = client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "x-y"}))
    assert is_ours(broken, "This link no longer works")
    sign_in(client)
    for name, heading in {
        "account_logout": "Sign out",
        "account_change_password": "Change your password",
    }.items():
        assert is_ours(client.get(reverse(name)), heading), name
    tested = {*shown, "account_reset_password_from_key", "account_logout", "account_change_password"}
    assert {pattern.name for pattern in sign_in_urls.urlpatterns} - {"sign_in_as"} == tested


@pytest.mark.parametrize(
    "path",
    [
        "",
        "signup/",
        "email/",
        "confirm-email/",
        "confirm-email/x/",
        "password/set/",
        "reauthenticate/",
        "login/code/",
        "login/code/confirm/",
        "phone/change/",
        "3rdparty/",
        "password/reset/confirm/",
        "x/",
    ],
)
def test_no_other_page_of_allauth_exists(client, person, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    sign_in(client)
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}").status_code == 404


def test_nobody_signs_up(rf):
    assert not get_adapter().is_open_for_signup(rf.get("/"))
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


class TestDevelopment:
    """One click to sign in as one of the demonstration's people."""

    @pytest.fixture
    def demo(self, db):
        practice = a_practice(name="Larkmoor Road Surgery")
        person = a_person("Imre Example", email="imre@larkmoor.example")
        return a_member(practice, "caldicott_guardian", person=person)

    def test_lists_and_signs_in(self, client, demo, settings, told):
        settings.ENVIRONMENT = "development"
        real = a_member(a_practice(), "front_desk", full_name="Rea Real")
        page = text_of(client.get(reverse("account_login")))
        assert "Sign in as Imre Example" in page
        assert "Caldicott guardian, Larkmoor Road Surgery" in page
        assert "Rea Real" not in page
        assert client.post(reverse("sign_in_as", args=[real.public_id])).status_code == 404
        assert client.get(reverse("sign_in_as", args=[demo.public_id])).status_code == 405
        response = client.post(reverse("sign_in_as", args=[demo.public_id]))
        assert (response.status_code, response["Location"]) == (302, "/")
        assert client.session["_auth_user_id"] == str(demo.pk)
        assert told() == ["person.signed_in"]

    @pytest.mark.parametrize("environment", ["test", "production"])
    def test_nowhere_else(self, client, demo, settings, environment):
        settings.ENVIRONMENT = environment
        assert "Imre Example" not in text_of(client.get(reverse("account_login")))
        assert client.post(reverse("sign_in_as", args=[demo.public_id])).status_code == 404
        assert "_auth_user_id" not in client.session

    def test_in_production_not_even_the_address_exists(self, settings):
        settings.ENVIRONMENT = "production"
        try:
            names = {pattern.name for pattern in importlib.reload(sign_in_urls).urlpatterns}
        finally:
            settings.ENVIRONMENT = "test"
            importlib.reload(sign_in_urls)
        assert "account_login" in names
        assert "sign_in_as" not in names

    def test_says_nothing_where_nobody_is_loaded(self, client, db, settings):
        settings.ENVIRONMENT = "development"
        assert "Try it as" not in text_of(client.get(reverse("account_login")))
