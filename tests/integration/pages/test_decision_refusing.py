"""Refusing, at the decision and early: the reply first, then it counts."""

import pytest

from requests_app.models import Decision
from tests.factories import journeys
from tests.integration.pages.deciding import confirmed, refusal, text_of, url


class TestRefusing:
    def test_the_reply_is_shown_before_it_counts(self, team, as_person):
        request = journeys.at_decision(team)
        guardian = as_person(team.caldicott_guardian)

        assert "neither confirm nor deny" in text_of(guardian.get(url(request, "refuse")))
        looked = guardian.post(url(request, "refuse"), refusal(request))
        assert "Check before you refuse" in text_of(looked)
        assert "neither confirm nor deny" in text_of(looked)
        assert "Halloway" not in text_of(looked)
        assert not Decision.objects.exists()
        done = guardian.post(url(request, "refuse"), confirmed(refusal(request)))
        assert done.status_code == 302
        decision = Decision.objects.get()
        assert (decision.approves, decision.outcome, decision.reply) == (False, "REFUSE_NCND", "R-NCND")
        assert decision.factors == ["A1", "A10"]

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"outcome": ""}, "Select the outcome of the refusal"),
            ({"outcome": "REFUSE_PI_NOT_MET", "factors": []}, "Select the factors that weighed"),
            ({"refusal_reason": ""}, "Enter why you refuse"),
            ({"refusal_departs": ""}, "Enter why you depart from the advice to disclose"),
            ({"outcome": "COMPELLED_CHALLENGED"}, "Select a valid choice"),
            ({"outcome": "DISCLOSE_FULL"}, "Select a valid choice"),
        ],
    )
    def test_each_gap_is_named(self, team, as_person, changes, message):
        request = journeys.at_decision(team)
        sent = refusal(request) | changes
        page = as_person(team.caldicott_guardian).post(url(request, "refuse"), confirmed(sent))
        assert page.status_code == 422
        assert message in text_of(page)
        assert not Decision.objects.exists()

    def test_early_from_triage_needs_no_review_and_no_match(self, team, as_person):
        request = journeys.submitted(team)
        guardian = as_person(team.caldicott_guardian)
        page = guardian.get(url(request, "refuse-early"))
        assert "You may refuse before the reviews are finished" in text_of(page)
        guardian.post(url(request, "refuse-early"), confirmed(refusal(request)))
        assert journeys.fresh(request).state == "refused"

    def test_an_emergency_is_never_refused_early(self, team, as_person):
        request = journeys.submitted(team, urgency={"urgency": "emergency", "emergency_reason": "In danger"})
        guardian = as_person(team.caldicott_guardian)
        assert "This can’t be refused early" in text_of(guardian.get(url(request, "refuse-early")))
        forced = guardian.post(url(request, "refuse-early"), confirmed(refusal(request)))
        assert forced.status_code == 409
        assert not Decision.objects.exists()
