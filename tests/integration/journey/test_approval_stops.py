"""What stops an approval: a requester who was not verified far enough, and what the law prohibits."""

from typing import Any

import pytest
from django.utils import timezone

from kit.errors import NotPossible
from requests_app import policies
from requests_app.journey import advice, requesters, returning, triage
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.steps import approve, located, refuse

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
    request = journeys.matched(team, rules.compelled(team))
    request.verifications.update(level=level)
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


COVERED = {
    "recipient": "Family Court",
    "conditions": "The record carries a safety marker: decide who sees it",
    "route": "court_filing",
}


def test_a_location_marker_passes_a_courts_order_alone(team: Team) -> None:
    assert approve(team, located(team), **COVERED).outcome == "COMPELLED_COMPLIED"


def test_with_the_officers_advice(team: Team) -> None:
    with pytest.raises(NotPossible, match="officer's advice first"):
        approve(team, located(team, dpo_advice=" "), **COVERED)


def test_with_a_covering_note(team: Team) -> None:
    with pytest.raises(NotPossible, match="covering note"):
        approve(team, located(team), **(COVERED | {"conditions": " "}))


@pytest.mark.parametrize(
    "recipient",
    ["The father's solicitor", "Det Insp Rhona Cald", "The father's solicitor at court", "family court"],
)
def test_to_the_court_only(team: Team, recipient: str) -> None:
    with pytest.raises(NotPossible, match="the recipient is the court only"):
        approve(team, located(team), **(COVERED | {"recipient": recipient}))


@pytest.mark.parametrize("route", ["phone_call_back", "portal"])
def test_by_a_route_that_carries_the_covering_note(team: Team, route: str) -> None:
    with pytest.raises(NotPossible, match="route by which the covering note goes"):
        approve(team, located(team), **(COVERED | {"route": route}))


def test_the_court_that_issued_it_is_a_recipient_too(team: Team) -> None:
    law = rules.court_law()
    law |= {"instrument": {**law["instrument"], "issued_by": "Family Court at Northmere"}}
    request = located(team, law=law)
    assert policies.court_recipients(request) == ["Family Court", "Family Court at Northmere"]
    assert (
        approve(team, request, **(COVERED | {"recipient": "Family Court at Northmere"})).state == "approved"
    )


def test_nobody_is_open_as_recipient_without_a_courts_order(team: Team) -> None:
    assert policies.court_recipients(journeys.at_decision(team)) == []


def test_an_answered_referral_to_the_officer_is_their_advice(team: Team) -> None:
    request = located(team, dpo_advice="")
    advice.ask(key=request.key, by=team.ig_lead, adviser="dpo", question="May it go to the court?")
    with pytest.raises(NotPossible, match="officer's advice first"):
        approve(team, request, **COVERED)
    advice.record_answer(
        key=request.key, by=team.data_protection_officer, number=1, data={"answer": "To the court alone"}
    )
    assert approve(team, request, **COVERED).state == "approved"


def test_another_advisers_answer_is_not_the_officers(team: Team) -> None:
    request = located(team, dpo_advice="")
    advice.ask(key=request.key, by=team.ig_lead, adviser="legal", question="May it go to the court?")
    answer = {"answer": "Yes", "answered_by_name": "A solicitor", "answered_on": timezone.localdate()}
    advice.record_answer(key=request.key, by=team.ig_lead, number=1, data=answer)
    with pytest.raises(NotPossible, match="officer's advice first"):
        approve(team, request, **COVERED)


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ({"recipient": "Another court"}, "the recipient is the court only"),
        ({"conditions": ""}, "covering note"),
        ({"route": "portal"}, "route by which"),
    ],
    ids=["recipient", "note", "route"],
)
def test_release_asks_again(team: Team, lost: dict[str, str], words: str) -> None:
    """Whatever door the approval came through: the guard of the release looks at it once more."""
    request = approve(team, located(team), **COVERED)
    decision = request.decisions.get(voided_at=None)
    for name, value in lost.items():
        setattr(decision, name, value)
    request._prefetched_objects_cache = {"decisions": [decision]}
    with pytest.raises(NotPossible, match=words):
        policies.may_release(request, timezone.now())


def test_a_coroner_or_a_notice_is_no_courts_order(team: Team) -> None:
    for request in (
        located(team, power="CO-01", law=rules.law(), requester=rules.coroner()),
        located(team, power="CO-01", law=rules.law(), requester=rules.court()),
    ):
        with pytest.raises(NotPossible, match="only a court's order passes it"):
            approve(team, request, **COVERED)


def test_nor_is_the_public_interest(team: Team) -> None:
    request = journeys.matched(team, journeys.at_decision(team), record_flags=["PR-05"])
    with pytest.raises(NotPossible, match="only a court's order passes it"):
        approve(team, request, **COVERED)
