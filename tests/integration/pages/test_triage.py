"""Triage over HTTP: the face of the request, the questions, saving, accepting and what stops it."""

import pytest

from requests_app.journey import correction, reopening, triage
from requests_app.models import Triage
from requests_app.workflow import State
from tests.factories import journeys
from tests.factories.people import a_member, a_membership, a_practice
from tests.integration.pages.reviewing import complaints, events, html_of, opened, sent, text_of, url

ANSWERS = {
    "written": "yes",
    "addressed_to_us": "yes",
    "own_data_or_foi": "no",
    "prohibitions_checked": "on",
    "reason": "Complete, and from an official address",
}


@pytest.fixture
def request_(team):
    return journeys.submitted(team)


@pytest.fixture
def manager(team, as_person):
    return as_person(team.practice_manager)


def checked(team, request):
    """Its requester looked at, and found unverified."""
    triage.verify(key=request.key, by=team.practice_manager, data={"level": "V0", "means": "Nothing yet"})


def test_it_shows_the_face_of_the_request(manager, request_):
    page = opened(manager, request_, "triage")

    for words in (
        "Northmere Police, Major crime",
        "Det Insp Rhona Cald, Detective inspector, 4471",
        "Det Supt Merrin Holloway-Sands, Detective superintendent, signed on",
        "NM/1/26",
        "Dmitar Halloway, born 3 November 1979, NHS number 999 303 5203",
        "D06 Current address",
        "Attempted murder",
        "PO-01 Schedule 2 form",
        "None came with it",
        "Not recorded yet",
        "PR-05 Location marked as sensitive Where someone is",
    ):
        assert words in page
    assert events(request_)[0] == "request.opened"


def test_it_tells_of_an_instrument_an_emergency_and_the_requesters_own_words(manager, team):
    request = journeys.submitted(
        team,
        received={"received_time": "09:40", "channel": "phone"},
        subject={"subject_kind": "nobody_named", "subject_description": "Whoever lives at 4 Mill Lane"},
        law={
            "codes": ["EX-02"],
            "claimed_words": "Our powers under the Act",
            "claimed_agreement": "The memorandum",
            "comply_by": journeys.parts()["received"]["received_on"],
            "instrument": {
                "kind": "court_order",
                "issued_by": "Northmere County Court",
                "serial": "C00NM123",
                "dated": journeys.parts()["received"]["received_on"],
                "names_practice": True,
            },
        },
    )

    page = opened(manager, request, "triage")

    for words in (
        "at 9:40am",
        "Whoever lives at 4 Mill Lane",
        "EX-02 Crime and taxation exemption: DPA 2018 Sch 2",
        "Our powers under the Act",
        "The memorandum",
        "Court or tribunal order of Northmere County Court, C00NM123, dated",
        "it names this practice",
        "Comply by",
    ):
        assert words in page


def test_it_tells_little_where_little_was_given(manager, team):
    request = journeys.submitted(
        team,
        requester={"supervisor": "", "supervisor_rank": "", "email": "desk@northmere.example"},
        subject={"subjects": [{"name": "Dmitar Halloway", "address": "4 Mill Lane", "role": "suspect"}]},
        items={"codes": ["D07"], "details": {"D07": "since 2024"}, "own_words": ["Where he works"]},
        law={"codes": [], "no_law_claimed": True},
        urgency={"urgency": "emergency", "emergency_reason": "Armed, and has threatened to kill"},
    )

    page = opened(manager, request, "triage")

    for words in (
        "Supervisor who signed Not given",
        "Contact details as they gave them desk@northmere.example",
        "Whose data Dmitar Halloway, 4 Mill Lane Items",
        "D07 Previous addresses (since 2024)",
        "X2 “Where he works”",
        "Law that they claim They name none",
        "Why it is an emergency Armed, and has threatened to kill",
    ):
        assert words in page


def test_it_neither_tells_nor_offers_to_look_up_whether_the_person_is_a_patient(manager, request_):
    response = manager.get(url(request_, "triage"))

    assert "Do not look up whether the person is a patient" in text_of(response)
    assert url(request_, "match") not in html_of(response)


def test_answers_can_be_saved_half_way_and_are_there_again(manager, team, request_):
    response = sent(
        manager, request_, "triage", written="no", prohibitions=["PR-05"], reason="By phone so far"
    )

    assert response.url == url(request_, "triage")
    saved = Triage.objects.get(request=request_)
    assert (saved.written, saved.addressed_to_us, saved.prohibitions) == (False, None, ["PR-05"])
    assert saved.reviewer == team.practice_manager
    page = html_of(manager.get(url(request_, "triage")))
    assert "Your answers are saved." in page
    assert "By phone so far" in page
    assert 'value="PR-05" checked' in " ".join(page.split())
    assert events(request_)[:2] == ["request.opened", "triage.saved"]


def test_it_is_accepted(manager, team, request_):
    checked(team, request_)

    response = sent(manager, request_, "triage", finish="accept", **ANSWERS)

    assert response.url == request_.get_absolute_url()
    assert journeys.fresh(request_).state == State.LEGAL_BASIS
    assert events(request_)[0] == "triage.accepted"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"written": ""}, "Say whether it is in writing"),
        ({"written": "no"}, "Ask for the request in writing"),
        ({"addressed_to_us": ""}, "Say whether it is meant for this practice"),
        ({"addressed_to_us": "no"}, "It is not meant for this practice: end it as misdirected"),
        ({"own_data_or_foi": ""}, "Say whether it is a subject access or freedom of information request"),
        ({"own_data_or_foi": "yes"}, "A subject access or freedom of information request is reclassified"),
        ({"prohibitions_checked": ""}, "Look for prohibitions on the face of the request"),
    ],
)
def test_what_is_missing_is_said_at_its_question_and_nothing_is_lost(manager, team, request_, change, words):
    checked(team, request_)

    response = sent(manager, request_, "triage", finish="accept", **{**ANSWERS, **change})

    assert complaints(response) == {words: next(iter(change))}
    assert "Your answers are saved, but the request stays where it is." in text_of(response)
    assert "Complete, and from an official address" in html_of(response)
    assert journeys.fresh(request_).state == State.TRIAGE
    assert Triage.objects.get(request=request_).reason == ANSWERS["reason"]


def test_it_is_not_accepted_before_somebody_looked_at_who_asks(manager, request_):
    response = sent(manager, request_, "triage", finish="accept", **ANSWERS)

    missing = "Record how the requester's identity was checked, even when it was not (V0)"
    assert complaints(response) == {missing: ""}


def test_a_page_that_grew_old_changes_nothing_and_keeps_what_was_typed(manager, team, request_):
    old = str(request_.version)
    checked(team, request_)

    response = sent(manager, request_, "triage", **ANSWERS, seen_version=old)

    assert response.status_code == 409
    assert "Somebody changed the request since you opened this page" in text_of(response)
    assert "Complete, and from an official address" in html_of(response)
    assert not Triage.objects.exists()


def test_after_triage_the_page_is_closed(manager, team, request_):
    journeys.triaged(team, request_)

    for response in (manager.get(url(request_, "triage")), sent(manager, request_, "triage", **ANSWERS)):
        assert response.status_code == 409
        assert "The request is at “Legal basis”" in text_of(response)


@pytest.mark.parametrize(
    "role", ["clinical_reviewer", "caldicott_guardian", "auditor", "data_protection_officer"]
)
def test_only_those_who_triage_open_it(team, as_person, request_, role):
    client = as_person(team.people[role])

    for response in (client.get(url(request_, "triage")), sent(client, request_, "triage", **ANSWERS)):
        assert response.status_code == 403
        assert "Practice manager or Information governance lead" in text_of(response)
    assert events(request_)[0] == "attempt.refused"


def test_elsewhere_the_request_does_not_exist(as_person, request_):
    stranger = as_person(a_member(a_practice(), "practice_manager"))

    assert stranger.get(url(request_, "triage")).status_code == 404
    assert sent(stranger, request_, "triage", **ANSWERS).status_code == 404


def test_whoever_decided_on_it_does_not_triage_it(team, as_person):
    request = journeys.closed(team, journeys.refused(team))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="New evidence", new_evidence="A witness")
    a_membership(team.practice, "ig_lead", person=team.caldicott_guardian)

    response = as_person(team.caldicott_guardian).get(url(request, "triage"))

    assert response.status_code == 403
    assert "You decided on this request" in text_of(response)


def test_after_a_correction_the_earlier_triage_can_be_confirmed(manager, team, request_):
    request = journeys.triaged(team, request_)
    correction.correct(
        key=request.key,
        by=team.practice_manager,
        part="requester",
        data=journeys.parts()["requester"] | {"unit": "Missing people"},
        because="Misread",
    )

    response = manager.get(url(request, "triage"))

    assert response.status_code == 200
    assert "confirm it if it still holds" in text_of(response)
