"""Matching over HTTP: when the patient list stays closed, what a match needs, and who sees it."""

import pytest

from requests_app.models import Match
from tests.factories import journeys
from tests.factories.people import a_member, a_practice
from tests.integration.pages.reviewing import complaints, events, html_of, opened, sent, text_of, url

FOUND = {"result": "matched", "agrees": ["name", "date_of_birth"], "third": "nhs_number", "note": ""}


@pytest.fixture
def request_(team):
    return journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))


@pytest.fixture
def reviewer(team, as_person):
    return as_person(team.clinical_reviewer)


def test_it_says_that_the_list_is_opened_now_and_whom_to_look_for(reviewer, request_):
    page = opened(reviewer, request_, "match")

    for words in (
        "This is the first time that the patient list is opened for this request.",
        "Name Dmitar Halloway",
        "Date of birth 3 November 1979",
        "NHS number 999 303 5203",
        "Nobody on the list fits. Telling anybody so is a disclosure.",
    ):
        assert words in page
    assert "PR-07" not in page  # stops a reason, not an item


def test_a_match_is_saved_and_seen_by_those_who_weigh(team, reviewer, request_):
    response = sent(reviewer, request_, "match", **FOUND, record_flags=["PR-05"])

    assert response.url == url(request_, "public_interest")
    match = Match.objects.get(request=request_)
    assert (match.result, match.on_name, match.on_date_of_birth, match.third) == (
        "matched",
        True,
        True,
        "nhs_number",
    )
    assert (match.record_flags, match.matched_by) == (["PR-05"], team.clinical_reviewer)
    assert events(request_)[0] == "patient.matched"
    page = opened(reviewer, request_, "public_interest")
    assert "Result Matched on name, date of birth and one more" in page
    assert "Warnings on the record PR-05 Location marked as sensitive" in page


def test_matching_again_replaces_it(team, reviewer, request_):
    journeys.matched(team, request_, note="By telephone with the records clerk")
    page = opened(reviewer, request_, "match")
    assert "Dr Oda Kestlebrook recorded a match on" in page
    assert "By telephone with the records clerk" in html_of(reviewer.get(url(request_, "match")))

    sent(reviewer, request_, "match", result="not_found")

    live = Match.objects.get(request=request_, voided_at=None)
    assert (live.result, live.third) == ("not_found", "")
    assert Match.objects.filter(request=request_).count() == 2


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"result": ""}, {"Select what you found": "result"}),
        (
            {"agrees": ["name"]},
            {"A match needs both name and date of birth. Otherwise select “Uncertain”": "agrees"},
        ),
        ({"third": ""}, {"Select what else agrees. Otherwise select “Uncertain”": "third"}),
        ({"third": "other"}, {"Describe it in the note": "note"}),
        ({"result": "uncertain"}, {"Describe it in the note": "note"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(reviewer, request_, changes, expected):
    assert complaints(sent(reviewer, request_, "match", **FOUND | changes)) == expected
    assert not Match.objects.exists()


def test_uncertain_is_recorded_with_a_note(reviewer, request_):
    sent(reviewer, request_, "match", result="uncertain", agrees=["name"], note="Two people of that name")

    assert Match.objects.get(request=request_).note == "Two people of that name"


def test_the_list_stays_closed_until_something_could_lawfully_leave(team, as_person):
    lead, guardian = as_person(team.ig_lead), as_person(team.caldicott_guardian)
    request = journeys.submitted(team)
    for client in (lead, guardian):
        for response in (client.get(url(request, "match")), sent(client, request, "match", **FOUND)):
            assert response.status_code == 409
            assert "The patient list is opened only after the legal-basis review." in text_of(response)
    nothing = {"D06": "no_basis", "D08": "no_basis"}
    request = journeys.legally_reviewed(team, journeys.triaged(team, request), nothing)

    response = guardian.get(url(request, "match"))

    assert response.status_code == 409
    assert "Nothing could lawfully leave, so nobody needs to know whether this is a patient." in text_of(
        response
    )
    assert not Match.objects.exists()


def test_in_an_emergency_the_guardian_looks_at_once(team, as_person):
    request = journeys.submitted(
        team, urgency={"urgency": "emergency", "emergency_reason": "Missing since noon, in danger"}
    )

    response = sent(as_person(team.caldicott_guardian), request, "match", **FOUND)

    assert response.url == request.get_absolute_url()
    assert Match.objects.get(request=request).matched_by == team.caldicott_guardian


def test_who_may_not_look(team, as_person, request_):
    for role in ("practice_manager", "auditor", "data_protection_officer"):
        assert as_person(team.people[role]).get(url(request_, "match")).status_code == 403
    stranger = as_person(a_member(a_practice(), "clinical_reviewer"))
    assert stranger.get(url(request_, "match")).status_code == 404
