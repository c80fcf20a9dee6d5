"""Ending a request at triage over HTTP: what each outcome sets, and that the replies tell nothing."""

import pytest

from requests_app.models import StatusChange
from tests.factories import journeys
from tests.integration.pages.deciding import emergency_triage
from tests.integration.pages.reviewing import complaints, events, html_of, opened, sent, text_of, url


@pytest.fixture
def request_(team):
    return journeys.submitted(team)


@pytest.fixture
def manager(team, as_person):
    return as_person(team.practice_manager)


@pytest.mark.parametrize(
    ("outcome", "state", "reply"),
    [
        ("REJECTED_PROCEDURE", "rejected", "R-REJECT"),
        ("MISDIRECTED", "misdirected", "R-REDIRECT"),
        ("RECLASSIFIED_SAR", "reclassified", "R-SAR"),
        ("RECLASSIFIED_FOI", "reclassified", "R-FOI"),
    ],
)
def test_each_way_out_sets_its_state_outcome_and_reply(manager, request_, outcome, state, reply):
    response = sent(manager, request_, "end_triage", outcome=outcome, reason="It says so itself")

    assert response.url == request_.get_absolute_url()
    ended = journeys.fresh(request_)
    assert (ended.state, ended.outcome, ended.reply) == (state, outcome, reply)
    assert StatusChange.objects.filter(request=request_, to_state=state).get().reason == "It says so itself"
    assert events(request_)[0] == f"triage.{state}"


def test_it_shows_the_words_that_will_go_out(manager, request_):
    page = opened(manager, request_, "end_triage")

    assert "Your request NM/1/26, received on" in page
    assert f"(our reference {request_.reference}), is addressed to another body" in page
    assert "It never means “not our patient”" in page
    assert page.count("neither confirm nor deny whether we hold any information about any person") == 4
    assert "{" not in page


def test_a_reply_reads_well_where_the_requester_gave_no_reference(manager, team):
    request = journeys.submitted(team, requester={"their_reference": ""})

    page = opened(manager, request, "end_triage")

    assert "Your request, received on" in page


def test_no_reply_depends_on_whether_the_person_is_a_patient(team, manager):
    """Emergencies, as only they can be matched before the reviews."""
    words = []
    for matched in ("matched", "not_found"):
        request = emergency_triage(team, matched=matched)
        page = text_of(manager.get(url(request, "end_triage"))).replace(request.reference, "")
        words.append(page.split("The reply that will go out")[1])

    assert words[0] == words[1]
    assert "Rejected on procedure" in words[0]


def test_an_outcome_and_a_reason_are_needed_and_what_was_typed_stays(manager, request_):
    response = sent(manager, request_, "end_triage", outcome="", reason="Not signed, and no items named")

    assert complaints(response) == {"Select how the request ends": "outcome"}
    assert "Not signed, and no items named" in html_of(response)
    assert complaints(sent(manager, request_, "end_triage", outcome="MISDIRECTED")) == {
        "Enter why it ends here": "reason"
    }
    assert complaints(sent(manager, request_, "end_triage", outcome="REFUSE_NCND", reason="No"))
    assert journeys.fresh(request_).state == "triage"


def test_only_at_triage_and_only_by_those_who_triage(team, as_person, manager, request_):
    for role in ("clinical_reviewer", "caldicott_guardian", "auditor"):
        assert as_person(team.people[role]).get(url(request_, "end_triage")).status_code == 403
    journeys.triaged(team, request_)

    response = manager.get(url(request_, "end_triage"))

    assert response.status_code == 409
    assert "so this page is not open" in text_of(response)
