"""People's stories: from the first sign-in of a new administrator to a deputy who acts."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from practices.models import Person
from practices.permissions import access_of
from tests.browser.sizes import NARROW
from tests.factories.people import PASSWORD, a_member, a_person, a_practice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def surgery():
    return a_practice(
        "T99991", name="Larkmoor Test Surgery", address="1 Invented Street", postcode="ZZ99 3CZ"
    )


@pytest.fixture
def ada(surgery):
    person = a_person("Ada Admin", email="ada@surgery.test", password=PASSWORD)
    return a_member(surgery, "practice_administrator", person=person)


@pytest.fixture
def gwen(surgery):
    person = a_person("Gwen Guardian", email="gwen@surgery.test", password=PASSWORD)
    return a_member(surgery, "caldicott_guardian", person=person)


def sign_in_by_hand(page, person, password=PASSWORD):
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def fill_today(page, group):
    today = timezone.localdate()
    box = page.get_by_role("group", name=group)
    for label, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        box.get_by_label(label).fill(str(value))


def test_appointing_confirming_and_ending(
    new_page, surgery, ada, gwen, sign_in, assert_accessible, screenshot
):
    # Given an administrator who signs in by hand
    admin = new_page()
    admin.goto("/accounts/login/")
    assert_accessible(admin, h1="Sign in")
    screenshot(admin, "sign-in")
    sign_in_by_hand(admin, ada)

    # When she appoints somebody new as information governance lead, at first without saying who
    admin.goto("/people/")
    assert_accessible(admin, h1="People and roles")
    admin.get_by_role("button", name="Appoint a person").click()
    assert_accessible(admin, h1="Appoint a person")
    admin.get_by_role("button", name="Appoint").click()
    assert_accessible(admin, h1="Appoint a person", status=422)
    admin.get_by_label("Their work email address").fill("sunniva@surgery.test")
    admin.get_by_label("Their full name").fill("Sunniva Hartwellby")
    admin.get_by_label("Information governance lead").check()
    admin.get_by_role("button", name="Appoint").click()
    assert_accessible(admin, h1="People and roles")
    screenshot(admin, "people")
    sunniva = Person.objects.get(email="sunniva@surgery.test")
    assert not access_of(sunniva).practices

    # Then she sets her password from the mail
    newcomer = new_page(viewport=NARROW)
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)[0]
    newcomer.goto(link)
    assert_accessible(newcomer, h1="Set your password")
    newcomer.get_by_label("New password", exact=True).fill(PASSWORD)
    newcomer.get_by_label("New password again").fill(PASSWORD)
    newcomer.get_by_role("button", name="Set password").click()
    assert_accessible(newcomer, h1="Your password is set")

    # And the guardian confirms
    guardian = new_page()
    sign_in(guardian, gwen)
    guardian.goto("/people/T99991/")
    guardian.get_by_role("link", name="1 appointment waits").click()
    assert_accessible(guardian, h1="Waiting for confirmation")
    guardian.get_by_role("link", name="Confirm or decline Sunniva Hartwellby").click()
    assert_accessible(guardian, h1="Confirm an appointment")
    guardian.get_by_label("Yes, confirm").check()
    guardian.get_by_role("button", name="Continue").click()
    assert_accessible(guardian, h1="Waiting for confirmation")
    assert access_of(sunniva).may("review_legal_basis", surgery.pk)

    # And she finds her role explained
    sign_in_by_hand(newcomer, sunniva)
    newcomer.goto("/account/")
    assert_accessible(newcomer, h1="My account")
    assert newcomer.get_by_text("works out on what law").is_visible()

    # When the administrator ends the role, it ends at once
    admin.reload()
    admin.get_by_role("link", name="Sunniva Hartwellby").click()
    assert_accessible(admin, h1="Sunniva Hartwellby")
    admin.get_by_role("link", name="End this role").click()
    assert_accessible(admin, h1="End Sunniva Hartwellby’s role")
    admin.get_by_label("Now").check()
    admin.get_by_role("button", name="End the role").click()
    assert_accessible(admin, h1="People and roles")
    assert not access_of(sunniva).practices


def test_a_deputy_and_an_outside_guardian(new_page, surgery, ada, gwen, sign_in, assert_accessible):
    neighbour = a_member(a_practice(), "caldicott_guardian", full_name="Bettina Kilnsey")
    admin = new_page(java_script_enabled=False)
    sign_in(admin, ada)
    admin.goto("/people/T99991/deputies/")
    admin.get_by_role("button", name="Name a deputy").click()
    admin.get_by_label("Who will be away?").select_option(label="Gwen Guardian, Caldicott guardian")
    admin.get_by_label("Their work email address").fill("dora@surgery.test")
    admin.get_by_label("Their full name").fill("Dora Deputy")
    fill_today(admin, "First day")
    fill_today(admin, "Last day")
    admin.get_by_role("button", name="Name the deputy").click()
    assert admin.get_by_text("Named.").is_visible()
    admin.goto("/people/T99991/outside-guardians/new/")
    admin.get_by_label("Their email address").fill(neighbour.email)
    admin.get_by_role("button", name="Agree").click()

    guardian = new_page()
    sign_in(guardian, gwen)
    guardian.goto("/people/T99991/waiting/")
    assert_accessible(guardian, h1="Waiting for confirmation")
    guardian.get_by_role("link", name="Confirm or decline Dora Deputy").click()
    assert_accessible(guardian, h1="Confirm a deputy")
    guardian.get_by_label("Yes, confirm").check()
    guardian.get_by_role("button", name="Continue").click()
    guardian.get_by_role("link", name="Confirm Bettina Kilnsey").click()
    assert_accessible(guardian, h1="Confirm an outside guardian")
    guardian.get_by_role("button", name="Confirm").click()
    assert guardian.get_by_text("Nothing waits").is_visible()
    assert access_of(Person.objects.get(email="dora@surgery.test")).may("decide_request", surgery.pk)


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_every_other_page_is_accessible(
    new_page, surgery, ada, gwen, sign_in, assert_accessible, size, screenshot
):
    page = new_page(**({"viewport": NARROW} if size == "narrow" else {}))
    for path, heading in {
        "/accounts/login/": "Sign in",
        "/accounts/inactive/": "Your account is deactivated",
        "/accounts/password/reset/": "Set or reset your password",
        "/accounts/password/reset/done/": "Check your email",
        "/accounts/password/reset/key/1-x-y/": "This link no longer works",
        "/accounts/password/reset/key/done/": "Your password is set",
        "/roles/": "Roles explained",
        "/help/": "Help",
        "/accessibility/": "Accessibility",
    }.items():
        page.goto(path)
        assert_accessible(page, h1=heading)
    role = gwen.memberships.get().public_id
    sign_in(page, ada)
    for path, heading in {
        "/accounts/logout/": "Sign out",
        "/accounts/password/change/": "Change your password",
        "/account/name/": "Change your name",
        "/practices/": "My practices",
        "/practices/T99991/": "Larkmoor Test Surgery",
        "/practices/T99991/settings/": "Practice settings",
        "/people/T99991/?show=ended": "Roles that ended",
        "/people/T99991/deputies/": "Deputies",
        "/people/T99991/deputies/new/": "Name a deputy",
        "/people/T99991/outside-guardians/": "Outside guardians",
        "/people/T99991/outside-guardians/new/": "Agree an outside guardian",
        f"/people/T99991/roles/{role}/end/": "End Gwen Guardian’s role",
        f"/people/T99991/person/{gwen.public_id}/": "Gwen Guardian",
    }.items():
        page.goto(path)
        assert_accessible(page, h1=heading)
        screenshot(page, f"{size}-{heading.lower().replace(' ', '-')}")
