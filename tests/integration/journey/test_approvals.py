"""An approval: item by item, bounded, with its reasons; none where a gate fails; refusing is always open."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kit.errors import NotPossible
from requests_app.journey import guardian_decision, legal_basis
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.steps import approve


@pytest.fixture
def request_(team: Team) -> Request:
    return journeys.at_decision(team)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"recipient": " "}, "Say who receives it"),
        ({"route": ""}, "Route: choose"),
        ({"route": "pigeon"}, "Route: choose"),
        ({"expires_at": None}, "names its recipient and route"),
        ({"expires_at": timezone.now() - timedelta(days=1)}, "names its recipient and route"),
        ({"tell_patient": ""}, "Telling the patient"),
        ({"tell_patient": "perhaps"}, "Telling the patient"),
        ({"tell_reason": ""}, "told later or not at all"),
        ({"tell_patient": "later", "tell_review_on": None}, "told later or not at all"),
        ({"reason": " "}, "Give the reasons"),
        ({"factors": ["F1 and F2"]}, "Factors: choose"),
        ({"items": {}}, "Decide every item|at least one item"),
        ({"recipient": "x" * 301}, "too long"),
    ],
)
def test_an_approval_is_bounded_and_reasoned(
    team: Team, request_: Request, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(NotPossible, match=words):
        approve(team, request_, **change)
    assert request_.decisions.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"basis": ""}, "Say what outweighs confidentiality"),
        ({"basis": "CLDC-99"}, "What outweighs confidentiality"),
        ({"basis": "CLDC-7"}, "What outweighs confidentiality"),
        ({"outcome": "perhaps"}, "Disclose or withhold"),
    ],
)
def test_every_item_is_disclosed_on_a_basis_or_withheld(
    team: Team, request_: Request, change: dict[str, Any], words: str
) -> None:
    data = journeys.approval(request_, departs_because="So")
    data["items"]["D08"] |= change
    with pytest.raises(NotPossible, match=words):
        guardian_decision.approve(key=request_.key, by=team.caldicott_guardian, data=data)


def test_every_item_is_decided_and_no_other(team: Team, request_: Request) -> None:
    data = journeys.approval(request_, departs_because="So")
    extra = data["items"] | {"D10": data["items"]["D06"]}
    for items in ({"D06": data["items"]["D06"]}, extra):
        with pytest.raises(NotPossible, match=r"Decide every item|has no legal basis"):
            approve(team, request_, items=items, departs_because="So")


def test_at_least_one_item_is_approved(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="or refuse the request"):
        approve(team, request_, withheld=("D06", "D08"))


def test_an_item_without_a_basis_is_not_disclosed(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    request = journeys.legally_reviewed(team, request, {"D06": "permitted", "D08": "no_basis"})
    request = journeys.matched(team, journeys.weighed(team, request))
    with pytest.raises(NotPossible, match="D08 has no legal basis"):
        approve(team, request)
    request = approve(team, request, withheld=("D08",))
    assert request.outcome == "DISCLOSE_PART"


def test_the_person_must_have_been_matched(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    request = journeys.weighed(team, journeys.legally_reviewed(team, request))
    with pytest.raises(NotPossible, match="not been matched"):
        approve(team, request)
    request = journeys.matched(team, request, result="uncertain", third="")
    with pytest.raises(NotPossible, match="uncertain"):
        approve(team, request)


# D01.


def test_any_value_implies_that_the_person_is_registered(team: Team) -> None:
    request = journeys.at_decision(team, items={"codes": ["D01", "D06"]})
    with pytest.raises(NotPossible, match="disclose D01 too"):
        approve(team, request, withheld=("D01",), departs_because="So")
    assert approve(team, request).outcome == "DISCLOSE_FULL"


def test_d01_alone_can_be_disclosed(team: Team) -> None:
    request = journeys.at_decision(team, items={"codes": ["D01", "D06"]})
    assert approve(team, request, withheld=("D06",), departs_because="So").outcome == "DISCLOSE_PART"


def test_not_held_tells_d01_and_needs_its_approval(team: Team) -> None:
    request = journeys.at_decision(team, items={"codes": ["D01", "D06"]})
    request = journeys.matched(team, request, result="not_found", third="")
    with pytest.raises(NotPossible, match="only D01 can be answered"):
        approve(team, request)
    request = approve(team, request, withheld=("D06",), departs_because="So")
    assert (request.outcome, request.reply) == ("NOT_HELD", "R-NOT-HELD")


# Proposals and advice.


def test_departing_from_the_advice_has_a_reason(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match=r"Say why you depart.*D08"):
        approve(team, request_, withheld=("D08",))
    approve(team, request_, withheld=("D08",), departs_because="The phone is not needed")


def test_disclosing_against_a_negative_advice_has_a_reason(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    request = journeys.weighed(team, journeys.legally_reviewed(team, request), conclusion="not_met")
    request = journeys.matched(team, request)
    with pytest.raises(NotPossible, match=r"Say why you depart.*D06, D08"):
        approve(team, request)
    approve(team, request, departs_because="A child is at risk")


def test_clinical_items_are_proposed_as_withheld(team: Team) -> None:
    items = {"codes": ["D06", "D15"], "own_words": ["his diagnosis"], "own_words_clinical": True}
    request = rules.compelled(team, items=items)
    proposed = [item.token for item in request.live_items if item.proposed_withheld]
    assert proposed == ["D15", "X3"]
    request = journeys.matched(team, request)
    with pytest.raises(NotPossible, match="proposal to withhold: D15, X3"):
        approve(team, request)
    assert approve(team, request, withheld=("D15", "X3")).outcome == "COMPELLED_PARTIAL_COURT_REFERRED"


def test_what_is_compelled_and_complied_with(team: Team) -> None:
    request = journeys.matched(team, rules.compelled(team))
    assert approve(team, request).outcome == "COMPELLED_COMPLIED"


def test_what_is_asked_beside_the_compulsion_is_no_part_of_it(team: Team) -> None:
    """Withholding it puts nothing to the court."""
    changes = {"law": rules.law(), "requester": rules.coroner()}
    request = journeys.triaged(team, journeys.submitted(team, **changes), level="V4")
    data = rules.legal(request, {"D06": "compelled", "D08": "no_basis"})
    legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    legal_basis.finish(key=request.key, verb="skip_test", by=team.ig_lead)
    request = journeys.matched(team, journeys.fresh(request))
    assert approve(team, request, withheld=("D08",)).outcome == "COMPELLED_COMPLIED"


def test_partly_compelled_is_a_disclosure(team: Team) -> None:
    changes = {"law": rules.law(), "requester": rules.coroner() | {"supervisor": "The senior coroner"}}
    request = journeys.triaged(team, journeys.submitted(team, **changes), level="V4")
    data = rules.legal(request, {"D06": "compelled", "D08": "permitted"})

    legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    legal_basis.finish(key=request.key, verb="weigh", by=team.ig_lead)
    request = journeys.matched(team, journeys.weighed(team, journeys.fresh(request)))
    assert approve(team, request).outcome == "DISCLOSE_FULL"
