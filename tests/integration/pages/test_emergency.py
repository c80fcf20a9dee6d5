"""An emergency over HTTP: its gates, what it covers, and the look back by somebody uninvolved."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from requests_app.models import Decision, EmergencyReview, Incident
from tests.factories import journeys
from tests.integration.pages.deciding import (
    answers,
    emergency_approved,
    emergency_triage,
    statements,
    text_of,
    url,
)


def typed(request, **changes):
    return answers(request, tell_patient="after", tell_reason="", understood="on", immigration="no") | changes


def test_the_gates_are_answered_and_the_review_afterwards_is_announced(team, as_person):
    page = as_person(team.caldicott_guardian).get(url(emergency_triage(team), "emergency"))
    for words in (
        "This is reviewed afterwards",
        "Is a person named?",
        "Missing since noon, in danger",
        "V2 Called back",
        "Matched on name",
        "safe and well",
        "24 hours",
    ):
        assert words in text_of(page)


def test_an_approval_lives_for_a_day(team, as_person):
    request = emergency_triage(team)
    done = as_person(team.caldicott_guardian).post(url(request, "emergency"), typed(request))
    assert done.status_code == 302
    decision = Decision.objects.get()
    assert decision.emergency
    assert (decision.expires_at - decision.decided_at).total_seconds() == 24 * 3600
    assert journeys.fresh(request).state == "approved"


def test_what_an_emergency_does_not_cover_stays_withheld(team, as_person):
    request = emergency_triage(team, items={"codes": ["D06", "D10"], "own_words": ["Her car"]})
    guardian = as_person(team.caldicott_guardian)
    page = guardian.get(url(request, "emergency"))
    assert "outcome_D10" not in text_of(page)
    assert "D10, X3 stay withheld" in text_of(page)
    guardian.post(url(request, "emergency"), typed(request))
    decided = {str(row.item): row.outcome for row in Decision.objects.get().items.all()}
    assert decided == {"D06": "disclose", "D10": "withhold", "X3": "withhold"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"understood": ""}, "I decide this as an emergency"),
        ({"immigration": ""}, "Select whether any part of the purpose is to do with immigration"),
        ({"immigration": "yes"}, "With an immigration purpose it goes through the reviews"),
        ({"reason": ""}, "Enter your reason for the decision as a whole"),
        ({"outcome_D06": "withhold", "outcome_D08": "withhold"}, "Disclose at least one item"),
        ({"recipient": ""}, "Enter who receives it"),
    ],
)
def test_each_gap_is_named(team, as_person, changes, message):
    request = emergency_triage(team)
    sent = typed(request, conditions="Keep this sentence") | changes
    page = as_person(team.caldicott_guardian).post(url(request, "emergency"), sent)
    assert page.status_code == 422
    assert message in text_of(page)
    assert "Keep this sentence" in text_of(page)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"matched": ""}, "has not been matched to a record yet"),
        ({"matched": "uncertain"}, "The match is uncertain"),
        ({"matched": "not_found"}, "No record was found"),
        ({"level": "V1"}, "needs the requester verified to V2"),
        ({"items": {"codes": ["D10"], "own_words": []}}, "no address, phone number or e-mail"),
    ],
)
def test_a_closed_gate_stops_and_says_why(team, as_person, how, message):
    request = emergency_triage(team, **how)
    guardian = as_person(team.caldicott_guardian)
    page = guardian.get(url(request, "emergency"))
    assert message in text_of(page)
    assert "Approve for 24 hours" not in text_of(page)
    assert guardian.post(url(request, "emergency"), typed(request)).status_code in (409, 422)
    assert not Decision.objects.exists()


def test_a_protected_location_asks_for_safe_and_well_first(team, as_person):
    request = emergency_triage(team, record_flags=["PR-05"])
    guardian = as_person(team.caldicott_guardian)
    assert "Why telling them “safe and well” is not enough" in text_of(
        guardian.get(url(request, "emergency"))
    )
    assert guardian.post(url(request, "emergency"), typed(request)).status_code == 422
    why = {"safe_and_well_not_enough": "They must reach her before he does"}
    assert guardian.post(url(request, "emergency"), typed(request) | why).status_code == 302


def test_what_was_not_logged_as_an_emergency_is_none(team, as_person):
    page = as_person(team.caldicott_guardian).get(url(journeys.submitted(team), "emergency"))
    assert page.status_code == 409
    assert "was not logged as an emergency" in text_of(page)


def test_only_the_guardian(team, as_person):
    request = emergency_triage(team)
    assert as_person(team.practice_manager).get(url(request, "emergency")).status_code == 403
    assert as_person(team.people["front_desk"]).get(url(request, "emergency")).status_code == 404


class TestReviewing:
    def test_somebody_uninvolved_finds_it_right(self, team, as_person):
        request = emergency_approved(team)
        officer = as_person(team.data_protection_officer)
        page = officer.get(url(request, "emergency-review"))
        assert "Missing since noon, in danger" in text_of(page)
        done = officer.post(
            url(request, "emergency-review"), {"finding": "right", "reason": "She was in danger"}
        )
        assert done["Location"] == request.get_absolute_url()
        assert EmergencyReview.objects.get().finding == "right"
        assert officer.get(url(request, "emergency-review")).status_code == 409

    def test_found_wrong_an_incident_is_made(self, team, as_person):
        request = emergency_approved(team)
        done = as_person(team.ig_lead).post(
            url(request, "emergency-review"), {"finding": "wrong", "reason": "They knew already"}
        )
        assert done["Location"] == request.get_absolute_url()
        assert Incident.objects.get().request == request

    def test_gaps_are_named_and_the_reason_stays(self, team, as_person):
        page = as_person(team.ig_lead).post(
            url(emergency_approved(team), "emergency-review"), {"reason": "Typed already"}
        )
        assert page.status_code == 422
        assert "Select whether it was rightly handled" in text_of(page)
        assert "Typed already" in text_of(page)

    def test_nobody_who_took_part(self, team, as_person):
        request = emergency_approved(team)
        page = as_person(team.caldicott_guardian).get(url(request, "emergency-review"))
        assert page.status_code == 403
        assert "You took part in this request" in text_of(page)
        assert as_person(team.practice_manager).get(url(request, "emergency-review")).status_code == 403

    def test_an_ordinary_approval_has_nothing_to_review(self, team, as_person):
        page = as_person(team.data_protection_officer).get(url(journeys.approved(team), "emergency-review"))
        assert page.status_code == 409


@pytest.mark.parametrize("page", ["emergency", "emergency-review"])
def test_what_a_page_costs(team, as_person, page):
    request = emergency_triage(team) if page == "emergency" else emergency_approved(team)
    person = as_person(team.caldicott_guardian if page == "emergency" else team.data_protection_officer)
    person.get(url(request, page))
    with CaptureQueriesContext(connection) as captured:
        assert person.get(url(request, page)).status_code == 200
    assert len(statements(captured)) <= 12
