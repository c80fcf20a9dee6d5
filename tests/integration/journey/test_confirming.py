"""A reviewer saw what a correction changed and confirms the earlier review in one action."""

import pytest

from kit.errors import NotPossible
from requests_app.journey import (
    confirming,
    guardian_decision,
    legal_basis,
    public_interest,
    release,
    returning,
)
from requests_app.law import rules as law_rules
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.steps import EVERYTHING, alive, correct

# Confirming an earlier review in one action.


def confirm(team: Team, request: Request, verb: str, role: str) -> Request:
    confirming.confirm(key=request.key, by=team.people[role], verb=verb)
    return journeys.fresh(request)


def test_reviewers_confirm_one_after_the_other(team: Team) -> None:
    request = correct(team, journeys.at_decision(team), "purpose")
    request = confirm(team, request, "weigh", "ig_lead")
    request = confirm(team, request, "advise", "clinical_reviewer")
    assert request.state == "decision"
    assert alive(request) == EVERYTHING - {"decision"}
    assert journeys.approved(team, request).state == "approved"


def test_triage_is_confirmed_once_the_requester_was_verified_anew(team: Team) -> None:
    request = correct(team, journeys.at_decision(team), "requester")
    with pytest.raises(NotPossible, match="Record how the requester's identity was checked"):
        confirm(team, request, "accept", "practice_manager")
    request = confirm(team, rules.verified(team, request), "accept", "practice_manager")
    assert request.state == "legal_basis"
    assert confirm(team, request, "weigh", "ig_lead").state == "public_interest"


def test_a_new_item_is_not_confirmed_with_the_old_ones(team: Team) -> None:
    request = correct(team, journeys.at_decision(team), "items")
    with pytest.raises(NotPossible, match="answered for every item"):
        confirm(team, request, "weigh", "ig_lead")


def test_compulsion_is_not_confirmed_when_its_instrument_is_gone(team: Team) -> None:
    """INV-07: what compelled was taken away by the correction."""
    request = rules.compelled(team)
    request = correct(team, request, "law", journeys.parts()["law"] | {"codes": ["CO-01"]})
    with pytest.raises(NotPossible, match="Nothing compels without its instrument"):
        confirm(team, request, "skip_test", "ig_lead")


def test_compulsion_is_not_confirmed_when_its_power_does_not_bind_a_practice_any_more(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = correct(team, rules.compelled(team), "purpose")
    monkeypatch.setattr(law_rules, "compels_gp", lambda power, on: False)
    with pytest.raises(NotPossible, match="CO-01 does not compel a GP practice on"):
        confirm(team, request, "skip_test", "ig_lead")


def test_nobody_named_any_more_is_not_confirmed(team: Team) -> None:
    request = journeys.at_decision(team)
    nobody = {"subject_kind": "nobody_named", "subjects": [], "subject_description": "4 Mill Lane"}
    request = correct(team, request, "subject", nobody)
    with pytest.raises(NotPossible, match="Nobody is named"):
        confirm(team, request, "weigh", "ig_lead")


def test_where_the_basis_fell_or_it_was_returned_it_is_reviewed_afresh(team: Team) -> None:
    request = journeys.approved(team)
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The agreement ended")
    with pytest.raises(NotPossible, match="no earlier review"):
        confirm(team, request, "weigh", "ig_lead")
    returned = journeys.at_decision(team)
    returning.return_to(
        key=returned.key, state="public_interest", reason="Which child?", by=team.caldicott_guardian
    )
    with pytest.raises(NotPossible, match="no earlier review"):
        confirm(team, returned, "advise", "clinical_reviewer")


def test_an_unfinished_or_a_live_review_is_not_confirmed(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    legal_basis.save(key=request.key, by=team.ig_lead, data=rules.legal(request))
    with pytest.raises(NotPossible, match="no earlier review"):
        confirm(team, request, "weigh", "ig_lead")
    request = correct(team, request, "purpose")
    with pytest.raises(NotPossible, match="no earlier review"):
        confirm(team, request, "weigh", "ig_lead")
    assert confirming.earlier_review(journeys.released(team)) is None


def test_confirming_goes_one_of_the_ways_on(team: Team) -> None:
    with pytest.raises(NotPossible, match="Choose where it goes"):
        confirm(team, journeys.at_decision(team), "approve", "caldicott_guardian")
    request = journeys.triaged(team, journeys.submitted(team))
    with pytest.raises(NotPossible, match="Choose where it goes"):
        legal_basis.finish(key=request.key, verb="approve", by=team.ig_lead)


# What was decided on the old words is gone.


def test_what_was_approved_before_a_correction_is_not_released(team: Team) -> None:
    request = journeys.approved(team)
    decision = request.decisions.get()
    correct(team, request, "items", {"codes": ["D06", "D08"], "own_words": []})
    with pytest.raises(NotPossible):
        release.release(
            key=request.key,
            by=team.practice_manager,
            tokens=["D06"],
            recipient=decision.recipient,
            route=decision.route,
        )


def test_an_uncorrected_page_changes_nothing(team: Team) -> None:
    request = journeys.at_decision(team)
    data = journeys.approval(request)
    seen = request.version
    correct(team, request, "purpose")
    with pytest.raises(NotPossible, match="no longer open"):
        guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data, seen_version=seen)


def test_two_reviewers_at_one_version(team: Team) -> None:
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    data = {"answers": {}, "factors": [], "conclusion": "", "reason": "", "findings": {}}
    public_interest.save(key=request.key, by=team.clinical_reviewer, data=data, seen_version=request.version)
    with pytest.raises(NotPossible, match="Somebody changed the request since"):
        public_interest.save(
            key=request.key, by=team.clinical_reviewer, data=data, seen_version=request.version
        )
