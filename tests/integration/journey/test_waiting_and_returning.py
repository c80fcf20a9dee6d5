"""Waiting remembers where it came from; a return has its reason and voids what was reviewed since."""

import pytest

from kit.errors import NotAllowed, NotPossible
from requests_app.journey import closing, release, returning, triage, waiting, withdrawal
from requests_app.models import Request
from requests_app.workflow import REVIEW_STATES, State
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.test_corrections import alive

OWNERS = {"triage": "practice_manager", "legal_basis": "ig_lead", "public_interest": "clinical_reviewer"}


def at(team: Team, state: str) -> Request:
    request = journeys.submitted(team)
    if state != "triage":
        request = journeys.triaged(team, request)
    return journeys.legally_reviewed(team, request) if state == "public_interest" else request


@pytest.mark.parametrize("state", REVIEW_STATES)
@pytest.mark.parametrize("whom", ["requester", "patient"])
def test_waiting_comes_back_to_where_it_came_from(team: Team, state: str, whom: str) -> None:
    request = at(team, state)
    before = alive(request)
    waiting.ask(key=request.key, whom=whom, question="Which inquiry?", by=team.people[OWNERS[state]])
    request = journeys.fresh(request)
    assert (request.state, request.came_from) == (f"awaiting_{whom}", state)
    waiting.resume(key=request.key, answer="Larch", by=team.practice_manager)
    request = journeys.fresh(request)
    assert (request.state, request.came_from) == (state, "")
    assert alive(request) == before


def test_a_question_has_words_and_goes_to_one_of_two(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="Say what you ask"):
        waiting.ask(key=request.key, whom="requester", question=" ", by=team.practice_manager)
    with pytest.raises(NotPossible, match="Whom you ask"):
        waiting.ask(key=request.key, whom="neighbour", question="Seen him?", by=team.practice_manager)


def test_while_waiting_nothing_is_reviewed_or_decided(team: Team) -> None:
    request = journeys.submitted(team)
    waiting.ask(key=request.key, whom="requester", question="Who asks?", by=team.practice_manager)
    for act in (
        lambda: triage.save(key=request.key, by=team.practice_manager, data=rules.TRIAGED),
        lambda: triage.accept(key=request.key, by=team.practice_manager),
        lambda: journeys.refused(team, journeys.fresh(request)),
    ):
        with pytest.raises(NotPossible, match="no longer open"):
            act()


RETURNS = [
    ("legal_basis", "triage", "ig_lead", {"verification"}),
    ("public_interest", "legal_basis", "clinical_reviewer", {"triage", "verification"}),
    ("public_interest", "triage", "clinical_reviewer", {"verification"}),
    ("decision", "public_interest", "caldicott_guardian", {"triage", "verification", "legal", "match"}),
    ("decision", "legal_basis", "caldicott_guardian", {"triage", "verification", "match"}),
    ("decision", "triage", "caldicott_guardian", {"verification", "match"}),
]


@pytest.mark.parametrize(("source", "target", "role", "left"), RETURNS)
def test_what_a_return_voids(team: Team, source: str, target: str, role: str, left: set[str]) -> None:
    request = journeys.at_decision(team) if source == "decision" else at(team, source)
    returning.return_to(key=request.key, state=target, reason="Look again", by=team.people[role])
    request = journeys.fresh(request)
    assert (request.state, alive(request)) == (target, left)
    assert request.status_changes.last().reason == "Look again"


def test_a_return_has_a_reason_and_goes_back(team: Team) -> None:
    request = journeys.at_decision(team)
    guardian = team.caldicott_guardian
    with pytest.raises(NotPossible, match="Say why"):
        returning.return_to(key=request.key, state="triage", reason=" ", by=guardian)
    with pytest.raises(NotPossible, match="no longer open"):
        returning.return_to(key=request.key, state="approved", reason="x", by=guardian)
    with pytest.raises(NotAllowed):
        returning.return_to(key=request.key, state="triage", reason="x", by=team.ig_lead)


def test_a_test_that_was_never_taken_is_nowhere_to_return_to(team: Team) -> None:
    request = rules.compelled(team)
    with pytest.raises(NotPossible, match="was not weighed"):
        returning.return_to(
            key=request.key, state="public_interest", reason="Weigh it", by=team.caldicott_guardian
        )


@pytest.mark.parametrize("point", ["submitted", "at_decision", "approved"])
def test_a_requester_may_withdraw_until_release(team: Team, point: str) -> None:
    request = getattr(journeys, point)(team)
    withdrawal.withdraw(
        key=request.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="Found"
    )
    request = journeys.fresh(request)
    assert (request.state, request.outcome) == ("withdrawn", "WITHDRAWN_BY_REQUESTER")
    assert "decision" not in alive(request)
    closing.close(key=request.key, by=team.practice_manager, data=rules.CLOSING)


def test_a_question_that_stays_unanswered_ends_by_a_person(team: Team) -> None:
    request = journeys.submitted(team)
    manager = team.practice_manager
    waiting.ask(key=request.key, whom="requester", question="Who asks?", by=manager)
    with pytest.raises(NotPossible, match="withdrawn or stayed unanswered"):
        withdrawal.withdraw(key=request.key, by=manager, outcome="REFUSE_NCND", reason="x")
    withdrawal.withdraw(key=request.key, by=manager, outcome="UNANSWERED", reason="Eight weeks")
    request = journeys.fresh(request)
    assert (request.state, request.came_from, request.outcome) == (State.WITHDRAWN, "", "UNANSWERED")


def test_what_is_released_is_not_withdrawn(team: Team) -> None:
    request = journeys.released(team)
    with pytest.raises(NotPossible, match="no longer open"):
        withdrawal.withdraw(
            key=request.key, by=team.practice_manager, outcome="WITHDRAWN_BY_REQUESTER", reason="x"
        )


def test_a_basis_that_fell_is_said_in_words_and_goes_back_to_the_review(team: Team) -> None:
    request = journeys.approved(team)
    with pytest.raises(NotPossible, match="Say what fell away"):
        release.basis_fell(key=request.key, by=team.ig_lead, reason=" ")
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The patient withdrew consent")
    request = journeys.fresh(request)
    assert (request.state, request.outcome) == ("legal_basis", "")
    assert alive(request) == {"triage", "verification", "match"}
    with pytest.raises(NotPossible):
        journeys.released(team, _as_if_approved(request))


def _as_if_approved(request: Request) -> Request:
    """As a page that was opened before: the decision is still known to it."""
    decision = request.decisions.get()

    class Page:
        key, decisions = request.key, type("Rows", (), {"get": staticmethod(lambda **_: decision)})

    return Page  # type: ignore[return-value]
