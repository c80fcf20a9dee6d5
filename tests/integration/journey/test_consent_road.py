"""A consent from its record to its withdrawal: what rests on it, goes with it."""

import pytest

from kit.errors import InvalidInput, NotPossible, StalePage
from requests_app.journey import guardian_decision
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.steps import alive

RESTING = ("public_interest", "decision", "approved", "released")


def test_from_the_record_of_a_consent_to_what_left_under_it(team: Team) -> None:
    request = consented.at(team, "disclosed")
    assert request.state == "disclosed"
    finding = request.legalbasisreview_set.get().findings.get(item__code="D06")
    assert finding.consent == consents.consent_of(request)


@pytest.mark.parametrize("point", RESTING)
def test_a_withdrawal_returns_what_rests_on_it(team: Team, point: str) -> None:
    request = consented.at(team, point)
    assert consents.withdrawn(team, consents.consent_of(request)) is True
    request = journeys.fresh(request)
    assert request.state == "legal_basis"
    assert not alive(request) - {"triage", "verification", "match"}
    assert not request.releases.filter(ended_at=None).exists()
    change = request.status_changes.order_by("number").last()
    assert (change.verb, change.from_state, change.changed_by) == ("consent_withdrawn", point, None)


def test_everything_consented_goes_straight_to_the_guardian_and_out(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    request = journeys.matched(team, rules.skipped(team, request, "consented"))
    assert journeys.released(team, journeys.approved(team, request)).state == "released"


def test_nothing_is_withdrawn_twice(team: Team) -> None:
    consent = consents.consent_of(consented.at(team, "decision"))
    consents.withdrawn(team, consent)
    with pytest.raises(StalePage, match="withdrawn already"):
        consents.withdrawn(team, consent)


def test_another_recipient_is_not_what_was_consented_to(team: Team) -> None:
    request = consented.at(team, "decision")
    data = journeys.approval(request, recipient="Northmere Council")
    with pytest.raises(NotPossible, match="alone, in these words"):
        guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)


def test_a_consent_to_the_powerful_says_that_it_was_freely_given(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    with pytest.raises(InvalidInput, match="freely given"):
        consents.given(team, request, freely_given=" ")
