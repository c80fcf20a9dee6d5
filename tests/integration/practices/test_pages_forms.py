"""Each form of this room, sent: what it does, where it leads, and what it says when it can't."""

from django.urls import reverse
from django.utils import timezone

from practices.models import Deputyship, Membership, OutsideGuardian, Person
from tests.factories.people import a_member, a_membership
from tests.integration.practices.pages import CG, DAY, address


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
        given = {
            **{"acknowledge_working_days": 1, "triage_working_days": 4, "decide_working_days": 15},
            **{"retention_years": 6, "retention_years_incident": 20, "complaint_working_days": 15},
        }
        response = self.post(client, world, "practice_settings", contact_email="box@surgery.test", **given)
        assert response["Location"] == address(world, "practice")
        shown = client.get(address(world, "practice")).content.decode()
        assert "15 working days" in shown
        assert "Not asked for" in shown
        self.post(client, world, "practice_settings", address_needs_countersignature="on", **given)
        assert "Asked for" in client.get(address(world, "practice")).content.decode()
        wrong = self.post(client, world, "practice_settings", **{**given, "decide_working_days": 2})
        assert (wrong.status_code, "Acknowledge first" in wrong.content.decode()) == (422, True)
        missing = self.post(client, world, "practice_settings", **{**given, "retention_years": ""})
        assert missing.status_code == 422
        assert "Enter years to keep a request’s encrypted details" in missing.content.decode()

    def test_ones_own_name(self, world, signed_in):
        client = signed_in(world.desk)
        assert client.post(reverse("my_name"), {"full_name": "Fred Newname"}).status_code == 302
        assert "Fred Newname" in client.get(reverse("my_account")).content.decode()
        assert client.post(reverse("my_name"), {"full_name": " "}).status_code == 422
