"""Every page of this room for every role: exact statuses, headings, and what is hidden."""

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from practices.models import Person
from practices.roles import ROLES
from practices.urls import of_practice, urlpatterns
from tests.factories.people import a_deputy, a_member, a_person, a_practice, an_outside_guardian
from tests.integration.practices.pages import ABOUT_SOMETHING, CG, DAY, IG, PA, address

READERS = {PA, CG, IG}
EVERYONE = set(ROLES)

#: Page → who may (the rest of the practice's people get 403, everybody else 404), and its heading.
OF_PRACTICE = {
    "practice": (EVERYONE, "Larkmoor Test Surgery"),
    "practice_settings": ({PA}, "Practice settings"),
    "closures": (EVERYONE, "Days closed"),
    "closure_new": ({PA}, "Add days on which the practice is closed"),
    "closure_end": ({PA}, "Call the days off"),
    "practice_people": (READERS, "People and roles"),
    "appoint": ({PA}, "Appoint a person"),
    "waiting": (READERS, "Waiting for confirmation"),
    "person": (READERS, "Fred Desk"),
    "membership_end": ({PA}, "End Fred Desk’s role"),
    "membership_confirm": ({CG}, "Confirm an appointment"),
    "deputies": (EVERYONE, "Deputies"),
    "deputy_new": ({PA}, "Name a deputy"),
    "deputy_confirm": ({CG}, "Confirm a deputy"),
    "deputy_end": ({PA}, "End Dora Deputy’s time as a deputy"),
    "outside_guardians": (READERS, "Outside guardians"),
    "outside_guardian_new": ({PA}, "Agree an outside guardian"),
    "outside_guardian_confirm": ({CG}, "Confirm an outside guardian"),
    "outside_guardian_end": ({PA, CG}, "Take Bettina Neighbour off the list"),
    "service_accounts": ({PA}, "Service accounts"),
    "service_account_new": ({PA}, "Add a service account"),
    "service_account": ({PA}, "Docman intake"),
    "service_token_issue": ({PA}, "Issue a token"),
    "service_token_revoke": ({PA}, "Revoke the token desk_"),
    "service_account_end": ({PA}, "End Docman intake"),
}
#: Pages that only take a POST: a GET is 405 for everyone who is signed in.
POSTS = {"person_invite", "person_deactivate", "person_reactivate"}
#: Pages that only show: a POST is 405.
SHOWS = {
    "practice",
    "closures",
    "practice_people",
    "waiting",
    "person",
    "deputies",
    "outside_guardians",
    "service_accounts",
    "service_account",
}
#: Pages that show each person their own.
OWN = {"people": None, "practices": "My practices", "my_account": "My account", "my_name": "Change your name"}


def headings(response):
    text = " ".join(response.content.decode().split())
    return text.split("<h1", 1)[1].split("</h1>", 1)[0]


def test_the_table_below_knows_every_page():
    named = {pattern.name for pattern in (*of_practice, *urlpatterns) if getattr(pattern, "name", None)}
    assert named == {*OF_PRACTICE, *POSTS, *OWN, "roles"}
    assert "practice" in get_resolver().reverse_dict


@pytest.mark.parametrize("role", ROLES)
def test_statuses_for_each_role(world, signed_in, role):
    client = signed_in(a_member(world.practice, role))
    for name, (allowed, heading) in OF_PRACTICE.items():
        response = client.get(address(world, name))
        assert response.status_code == (200 if role in allowed else 403), name
        if role in allowed:
            assert heading in headings(response), name
            assert "nhsuk-header" in response.content.decode()
    for name in POSTS:
        assert client.get(address(world, name)).status_code == 405, name
        if role != PA:
            assert client.post(address(world, name)).status_code == 403, name


@pytest.mark.parametrize("who", ["elsewhere", "nobody", "superuser", "outside guardian", "absent"])
def test_outside_the_practice_nothing_is_found(world, signed_in, who):
    stranger = {
        "elsewhere": lambda: a_member(a_practice(), PA, CG, IG),
        "nobody": a_person,
        "superuser": lambda: Person.objects.create_superuser(
            "chief@surgery.test", "Chief", "a long password"
        ),
        "outside guardian": lambda: an_outside_guardian(world.practice),
        "absent": lambda: a_member(world.practice, PA, ends_on=timezone.localdate() - DAY),
    }[who]()
    client = signed_in(stranger)
    for name in OF_PRACTICE:
        assert client.get(address(world, name)).status_code == 404, name
        assert client.post(address(world, name)).status_code == (405 if name in SHOWS else 404), name
    for name in POSTS:
        assert client.post(address(world, name)).status_code == 404, name


def test_a_deputy_sees_what_the_absent_person_sees(world, signed_in):
    client = signed_in(a_deputy(world.practice, CG, absent=world.guardian))
    for name, (allowed, _) in OF_PRACTICE.items():
        assert client.get(address(world, name)).status_code == (200 if CG in allowed else 403), name


def test_signed_out_everything_leads_to_signing_in(world, client):
    addresses = [address(world, name) for name in (*OF_PRACTICE, *POSTS)] + [reverse(name) for name in OWN]
    for path in addresses:
        for response in (client.get(path), client.post(path)):  # before the method is looked at
            assert response.status_code == 302
            assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", ROLES)
def test_ones_own_pages_and_the_roles_explained(world, signed_in, role):
    client = signed_in(a_member(world.practice, role))
    for name, heading in OWN.items():
        response = client.get(reverse(name))
        if heading is None:
            assert response.status_code == (302 if role in READERS else 200)
        else:
            assert (response.status_code, heading in headings(response)) == (200, True), name
    assert ROLES[role].prose in client.get(reverse("my_account")).content.decode()


def test_the_roles_are_explained_to_everyone(client, db):
    response = client.get(reverse("roles"))
    assert "Roles explained" in headings(response)
    text = response.content.decode()
    assert all(f'id="{key}"' in text for key in ROLES)


def test_something_of_another_practice_is_not_found_here(world, signed_in):
    other = a_practice()
    client = signed_in(a_member(other, PA, CG))
    for name in ABOUT_SOMETHING:
        path = address(world, name).replace(world.practice.ods_code, other.ods_code)
        assert client.get(path).status_code == (405 if name in POSTS else 404), name
        assert client.post(path).status_code == (405 if name in SHOWS else 404), name
