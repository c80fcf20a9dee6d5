"""An outcome is set only in the states and by the people that the catalogue names."""

import pytest

from kit.errors import NotAllowed, NotPossible
from requests_app.journey import guardian_decision, waiting, withdrawal
from requests_app.journey.outcome import set_outcome
from requests_app.journey.unit import work
from tests.factories import journeys
from tests.factories.journeys import Team


def test_unanswered_is_for_a_question_that_was_asked(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="can't be set while the request is at “Triage”"):
        withdrawal.withdraw(key=request.key, by=team.ig_lead, outcome="UNANSWERED", reason="Silence")
    waiting.ask(key=request.key, whom="requester", question="Which order?", by=team.practice_manager)
    withdrawal.withdraw(key=request.key, by=team.ig_lead, outcome="UNANSWERED", reason="Silence")
    request = journeys.fresh(request)
    assert (request.state, request.outcome, request.reply) == ("withdrawn", "UNANSWERED", "R-UNANSWERED")


def test_an_outcome_of_another_state_is_refused(team: Team) -> None:
    request = journeys.at_decision(team)
    with (
        pytest.raises(NotPossible, match="can't be set"),
        work(key=request.key, by=team.practice_manager, event="request.corrected") as unit,
    ):
        set_outcome(unit, "MISDIRECTED")


def test_an_outcome_of_another_persons_is_refused(team: Team) -> None:
    request = journeys.at_decision(team)
    with (
        pytest.raises(NotAllowed),
        work(key=request.key, by=team.practice_manager, event="request.corrected") as unit,
    ):
        set_outcome(unit, "REFUSE_NCND")
    assert journeys.fresh(request).outcome == ""


def test_what_no_file_knows_is_no_outcome(team: Team) -> None:
    request = journeys.at_decision(team)
    with (
        pytest.raises(NotPossible, match="Choose one of the outcomes"),
        work(key=request.key, by=team.practice_manager, event="request.corrected") as unit,
    ):
        set_outcome(unit, "APPROVED_BY_ITSELF")


def test_only_an_instrument_is_challenged(team: Team) -> None:
    request = journeys.at_decision(team)
    with pytest.raises(NotPossible, match="Only an order or a notice"):
        guardian_decision.refuse(
            key=request.key,
            by=team.caldicott_guardian,
            data={
                "outcome": "COMPELLED_CHALLENGED",
                "reason": "It goes too far",
                "departs_because": "It goes too far",
                "factors": [],
            },
        )
