"""Signing in and out, throttling, expiry: our pages, and an entry for each step."""

import importlib
from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from django.contrib.sessions.models import Session
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from audit.ledger.api import SITE_LOG, entries
from practices.models import Person
from practices.sign_in import urls as sign_in_urls
from tests.factories.people import PASSWORD, a_member, a_person, a_practice
from tests.integration.practices.signing_in import is_ours, last_entry, sign_in, text_of

pytestmark = pytest.mark.usefixtures("steps")


@pytest.fixture
def person(db):
    return a_person("Pat Person", password=PASSWORD, email="pat@surgery.test")


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
    time_machine.move_to(start + timedelta(minutes=58 + 32))
    assert client.get(reverse("my_account")).status_code == 302


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
        assert "Sign in as </span>Imre Example</button>" in page
        assert "Larkmoor Road Surgery" in page
        assert "Caldicott guardian" in page
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


def test_a_session_is_saved_once_a_minute_and_not_with_each_page(client, person, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    sign_in(client)
    ends = []
    for seconds in (10, 59, 60, 100, 120):
        time_machine.move_to(start + timedelta(seconds=seconds), tick=False)
        client.get(reverse("my_account"))
        ends.append((Session.objects.get().expire_date - start).total_seconds() - 31 * 60)
    assert ends == [0, 0, 60, 60, 120]
