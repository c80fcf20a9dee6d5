"""Objections on the pages of the requests that they are about: shown, and weighed."""

from typing import Any

import pytest
from django.urls import reverse

from requests_app.journey import guardian_decision
from requests_app.models import ObjectionWeighing, Request
from tests.factories import answers, journeys, objecting, rules
from tests.factories.journeys import Team
from tests.support.queries import MOST_A_PAGE, counted

WORDS = objecting.answers()["words"]


def text_of(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content.decode()[-2000:]
    return str(answer.content.decode())


def at_review(team: Team) -> Request:
    return journeys.triaged(team, journeys.submitted(team))


def at_interest(team: Team) -> Request:
    return journeys.legally_reviewed(team, at_review(team))


PLACES: list[tuple[str, Any, str]] = [
    ("request", journeys.submitted, "ig_lead"),
    ("request_print", journeys.submitted, "ig_lead"),
    ("legal_basis", at_review, "ig_lead"),
    ("public_interest", at_interest, "clinical_reviewer"),
    ("decision", journeys.at_decision, "caldicott_guardian"),
    ("refuse", journeys.at_decision, "caldicott_guardian"),
    ("emergency", rules.emergency_ready, "caldicott_guardian"),
    ("objections", journeys.at_decision, "caldicott_guardian"),
    ("release", journeys.approved, "practice_manager"),
]


class TestOnRequests:
    @pytest.mark.parametrize(("name", "made", "role"), PLACES, ids=[place[0] for place in PLACES])
    def test_it_is_shown_where_the_request_is_read_and_decided(
        self, team: Team, as_person, name: str, made: Any, role: str
    ) -> None:
        request = made(team)
        address = reverse(name, args=[request.key])
        browser = as_person(team.people[role])
        assert WORDS not in browser.get(address).content.decode()
        objecting.recorded(team)

        with counted() as asked:
            text = text_of(browser, address)

        assert WORDS in text
        assert len(asked) <= MOST_A_PAGE

    def test_who_may_not_know_whom_it_is_about_reads_no_objection(self, team: Team, as_person) -> None:
        request = journeys.submitted(team)
        objecting.recorded(team)
        browser = as_person(team.auditor)

        assert WORDS not in text_of(browser, request.get_absolute_url())
        revealed = browser.post(reverse("request_reveal", args=[request.key]), {"reason": "A complaint"})
        assert WORDS in revealed.content.decode()

    def test_whoever_releases_reads_that_nobody_weighed_it(self, team: Team, as_person) -> None:
        request = journeys.approved(team)
        objecting.recorded(team)

        text = text_of(as_person(team.practice_manager), reverse("release", args=[request.key]))

        assert "Ask the guardian, who weighs it before you release" in text

    def test_one_about_other_requesters_is_shown_and_says_so(self, team: Team, as_person) -> None:
        objecting.recorded(team, against="kind", requester_kind="council")

        text = text_of(as_person(team.ig_lead), journeys.submitted(team).get_absolute_url())

        assert WORDS in text
        assert "About other requests" in text

    def test_one_that_may_be_somebody_else_s_says_so(self, team: Team, as_person) -> None:
        objecting.recorded(team, objecting.page_of(team, **{**objecting.HIM, "nhs_number": "9993014176"}))

        text = text_of(as_person(team.ig_lead), journeys.submitted(team).get_absolute_url())

        assert "it may be somebody else" in text

    def test_what_is_found_by_a_page_that_links_it_says_so(self, team: Team, as_person) -> None:
        objecting.recorded(team, objecting.page_of(team, nhs_number=objecting.HIM["nhs_number"]))
        page = objecting.page_of(team)
        him = {**answers.parts()["subject"]["subjects"][0], "nhs_number": ""}
        request = journeys.submitted(team, subject={"subjects": [him]})
        browser = as_person(team.ig_lead)

        assert "check that it is the same person" in text_of(browser, request.get_absolute_url())
        by_name = objecting.page_of(team, name=him["name"], date_of_birth=him["date_of_birth"])
        assert "check that it is the same person" in text_of(browser, by_name.get_absolute_url())
        assert "check that it is the same person" not in text_of(browser, page.get_absolute_url())

    @pytest.mark.parametrize(
        ("left_out", "says"),
        [
            ({}, ""),
            ({"nhs_number": ""}, "no NHS number is given. What was recorded under that alone"),
            ({"date_of_birth": None}, "no name with a date of birth is given"),
            ({"nhs_number": "", "date_of_birth": None}, "so no objection can be found"),
        ],
        ids=["both", "no number", "no birth date", "neither"],
    )
    def test_what_the_requester_left_out_is_said_where_it_is_decided(
        self, team: Team, as_person, left_out: dict[str, Any], says: str
    ) -> None:
        him = answers.parts()["subject"]["subjects"][0] | left_out
        request = journeys.at_decision(team, subject={"subjects": [him]})

        text = text_of(as_person(team.caldicott_guardian), reverse("decision", args=[request.key]))

        assert ("Objections may be missing here" in text) is bool(says)
        assert says in text

    def test_the_factor_is_offered_and_not_chosen(self, team: Team, as_person) -> None:
        request = at_interest(team)
        objecting.recorded(team)

        text = text_of(as_person(team.clinical_reviewer), reverse("public_interest", args=[request.key]))

        assert "it is A6" in text
        box = text[text.index('value="A6"') - 200 : text.index('value="A6"') + 100]
        assert "checked" not in box

    def test_a_request_leads_to_the_person(self, team: Team, as_person) -> None:
        request = journeys.submitted(team)

        text = text_of(as_person(team.ig_lead), request.get_absolute_url())

        assert reverse("request_person", args=[request.key]) in text

    def test_several_people_are_each_led_to(self, team: Team, as_person) -> None:
        request = journeys.draft(team)
        request.subjects.create(position=2, name="Una Halloway", nhs_number_index="x")

        text = text_of(as_person(team.ig_lead), request.get_absolute_url())

        assert "What is recorded about Una Halloway" in text

    def test_fifty_objections_cost_as_many_queries_as_five(self, team: Team, as_person) -> None:
        page, request = objecting.page_of(team), journeys.submitted(team)
        browser, asked = as_person(team.ig_lead), []
        for number in (5, 45):
            for _ in range(number):
                objecting.recorded(team, page)
            for address in (page.get_absolute_url(), request.get_absolute_url()):
                browser.get(address)  # what is asked once a minute
                with counted() as queries:
                    browser.get(address)
                asked.append(len(queries))

        assert asked[:2] == asked[2:]
        assert max(asked) <= MOST_A_PAGE


class TestWeighing:
    def test_the_guardian_weighs_it_and_then_approves(self, team: Team, as_person) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        browser = as_person(team.caldicott_guardian)
        decision = reverse("decision", args=[request.key])
        assert "not weighed yet" in text_of(browser, decision)
        assert "Weigh what the person objected to" in text_of(browser, request.get_absolute_url())

        typed = {"objection": str(objection.key), "conclusion": "upheld", "upheld": ["D06"],
                 "reason": "The address could expose them", "seen_version": request.version}  # fmt: skip
        answer = browser.post(reverse("objections", args=[request.key]), typed)

        assert answer.headers["Location"] == request.get_absolute_url()
        text = text_of(browser, decision)
        assert "not weighed yet" not in text
        assert "The address could expose them" in text
        assert "Weigh it again" in text
        items = {"D06": {"outcome": "disclose"}, "D08": {"outcome": "withhold"}}
        assert "D06" in guardian_decision.departures_from_advice(journeys.fresh(request), items)

    def test_a_stale_page_changes_nothing(self, team: Team, as_person) -> None:
        request, objection = journeys.at_decision(team), objecting.recorded(team)
        typed = {"objection": str(objection.key), "conclusion": "not_upheld", "reason": "A life is at risk"}

        answer = as_person(team.caldicott_guardian).post(
            reverse("objections", args=[request.key]), typed | {"seen_version": request.version - 1}
        )

        assert answer.status_code == 409
        assert "A life is at risk" in answer.content.decode()
        assert not ObjectionWeighing.objects.exists()

    @pytest.mark.parametrize("without", ["objection", "conclusion", "upheld", "reason"])
    def test_what_is_missing_is_said(self, team: Team, as_person, without: str) -> None:
        request = journeys.at_decision(team)
        first, _ = objecting.recorded(team), objecting.recorded(team)
        typed: dict[str, Any] = {
            "objection": str(first.key), "conclusion": "upheld", "upheld": ["D06"], "reason": "So",
        }  # fmt: skip
        del typed[without]

        answer = as_person(team.caldicott_guardian).post(reverse("objections", args=[request.key]), typed)

        assert answer.status_code == 422
        assert not ObjectionWeighing.objects.exists()

    def test_without_an_objection_there_is_nothing_to_weigh(self, team: Team, as_person) -> None:
        request = journeys.at_decision(team)
        objecting.recorded(team, against="kind", requester_kind="council")

        answer = as_person(team.caldicott_guardian).get(reverse("objections", args=[request.key]))

        assert answer.status_code == 409

    def test_only_who_reviews_or_decides_now_weighs(self, team: Team, as_person) -> None:
        request = journeys.at_decision(team)
        objecting.recorded(team)

        assert as_person(team.ig_lead).get(reverse("objections", args=[request.key])).status_code == 403
        assert (
            as_person(team.practice_manager).get(reverse("objections", args=[request.key])).status_code == 403
        )

    def test_another_practice_finds_nothing(self, team: Team, as_person) -> None:
        request = journeys.at_decision(team)
        objecting.recorded(team)
        stranger = rules.colleague(team, "front_desk")

        assert as_person(stranger).get(reverse("objections", args=[request.key])).status_code == 404
