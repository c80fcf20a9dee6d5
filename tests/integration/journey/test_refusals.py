"""A refusal: always open at the decision, early where nothing binds, with its reason and its outcome."""

import pytest

from kit.errors import NotPossible
from requests_app.journey import correction, guardian_decision
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.steps import located, refuse


@pytest.fixture
def request_(team: Team) -> Request:
    return journeys.at_decision(team)


# Refusing.


def test_refusing_is_always_open_at_the_decision(team: Team) -> None:
    for request in (journeys.at_decision(team), rules.compelled(team), located(team)):
        request = refuse(team, request)
        assert (request.state, request.reply) == ("refused", "R-NCND")


@pytest.mark.parametrize("state", ["triage", "legal_basis", "public_interest"])
def test_the_guardian_refuses_early(team: Team, state: str) -> None:
    request = journeys.submitted(team)
    if state != "triage":
        request = journeys.triaged(team, request)
    if state == "public_interest":
        request = journeys.legally_reviewed(team, request)
    assert refuse(team, request).state == "refused"


def test_never_a_binding_instrument(team: Team) -> None:
    request = journeys.submitted(team, law=rules.law())
    with pytest.raises(NotPossible, match="A binding instrument goes through"):
        refuse(team, request)


def test_refusing_against_the_advice_has_a_reason(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="advised disclosing"):
        refuse(team, request_, departs_because=" ")


def test_a_refusal_has_its_reason_and_its_outcome(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="Give the reasons"):
        refuse(team, request_, reason=" ")
    with pytest.raises(NotPossible, match="outcome of the refusal"):
        refuse(team, request_, outcome="DISCLOSE_FULL")
    with pytest.raises(NotPossible, match="can be challenged"):
        refuse(team, request_, outcome="COMPELLED_CHALLENGED")
    with pytest.raises(NotPossible, match="no longer open"):
        refuse(team, request_, at_decision=False)


def test_every_item_of_a_refusal_is_withheld(team: Team, request_: Request) -> None:
    decision = refuse(team, request_).decisions.get()
    assert {row.outcome for row in decision.items.all()} == {"withhold"}
    assert decision.items.count() == 2


def test_a_decision_on_items_that_a_correction_dropped(team: Team, request_: Request) -> None:
    data = journeys.approval(request_)
    correction.correct(
        key=request_.key, by=team.practice_manager, part="items",
        data={"codes": ["D06"], "own_words": []}, because="Misread",
    )  # fmt: skip
    request = journeys.legally_reviewed(team, journeys.fresh(request_))
    request = journeys.weighed(team, request)
    with pytest.raises(NotPossible, match="D08 has no legal basis"):
        guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
