"""The lists of this room: equal numbers of queries at 5 and at 50 rows, pages, and empty lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from practices.models import Membership
from tests.factories.people import (
    a_closure,
    a_deputy,
    a_member,
    a_membership,
    a_person,
    a_practice,
    an_outside_guardian,
)
from tests.integration.practices.pages import CG, DAY, IG, PA


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
            "closures",
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
            a_closure(staff.practice)
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
