"""Every page of this room for every role: exact statuses, headings, and what is hidden."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from practices import deputies, memberships, outside_guardians
from practices.models import Deputyship, Membership, OutsideGuardian, Person
from practices.roles import ROLES
from practices.urls import of_practice, urlpatterns
from tests.factories.people import a_deputy, a_member, a_membership, a_person, a_practice, an_outside_guardian

DAY = timedelta(days=1)
PA, CG, IG = "practice_administrator", "caldicott_guardian", "ig_lead"
READERS = {PA, CG, IG}
EVERYONE = set(ROLES)

#: Page → who may (the rest of the practice's people get 403, everybody else 404), and its heading.
OF_PRACTICE = {
    "practice": (EVERYONE, "Larkmoor Test Surgery"),
    "practice_settings": ({PA}, "Practice settings"),
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
}
#: Pages that only take a POST: a GET is 405 for everyone who is signed in.
POSTS = {"person_invite", "person_deactivate", "person_reactivate"}
#: Pages that only show: a POST is 405.
SHOWS = {"practice", "practice_people", "waiting", "person", "deputies", "outside_guardians"}
#: Pages that show each person their own.
OWN = {"people": None, "practices": "My practices", "my_account": "My account", "my_name": "Change your name"}


@pytest.fixture
def world(staff):
    """The practice with one of everything that a page can be about."""
    today = timezone.localdate()
    staff.neighbour = a_member(a_practice(), CG, full_name="Bettina Neighbour")
    staff.listed = outside_guardians.agree(
        practice=staff.practice, person=staff.neighbour, by=staff.administrator
    )
    staff.waiting = memberships.appoint(
        person=a_person("Iris Lead"),
        practice=staff.practice,
        role=IG,
        starts_on=today,
        by=staff.administrator,
    )
    staff.deputyship = deputies.name(
        deputy=a_person("Dora Deputy"),
        absent=staff.guardian,
        practice=staff.practice,
        role=CG,
        starts_on=today,
        ends_on=today + DAY,
        by=staff.administrator,
    )
    return staff


#: What a page that is about one thing is about.
ABOUT_SOMETHING = {
    "person": lambda world: world.desk,
    "person_invite": lambda world: world.desk,
    "person_deactivate": lambda world: world.desk,
    "person_reactivate": lambda world: world.desk,
    "membership_end": lambda world: world.desk.memberships.get(),
    "membership_confirm": lambda world: world.waiting,
    "deputy_confirm": lambda world: world.deputyship,
    "deputy_end": lambda world: world.deputyship,
    "outside_guardian_confirm": lambda world: world.listed,
    "outside_guardian_end": lambda world: world.listed,
}


def address(world, name):
    subject = ABOUT_SOMETHING.get(name)
    parts = [world.practice.ods_code, *([subject(world).public_id] if subject else [])]
    return reverse(name, args=parts)


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


class TestDoing:
    """Each form, sent: what it does, where it leads, and what it says when it can't."""

    def post(self, client, world, name, **data):
        return client.post(address(world, name), data)

    def days(self, name, offset):
        day = timezone.localdate() + offset * DAY
        return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}

    def test_appointing(self, world, signed_in):
        client = signed_in(world.administrator)
        given = {
            "email": "n@surgery.test",
            "full_name": "Nina New",
            "role": "auditor",
            **self.days("starts_on", 0),
        }
        response = self.post(client, world, "appoint", **given)
        assert (response.status_code, response["Location"]) == (302, f"/people/{world.practice.ods_code}/")
        assert "Appointed." in client.get(response["Location"]).content.decode()
        again = self.post(client, world, "appoint", **given)
        assert again.status_code == 422
        assert "already has this role" in again.content.decode()
        past = self.post(client, world, "appoint", **{**given, **self.days("starts_on", -1)})
        assert (past.status_code, "must be today or in the future" in past.content.decode()) == (422, True)
        empty = self.post(client, world, "appoint")
        assert "Error: Appoint a person" in empty.content.decode()

    def test_appointing_someone_who_waits_says_so(self, world, signed_in):
        client = signed_in(world.administrator)
        given = {"email": "n@surgery.test", "full_name": "N", "role": CG, **self.days("starts_on", 0)}
        response = client.post(address(world, "appoint"), given, follow=True)
        assert "starts when a serving Caldicott guardian confirms" in response.content.decode()

    def test_confirming_and_declining(self, world, signed_in):
        client = signed_in(world.guardian)
        page = client.get(address(world, "waiting")).content.decode()
        assert "Confirm or decline Iris Lead" in page
        assert "Confirm or decline Dora Deputy" in page
        assert "Confirm Bettina Neighbour" in page
        assert self.post(client, world, "membership_confirm").status_code == 422
        assert self.post(client, world, "membership_confirm", decision="confirm").status_code == 302
        assert Membership.objects.get(pk=world.waiting.pk).confirmed_by == world.guardian
        assert self.post(client, world, "membership_confirm", decision="confirm").status_code == 409
        assert self.post(client, world, "deputy_confirm", decision="decline").status_code == 302
        assert Deputyship.objects.get(pk=world.deputyship.pk).stopped
        assert self.post(client, world, "outside_guardian_confirm").status_code == 302
        assert OutsideGuardian.objects.get(pk=world.listed.pk).confirmed_by == world.guardian
        assert "Nothing waits" in client.get(address(world, "waiting")).content.decode()

    def test_declining_a_role_and_confirming_a_deputy(self, world, signed_in):
        client = signed_in(world.guardian)
        self.post(client, world, "membership_confirm", decision="decline")
        assert Membership.objects.get(pk=world.waiting.pk).stopped
        self.post(client, world, "deputy_confirm", decision="confirm")
        assert Deputyship.objects.get(pk=world.deputyship.pk).confirmed_by == world.guardian

    def test_who_appointed_is_not_offered_to_confirm(self, world, signed_in):
        a_member(world.practice, CG, person=world.administrator)
        page = signed_in(world.administrator).get(address(world, "waiting")).content.decode()
        assert "Confirm or decline" not in page
        refused = self.post(signed_in(world.administrator), world, "membership_confirm", decision="confirm")
        assert refused.status_code == 403
        assert "another serving Caldicott guardian" in refused.content.decode()

    def test_ending_a_role_now_and_later(self, world, signed_in):
        client = signed_in(world.administrator)
        assert self.post(client, world, "membership_end").status_code == 422
        assert self.post(client, world, "membership_end", when="later").status_code == 422
        later = self.post(client, world, "membership_end", when="later", **self.days("last_day", 5))
        assert later.status_code == 302
        assert world.desk.memberships.get().ends_on == timezone.localdate() + 5 * DAY
        longer = self.post(client, world, "membership_end", when="later", **self.days("last_day", 9))
        assert (longer.status_code, "within the days of this role" in longer.content.decode()) == (422, True)
        assert self.post(client, world, "membership_end", when="now").status_code == 302
        assert world.desk.memberships.get().stopped
        assert self.post(client, world, "membership_end", when="now").status_code == 422

    def test_ending_the_last_guardian_asks_first(self, world, signed_in):
        client = signed_in(world.administrator)
        path = reverse(
            "membership_end", args=[world.practice.ods_code, world.guardian.memberships.get().public_id]
        )
        assert "Nobody else holds this role" in client.get(path).content.decode()
        refused = client.post(path, {"when": "now"})
        assert (refused.status_code, "Nobody else would hold" in refused.content.decode()) == (422, True)
        assert client.post(path, {"when": "now", "knowing_last": "on"}).status_code == 302
        assert world.guardian.memberships.get().stopped

    def test_ending_the_last_administrator_warns_in_its_own_words(self, world, signed_in):
        membership = world.administrator.memberships.get()
        path = reverse("membership_end", args=[world.practice.ods_code, membership.public_id])
        page = signed_in(world.administrator).get(path).content.decode()
        assert "Without a practice administrator nobody can be appointed." in page

    def test_the_question_is_asked_where_the_other_guardian_leaves_later(self, world, signed_in):
        client = signed_in(world.administrator)
        path = reverse(
            "membership_end", args=[world.practice.ods_code, world.guardian.memberships.get().public_id]
        )
        other = a_membership(world.practice, CG, ends_on=timezone.localdate() + 5 * DAY)
        page = client.get(path).content.decode()
        assert "I know that nobody else will hold this role" in page
        assert "Nobody else holds this role" not in page
        refused = client.post(path, {"when": "later", **self.days("last_day", 6)})
        assert (refused.status_code, "Nobody else would hold" in refused.content.decode()) == (422, True)
        other.ends_on = None
        other.save()
        assert "I know that nobody else" not in client.get(path).content.decode()
        assert client.post(path, {"when": "later", **self.days("last_day", 6)}).status_code == 302

    def test_naming_and_ending_a_deputy(self, world, signed_in):
        client = signed_in(world.administrator)
        given = {
            "stands_in_for": world.desk.memberships.get().public_id,
            "email": "dan@surgery.test",
            "full_name": "Dan",
            **self.days("starts_on", 0),
            **self.days("ends_on", 3),
        }
        assert self.post(client, world, "deputy_new", **given).status_code == 302
        assert Deputyship.objects.filter(deputy__full_name="Dan", role="front_desk").exists()
        again = self.post(client, world, "deputy_new", **given)
        assert (again.status_code, "already named" in again.content.decode()) == (422, True)
        assert self.post(client, world, "deputy_new").status_code == 422
        assert self.post(client, world, "deputy_end").status_code == 302
        assert self.post(client, world, "deputy_end").status_code == 409

    def test_the_absent_person_is_offered_to_end_their_deputy(self, world, signed_in):
        client = signed_in(world.guardian)
        assert address(world, "deputy_end") in client.get(address(world, "deputies")).content.decode()
        assert client.get(address(world, "deputy_end")).status_code == 200
        assert self.post(client, world, "deputy_end").status_code == 302

    def test_outside_guardians(self, world, signed_in):
        client = signed_in(world.administrator)
        assert self.post(client, world, "outside_guardian_end").status_code == 302
        assert (
            self.post(client, world, "outside_guardian_new", email=world.neighbour.email).status_code == 302
        )
        unknown = self.post(client, world, "outside_guardian_new", email="x@surgery.test")
        assert (unknown.status_code, "Nobody with this address" in unknown.content.decode()) == (422, True)
        page = client.get(address(world, "outside_guardians")).content.decode()
        assert "Waiting for confirmation" in page
        assert "Ended" in page

    def test_an_account_from_invitation_to_reactivation(self, world, signed_in):
        client = signed_in(world.administrator)
        assert "Send the invitation again" in client.get(address(world, "person")).content.decode()
        assert self.post(client, world, "person_invite").status_code == 302
        assert self.post(client, world, "person_deactivate").status_code == 409
        self.post(client, world, "membership_end", when="now")
        assert "Deactivate the account" in client.get(address(world, "person")).content.decode()
        assert self.post(client, world, "person_deactivate").status_code == 302
        assert "Reactivate the account" in client.get(address(world, "person")).content.decode()
        assert self.post(client, world, "person_reactivate").status_code == 302
        Person.objects.filter(pk=world.desk.pk).update(password="md5$x$y")
        assert "Send the invitation again" not in client.get(address(world, "person")).content.decode()

    def test_an_administrator_is_not_offered_their_own_account(self, world, signed_in):
        path = reverse("person", args=[world.practice.ods_code, world.administrator.public_id])
        assert "invitation" not in signed_in(world.administrator).get(path).content.decode()

    def test_a_deputy_without_a_role_has_a_page_too(self, world, signed_in):
        path = reverse("person", args=[world.practice.ods_code, world.deputyship.deputy.public_id])
        assert "Only as a deputy" in signed_in(world.administrator).get(path).content.decode()

    def test_settings(self, world, signed_in):
        client = signed_in(world.administrator)
        given = {"acknowledge_working_days": 1, "triage_working_days": 4, "decide_working_days": 15}
        response = self.post(client, world, "practice_settings", contact_email="box@surgery.test", **given)
        assert response["Location"] == address(world, "practice")
        assert "15 working days" in client.get(address(world, "practice")).content.decode()
        wrong = self.post(client, world, "practice_settings", **{**given, "decide_working_days": 2})
        assert (wrong.status_code, "Acknowledge first" in wrong.content.decode()) == (422, True)

    def test_ones_own_name(self, world, signed_in):
        client = signed_in(world.desk)
        assert client.post(reverse("my_name"), {"full_name": "Fred Newname"}).status_code == 302
        assert "Fred Newname" in client.get(reverse("my_account")).content.decode()
        assert client.post(reverse("my_name"), {"full_name": " "}).status_code == 422


class TestLists:
    """Equal numbers of queries at 5 and at 50 rows, pages, and empty lists."""

    @pytest.fixture
    def count(self, signed_in):
        def queries(person, path):
            client = signed_in(person)
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                response = client.get(path)
            assert response.status_code == 200
            return len(captured), response.content.decode()

        return queries

    @pytest.mark.parametrize(
        "name",
        [
            "practice_people",
            "ended",
            "waiting",
            "deputies",
            "outside_guardians",
            "practice",
            "people",
            "practices",
        ],
    )
    def test_queries_do_not_grow_with_the_rows(self, staff, count, name):
        person = a_member(staff.practice, PA, CG)
        path = {
            "ended": reverse("practice_people", args=[staff.practice.ods_code]) + "?show=ended",
            "people": reverse("people"),
            "practices": reverse("practices"),
        }.get(name) or reverse(name, args=[staff.practice.ods_code])
        self.add(staff, person, 5)
        few, _ = count(person, path)
        self.add(staff, person, 45)
        many, text = count(person, path)
        assert few == many
        assert "Showing 1 to 25 of" in text or name in ("waiting", "practice")

    def test_queries_of_ones_own_account(self, staff, count):
        person = a_member(staff.practice, PA)
        counts = set()
        for more in (5, 45):
            self.add(staff, person, more)
            counts.add(count(person, reverse("my_account"))[0])
        assert len(counts) == 1

    def add(self, staff, person, number):
        today, now = timezone.localdate(), timezone.now()
        for _ in range(number):
            a_member(staff.practice, "front_desk")
            a_membership(staff.practice, "auditor", ends_on=today - DAY)
            absent = a_member(staff.practice, "practice_manager")
            a_deputy(staff.practice, "practice_manager", absent=absent)
            a_deputy(staff.practice, "practice_manager", absent=absent, confirmed=False)
            an_outside_guardian(staff.practice)
            an_outside_guardian(staff.practice, confirmed=False)
            a_member(a_practice(), PA, person=person)
            Membership.objects.create(
                person=a_person(),
                practice=staff.practice,
                role=IG,
                starts_on=today,
                appointed_by=staff.administrator,
                appointed_at=now,
            )

    def test_empty_lists_say_what_to_do(self, staff, signed_in):
        client = signed_in(staff.administrator)
        code = staff.practice.ods_code
        for path, words in {
            f"/people/{code}/?show=ended": "No role has ended",
            f"/people/{code}/deputies/": "Nobody deputises",
            f"/people/{code}/outside-guardians/": "Nobody is on the list",
            f"/people/{code}/waiting/": "Nothing waits",
        }.items():
            assert words in client.get(path).content.decode()
        client = signed_in(a_person())
        assert "You do not manage people" in client.get("/people/").content.decode()
        assert "You have no role" in client.get("/practices/").content.decode()
        assert "You have no role" in client.get("/account/").content.decode()
