"""An approval: item by item, bounded, with its reasons; none where a gate fails; refusing is always open."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kit.errors import NotPossible
from requests_app.journey import correction, guardian_decision, legal_basis, requesters, returning, triage
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team


def approve(team: Team, request: Request, withheld: tuple[str, ...] = (), **fields: Any) -> Request:
    data = journeys.approval(request, withheld, **fields)
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.fresh(request)


def refuse(team: Team, request: Request, **fields: Any) -> Request:
    data = rules.refusal(**({"at_decision": request.state == "decision"} | fields))
    guardian_decision.refuse(key=request.key, by=team.caldicott_guardian, data=data)
    return journeys.fresh(request)


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


def test_partly_compelled_is_a_disclosure(team: Team) -> None:
    changes = {"law": rules.law(), "requester": rules.coroner() | {"supervisor": "The senior coroner"}}
    request = journeys.triaged(team, journeys.submitted(team, **changes), level="V4")
    data = rules.legal(request, {"D06": "compelled", "D08": "permitted"})

    legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    legal_basis.finish(key=request.key, verb="weigh", by=team.ig_lead)
    request = journeys.matched(team, journeys.weighed(team, journeys.fresh(request)))
    assert approve(team, request).outcome == "DISCLOSE_FULL"


# Verification minimums (7.2).


def reached(team: Team, level: str, **changes: Any) -> Request:
    request = journeys.triaged(team, journeys.submitted(team, **changes), level=level)
    return journeys.matched(team, journeys.weighed(team, journeys.legally_reviewed(team, request)))


@pytest.mark.parametrize("level", ["V0", "V1"])
def test_a_permissive_disclosure_needs_v2(team: Team, level: str) -> None:
    with pytest.raises(NotPossible, match="needs the requester verified to V2"):
        approve(team, reached(team, level))


def test_an_address_needs_a_supervisor_too(team: Team) -> None:
    request = reached(team, "V2", requester={"supervisor": ""})
    with pytest.raises(NotPossible, match="D06 needs a supervisor"):
        approve(team, request)
    assert (
        approve(team, request, withheld=("D06",), departs_because="No supervisor").outcome == "DISCLOSE_PART"
    )


@pytest.mark.parametrize("level", ["V0", "V2", "V3"])
def test_what_a_court_or_coroner_compels_needs_v4(team: Team, level: str) -> None:
    changes = {"law": rules.law(), "requester": rules.coroner()}
    request = journeys.triaged(team, journeys.submitted(team, **changes), level=level)
    request = journeys.matched(team, rules.skipped(team, request))
    with pytest.raises(NotPossible, match="verified to V4"):
        approve(team, request)


def test_what_is_compelled_without_a_court_needs_v2_and_no_supervisor(team: Team) -> None:
    changes = {"law": rules.law(codes=["PO-05"]), "requester": {"supervisor": ""}}
    request = journeys.triaged(team, journeys.submitted(team, **changes))
    request = journeys.matched(team, rules.skipped(team, request, power="PO-05"))
    assert approve(team, request).outcome == "COMPELLED_COMPLIED"


def test_consent_needs_v2(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team, requester={"supervisor": ""}), level="V1")
    request = journeys.matched(team, rules.skipped(team, request, "consented"))
    with pytest.raises(NotPossible, match="verified to V2"):
        approve(team, request)


def test_a_refusal_needs_no_verified_requester_and_no_match(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team), level="V0")
    request = journeys.weighed(team, journeys.legally_reviewed(team, request), conclusion="not_met")
    assert refuse(team, request, departs_because="").state == "refused"


# Call backs.


def test_a_call_back_goes_to_a_number_of_this_practices_register(team: Team) -> None:

    request = journeys.submitted(team)
    data = {"level": "V2", "means": "Called back", "called": None, "spoke_to": ""}
    manager = team.practice_manager

    def verify(**changes: Any) -> None:
        triage.verify(key=request.key, by=manager, data=data | changes)

    with pytest.raises(NotPossible, match="V2 needs a call back"):
        verify()
    with pytest.raises(NotPossible, match="V2 needs a call back"):
        verify(level="V3")
    with pytest.raises(NotPossible, match="no switchboard number"):
        verify(called=journeys.organisation(team, name="Elsewhere Police", switchboard=""))
    with pytest.raises(NotPossible, match="not in your register"):
        verify(called=journeys.organisation(make_team("Y99992", "Quillhaven")))
    with pytest.raises(NotPossible, match="How far it was checked"):
        verify(level="V9")


def test_the_number_was_entered_or_confirmed_by_somebody_who_did_not_log(team: Team) -> None:

    request = journeys.submitted(team)
    manager = team.practice_manager
    entry = requesters.save(
        practice=team.practice,
        by=manager,
        data={"name": "Their Police", "kind": "police", "switchboard": "01632 960222",
              "switchboard_source": "Website", "switchboard_source_on": timezone.localdate()},
    )  # fmt: skip
    data = {"level": "V2", "means": "Called back", "called": entry, "spoke_to": "Control"}
    with pytest.raises(NotPossible, match="somebody else confirms it"):
        triage.verify(key=request.key, by=team.ig_lead, data=data)
    requesters.confirm(organisation=entry, by=team.caldicott_guardian)
    triage.verify(key=request.key, by=team.ig_lead, data=data | {"called": entry})


def test_v4_is_a_check_of_an_instrument(team: Team) -> None:
    with pytest.raises(NotPossible, match="record it first"):
        rules.verified(team, journeys.submitted(team), "V4")


def test_after_triage_the_verification_only_rises(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    with pytest.raises(NotPossible, match="return the request to triage"):
        rules.verified(team, request, "V1")
    rules.verified(team, request, "V3")
    returning.return_to(key=request.key, state="triage", reason="The officer is unknown", by=team.ig_lead)
    rules.verified(team, request, "V0")
    assert request.verifications.filter(voided_at=None).get().level == "V0"


# PR-01 to PR-06.


@pytest.mark.parametrize("flag", ["PR-01", "PR-02", "PR-03", "PR-04", "PR-06"])
@pytest.mark.parametrize("seen", ["on the face", "on the record"])
def test_a_hard_stop_stops_even_a_court(team: Team, flag: str, seen: str) -> None:
    changes = {"law": rules.court_law(), "requester": rules.court()}
    request = rules.verified(team, journeys.submitted(team, **changes), "V4")
    face = [flag] if seen == "on the face" else []
    triage.save(key=request.key, by=team.practice_manager, data=rules.TRIAGED | {"prohibitions": face})
    triage.accept(key=request.key, by=team.practice_manager)
    request = rules.skipped(team, journeys.fresh(request), power="CT-02", dpo_advice="Comply")
    request = journeys.matched(team, request, record_flags=[] if face else [flag])
    with pytest.raises(NotPossible, match=f"prohibited \\({flag}\\)"):
        approve(team, request, recipient="Family Court")
    assert refuse(team, request, outcome="REFUSE_PROHIBITED").state == "refused"


def located(team: Team, **changes: Any) -> Request:
    given = {"power": "CT-02", "law": rules.court_law(), "requester": rules.court(), "dpo_advice": "Comply"}
    request = rules.compelled(team, **(given | changes))
    return journeys.matched(team, request, record_flags=["PR-05"])


COVERED = {
    "recipient": "Family Court",
    "conditions": "The record carries a safety marker: decide who sees it",
}


def test_a_location_marker_passes_a_courts_order_alone(team: Team) -> None:
    assert approve(team, located(team), **COVERED).outcome == "COMPELLED_COMPLIED"


def test_with_the_officers_advice(team: Team) -> None:
    with pytest.raises(NotPossible, match="officer's advice first"):
        approve(team, located(team, dpo_advice=" "), **COVERED)


def test_with_a_covering_note(team: Team) -> None:
    with pytest.raises(NotPossible, match="covering note"):
        approve(team, located(team), **(COVERED | {"conditions": " "}))


@pytest.mark.parametrize("recipient", ["The father's solicitor", "Det Insp Rhona Cald"])
def test_to_the_court_only(team: Team, recipient: str) -> None:
    with pytest.raises(NotPossible, match="the recipient is the court only"):
        approve(team, located(team), **(COVERED | {"recipient": recipient}))


def test_a_coroner_or_a_notice_is_no_courts_order(team: Team) -> None:
    for request in (
        located(team, power="CO-01", law=rules.law(), requester=rules.coroner()),
        located(team, power="CT-02", law=rules.law(), requester=rules.court()),
    ):
        with pytest.raises(NotPossible, match="only a court's order passes it"):
            approve(team, request, **COVERED)


def test_nor_is_the_public_interest(team: Team) -> None:
    request = journeys.matched(team, journeys.at_decision(team), record_flags=["PR-05"])
    with pytest.raises(NotPossible, match="only a court's order passes it"):
        approve(team, request, **COVERED)


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
