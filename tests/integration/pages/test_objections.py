"""Objections on pages: recorded and taken back at the person's own, shown and weighed at a request's."""

from typing import Any

import pytest
from django.urls import reverse

from consent.models import Objection, PatientPage
from kit.errors import NotAllowed, NotPossible
from requests_app.journey import objections
from tests.factories import answers as given
from tests.factories import journeys, objecting
from tests.factories.journeys import Team

TYPED = {
    "words": "I do not want my address to go to the Home Office",
    "against": "kind",
    "requester_kind": "home_office",
    "which_items": "some",
    "items": ["D06", "D08"],
    "said_by": "patient",
    "how": "letter",
    "said_on_day": "3",
    "said_on_month": "11",
    "said_on_year": "2026",
}
WORDS = objecting.answers()["words"]


def text_of(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return str(answer.content.decode())


def new_at(page: PatientPage) -> str:
    return reverse("objection_new", args=[page.key])


class TestRecording:
    def test_it_is_recorded_as_typed_and_shown_on_their_page(self, team: Team, as_person) -> None:
        page, browser = objecting.page_of(team), as_person(team.practice_manager)

        answer = browser.post(new_at(page), TYPED)

        assert answer.headers["Location"] == page.get_absolute_url()
        objection = Objection.objects.get()
        assert (objection.requester_kind, objection.items) == ("home_office", ["D06", "D08"])
        text = text_of(browser, page.get_absolute_url())
        assert TYPED["words"] in text
        assert "requests from home office" in text

    def test_about_everything_it_names_no_item(self, team: Team, as_person) -> None:
        page = objecting.page_of(team)

        as_person(team.ig_lead).post(new_at(page), TYPED | {"against": "everybody", "which_items": "all"})

        assert Objection.objects.get().items == []
        assert Objection.objects.get().requester_kind == ""

    @pytest.mark.parametrize(
        ("without", "says"),
        [
            ("words", "Enter what they said"),
            ("against", "Select which requests it is about"),
            ("requester_kind", "Select the kind of requester"),
            ("which_items", "Select which details it is about"),
            ("items", "Select the details"),
            ("said_by", "Select who said it"),
            ("how", "Select how it was said"),
            ("said_on_day", "day"),
        ],
    )
    def test_what_is_missing_is_said_and_nothing_typed_is_lost(
        self, team: Team, as_person, without: str, says: str
    ) -> None:
        typed = {name: value for name, value in TYPED.items() if name != without}

        answer = as_person(team.ig_lead).post(new_at(objecting.page_of(team)), typed)

        assert answer.status_code == 422
        text = answer.content.decode()
        assert says in text
        assert without == "words" or TYPED["words"] in text
        assert not Objection.objects.exists()

    def test_somebody_who_speaks_for_them_is_named(self, team: Team, as_person) -> None:
        browser, page = as_person(team.ig_lead), objecting.page_of(team)

        assert browser.post(new_at(page), TYPED | {"said_by": "parent"}).status_code == 422
        speaker = {"said_by": "parent", "speaker": "Mother; birth certificate seen"}
        assert browser.post(new_at(page), TYPED | speaker).status_code == 302
        assert "Mother; birth certificate seen" in text_of(browser, page.get_absolute_url())

    def test_the_page_explains_the_opt_out_children_and_the_dead(self, team: Team, as_person) -> None:
        page = objecting.page_of(team)
        for address in (new_at(page), page.get_absolute_url()):
            text = text_of(as_person(team.ig_lead), address)
            assert "neither a veto" in text
            assert "nor a licence" in text
            assert "the duty of confidence goes on" in text

    def test_what_stands_under_a_choice_that_was_not_made_is_left_out(self, team: Team, as_person) -> None:
        page = objecting.page_of(team)

        answer = as_person(team.ig_lead).post(new_at(page), TYPED | {"organisation_name": "Not asked for"})

        assert answer.status_code == 302
        assert Objection.objects.get().organisation_name == ""

    @pytest.mark.parametrize(
        ("problem", "status"), [(NotPossible("Not now."), 409), (NotAllowed("Not you."), 403)], ids=str
    )
    def test_what_the_journey_refuses_is_said(
        self, team: Team, as_person, monkeypatch, problem: Exception, status: int
    ) -> None:
        def refuse(**given: Any) -> None:
            raise problem

        monkeypatch.setattr(objections, "record_objection", refuse)

        answer = as_person(team.ig_lead).post(new_at(objecting.page_of(team)), TYPED)

        assert answer.status_code == status
        assert str(problem) in answer.content.decode()


class TestAnotherWay:
    def test_by_both_ways_more_requests_are_found(self, team: Team, as_person) -> None:
        him = given.parts()["subject"]["subjects"][0]
        by_name = journeys.submitted(team, subject={"subjects": [{**him, "nhs_number": ""}]})
        page, browser = objecting.page_of(team, nhs_number="9993035203"), as_person(team.ig_lead)
        assert by_name.reference not in text_of(browser, page.get_absolute_url())

        typed = {"by": "name_dob", "name": him["name"], "date_of_birth_day": "3", "date_of_birth_month": "11",
                 "date_of_birth_year": "1979"}  # fmt: skip
        answer = browser.post(reverse("patient_known", args=[page.key]), typed)

        assert answer.headers["Location"] == objecting.page_of(team).get_absolute_url()
        assert by_name.reference in text_of(browser, answer.headers["Location"])

    def test_a_number_can_be_added_to_a_name(self, team: Team, as_person) -> None:
        born = {name: objecting.HIM[name] for name in ("name", "date_of_birth")}
        page = objecting.page_of(team, **born)

        answer = as_person(team.ig_lead).post(
            reverse("patient_known", args=[page.key]), {"by": "nhs_number", "nhs_number": "9993035203"}
        )

        assert answer.headers["Location"] == objecting.page_of(team).get_absolute_url()

    @pytest.mark.parametrize("name", ["---", "’"], ids=["a sign", "an apostrophe"])
    def test_a_name_has_letters(self, team: Team, as_person, name: str) -> None:
        typed = {"by": "name_dob", "name": name, "date_of_birth_day": "3", "date_of_birth_month": "11",
                 "date_of_birth_year": "1979"}  # fmt: skip
        browser, page = as_person(team.ig_lead), objecting.page_of(team, nhs_number="9993035203")

        for address in (
            reverse("patient_known", args=[page.key]),
            reverse("patient_open"),
            "/requests/person/",
        ):
            answer = browser.post(address, typed)
            assert answer.status_code == 422
            assert "Enter a name that has letters" in answer.content.decode()

    def test_where_both_are_known_there_is_nothing_to_add(self, team: Team, as_person) -> None:
        page = objecting.page_of(team)

        assert as_person(team.ig_lead).get(reverse("patient_known", args=[page.key])).status_code == 409


class TestTakingBack:
    def test_it_is_shown_as_taken_back(self, team: Team, as_person) -> None:
        objection, browser = objecting.recorded(team), as_person(team.ig_lead)
        address = reverse("objection_end", args=[objection.page.key, objection.key])
        assert WORDS in text_of(browser, address)

        assert browser.post(address, {}).status_code == 422
        assert browser.post(address, {"reason": "They rang"}).status_code == 302

        text = text_of(browser, objection.page.get_absolute_url())
        assert "Taken back" in text
        assert "They rang" in text
        assert browser.get(address).status_code == 409
        assert browser.post(address, {"reason": "Again"}).status_code == 409

    def test_one_of_somebody_else_is_not_found_here(self, team: Team, as_person) -> None:
        page = objecting.page_of(team, nhs_number="9993014176")
        objection = objecting.recorded(team)

        address = reverse("objection_end", args=[page.key, objection.key])
        assert as_person(team.ig_lead).get(address).status_code == 404
