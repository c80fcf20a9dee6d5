"""The check of the requester over HTTP: levels, numbers of the register, and none from the request."""

import pytest

from requests_app.journey import requesters
from requests_app.models import Verification
from tests.factories import journeys
from tests.integration.pages.reviewing import complaints, events, html_of, opened, sent, text_of, url


@pytest.fixture
def police(team):
    return journeys.organisation(team)


@pytest.fixture
def manager(team, as_person):
    return as_person(team.practice_manager)


def answers(police, **changes):
    return {
        "level": "V2",
        "called": str(police.key),
        "spoke_to": "Sgt Pryor, control room",
        "means": "Officer, number and case confirmed",
    } | changes


def test_it_explains_the_levels_the_need_and_the_numbers(manager, team, police):
    request = journeys.submitted(team, requester={"telephone": "07700 900123"})

    page = opened(manager, request, "verify")

    for words in (
        "V0 Not verified Nothing was checked. Hold, and say nothing.",
        "V4 Instrument checked with the court that issued it",
        "If the law only permits it: V2. An address without compulsion",
        "Northmere Police: 01632 960101",
        "Source: The force's published website, 5 January 2026; entered by Sunniva Hartwellby",
        "Never ring a number that the request gives",
    ):
        assert words in page
    assert "07700 900123" not in page


def test_an_instrument_an_emergency_and_a_missing_supervisor_change_the_need(manager, team, police):
    today = journeys.parts()["received"]["received_on"]
    paper = {"kind": "summons", "issued_by": "Northmere Crown Court", "dated": today}
    served = journeys.submitted(team, law={"instrument": paper}, requester={"supervisor": ""})
    urgent = journeys.submitted(
        team, urgency={"urgency": "emergency", "emergency_reason": "Missing since noon"}
    )

    page = opened(manager, served, "verify")
    assert "If a court’s order compels it: V4." in page
    assert "If another body’s notice compels it: V2." in page
    assert "No supervisor signed whose rank counts" in page
    assert "V2. Life at risk: a call back" in opened(manager, urgent, "verify")


def test_a_call_back_is_saved_with_the_registers_number(manager, team, police):
    request = journeys.submitted(team)

    response = sent(manager, request, "verify", **answers(police))

    assert response.url == url(request, "triage")
    saved = Verification.objects.get(request=request)
    assert (saved.level, saved.called, saved.number_called) == ("V2", police, "01632 960101")
    assert (saved.spoke_to, saved.verified_by) == ("Sgt Pryor, control room", team.practice_manager)
    assert events(request)[0] == "requester.verified"
    page = opened(manager, request, "triage")
    assert "Called back Northmere Police on 01632 960101; spoke to Sgt Pryor, control room" in page


def test_nobody_called_is_an_answer(manager, team, police):
    request = journeys.submitted(team)

    sent(manager, request, "verify", **answers(police, level="V1", called="nobody", spoke_to=""))

    saved = Verification.objects.get(request=request)
    assert (saved.level, saved.called, saved.number_called) == ("V1", None, "")


def test_a_call_that_nobody_answered_is_recorded_too(manager, team, police):
    request = journeys.submitted(team)

    sent(manager, request, "verify", **answers(police, level="V0", spoke_to="", means="No answer"))

    assert "Called back Northmere Police on 01632 960101 What was checked No answer" in opened(
        manager, request, "verify"
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"level": ""}, {"Select how far the requester’s identity was checked": "level"}),
        ({"means": " "}, {"Enter what you checked and what the answer was": "means"}),
        ({"called": ""}, {"Select the number that you called: V2 needs a call back": "called"}),
        (
            {"level": "V3", "called": "nobody"},
            {"Select the number that you called: V3 needs a call back": "called"},
        ),
        ({"spoke_to": ""}, {"Enter who you spoke to": "spoke_to"}),
        (
            {"level": "V4"},
            {"No order or notice came with it: correct the request to record it first": "level"},
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(manager, team, police, change, expected):
    request = journeys.submitted(team)
    kept = {"means": "Officer, number and case confirmed"} | change

    response = sent(manager, request, "verify", **answers(police, **change))

    assert complaints(response) == expected
    assert kept["means"].strip() in html_of(response)
    assert not Verification.objects.exists()


def test_a_number_that_only_the_logger_entered_cannot_be_used(team, as_person, police):
    data = {"name": "Northmere Police", "kind": "police", "unit": "Custody", "switchboard": "01632 960102"}
    own = journeys.organisation(team, **data)
    request = journeys.submitted(team, by="ig_lead")
    client = as_person(team.ig_lead)

    page = opened(client, request, "verify")

    assert "Numbers that can’t be used yet" in page
    assert "Northmere Police, Custody: entered by Sunniva Hartwellby, who logged this request" in page
    assert str(own.key) not in html_of(client.get(url(request, "verify")))
    response = sent(client, request, "verify", **answers(own))
    assert "called" in complaints(response).values()
    requesters.confirm(organisation=own, by=team.practice_manager)
    assert "confirmed by Pell Osgathorpe" in opened(client, request, "verify")


def test_the_whole_register_is_shown_when_asked_for(manager, team, police):
    court = journeys.organisation(
        team, name="Northmere County Court", kind="court", switchboard="01632 960103"
    )
    request = journeys.submitted(team)

    assert str(court.key) not in html_of(manager.get(url(request, "verify")))
    assert str(court.key) in html_of(manager.get(url(request, "verify") + "?whole=1"))


def test_it_can_be_checked_again_in_a_later_review(team, as_person, police):
    request = journeys.triaged(team, journeys.submitted(team))
    lead = as_person(team.ig_lead)

    response = sent(lead, request, "verify", **answers(police, level="V3"))

    assert response.url == request.get_absolute_url()
    assert [v.level for v in request.verifications.filter(voided_at=None)] == ["V3"]


def test_only_those_who_verify_open_it_and_only_before_the_decision(team, as_person):
    request = journeys.submitted(team)
    for role in ("clinical_reviewer", "caldicott_guardian", "auditor"):
        assert as_person(team.people[role]).get(url(request, "verify")).status_code == 403
    decided = journeys.at_decision(team)

    response = as_person(team.practice_manager).get(url(decided, "verify"))

    assert response.status_code == 409
    assert "Guardian's decision" in text_of(response)
