"""The three gates: compulsion is evidenced, consent given, an exemption no power; nobody named; the test."""

from typing import Any

import pytest

from kit.errors import NotPossible
from requests_app.journey import guardian_decision, legal_basis, matching, public_interest
from requests_app.law.loader import catalogue
from requests_app.models import Request
from tests.factories import consents, journeys, rules
from tests.factories.journeys import Team


def save(team: Team, request: Request, effects: dict[str, str] | str, **fields: Any) -> Request:
    change = fields.pop("finding", {})
    data = rules.legal(request, effects, **fields)
    if data["consent_sought"] == "given":
        consents.resting(data, consents.given_once(team, request).key)
    for finding in data["findings"].values():
        finding |= change
    legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    return journeys.fresh(request)


def finish(team: Team, request: Request, verb: str) -> Request:
    legal_basis.finish(key=request.key, verb=verb, by=team.ig_lead)
    return journeys.fresh(request)


@pytest.fixture
def request_(team: Team) -> Request:
    return journeys.triaged(team, journeys.submitted(team))


@pytest.fixture
def noticed(team: Team) -> Request:
    """With a coroner's notice."""
    changes = {"law": rules.law(), "requester": rules.coroner()}
    return journeys.triaged(team, journeys.submitted(team, **changes), level="V4")


# INV-07: compulsion.


def test_nothing_compels_without_its_instrument(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="Nothing compels without its instrument"):
        save(team, request_, "compelled")


@pytest.mark.parametrize("power", ["", "PO-01", "IM-01", "DW-02", "IM-05"])
def test_only_a_power_that_binds_a_practice_compels(team: Team, noticed: Request, power: str) -> None:
    with pytest.raises(NotPossible, match="does not compel a GP practice"):
        save(team, noticed, "compelled", power=power)


@pytest.mark.parametrize("power", ["EX-02", "MOU", "IM-99"])
def test_an_exemption_or_an_agreement_is_no_power(team: Team, request_: Request, power: str) -> None:
    """INV-01, INV-02 and INV-03: they can be claimed, and never relied on."""
    with pytest.raises(NotPossible, match="Rely on a power of the catalogue"):
        save(team, request_, "permitted", finding={"power": power})


def test_what_is_claimed_is_never_what_is_relied_on(team: Team, request_: Request) -> None:
    request = save(team, request_, "no_basis")
    review = request.legalbasisreview_set.get()
    assert [claim.code for claim in request.claims.all()] == ["PO-01"]
    assert {finding.power for finding in review.findings.all()} == {""}


# INV-05: three gates.


@pytest.mark.parametrize("gate", ["confidentiality", "article6", "article9"])
def test_every_gate_is_answered_where_something_may_leave(team: Team, request_: Request, gate: str) -> None:
    for given in ("", "NONSENSE"):
        with pytest.raises(NotPossible, match=r"answer it|choose what the page offers"):
            save(team, request_, "permitted", finding={gate: given})
    save(team, request_, "no_basis")


def test_section_251_is_not_open_to_a_practice(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="going past confidence"):
        save(team, request_, "permitted", finding={"confidentiality": "CLDC-7"})


@pytest.mark.parametrize("power", ["", "IM-01"])
def test_a_gateway_that_leaves_confidence_standing_is_no_justification(
    team: Team, request_: Request, power: str
) -> None:
    with pytest.raises(NotPossible, match="leaves confidence standing"):
        save(team, request_, "permitted", finding={"confidentiality": "CLDC-3", "power": power})


def test_a_contested_lawful_basis_needs_the_officers_reason(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="record the DPO's reason"):
        save(team, request_, "permitted", finding={"article6": "A6-f"})
    save(team, request_, "permitted", finding={"article6": "A6-f"}, dpo_advice="Legitimate interests")


def test_the_law_says_one_of_four_things(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="What the law says"):
        save(team, request_, "permitted", finding={"effect": "perhaps"})


def test_consent_was_sought_and_given(team: Team, request_: Request) -> None:
    for sought in ("unsafe", ""):
        with pytest.raises(NotPossible, match="sought and given"):
            save(team, request_, "consented", consent_sought=sought)
    for sought in ("refused", "no_answer", "withdrawn", "asked", "in_part", "ended"):
        with pytest.raises(NotPossible, match="register holds"):
            save(team, request_, "consented", consent_sought=sought)
    request = finish(team, save(team, request_, "consented"), "skip_test")
    assert request.state == "decision"


def test_an_item_that_was_not_asked_for_is_not_reviewed(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="not in this request"):
        save(team, request_, {"D06": "permitted", "D15": "permitted"})


def test_every_item_is_answered(team: Team, request_: Request) -> None:
    with pytest.raises(NotPossible, match="has not been reviewed"):
        finish(team, request_, "weigh")
    request = save(team, request_, {"D06": "permitted"})
    with pytest.raises(NotPossible, match="for every item"):
        finish(team, request, "weigh")


# Which way on.


def test_an_item_that_is_only_permitted_is_weighed(team: Team, request_: Request) -> None:
    request = save(team, request_, {"D06": "permitted", "D08": "no_basis"})
    with pytest.raises(NotPossible, match="must have the public interest weighed"):
        finish(team, request, "skip_test")
    assert finish(team, request, "weigh").state == "public_interest"


@pytest.mark.parametrize("effect", ["no_basis", "consented"])
def test_without_such_an_item_it_goes_straight_to_the_guardian(
    team: Team, request_: Request, effect: str
) -> None:
    request = save(team, request_, effect)
    with pytest.raises(NotPossible, match="No item rests on the public interest"):
        finish(team, request, "weigh")
    assert finish(team, request, "skip_test").state == "decision"


def test_what_is_compelled_goes_straight_to_the_guardian(team: Team) -> None:
    assert rules.compelled(team).state == "decision"


def test_without_any_basis_it_is_only_refused_or_returned(team: Team, request_: Request) -> None:
    request = rules.skipped(team, request_, "no_basis")
    with pytest.raises(NotPossible, match="only be refused or returned"):
        guardian_decision.approve(
            key=request.key, by=team.caldicott_guardian, data=journeys.approval(request)
        )
    assert journeys.refused(team, request, "REFUSE_NO_BASIS").state == "refused"


# Nobody named.

NOBODY = {"subject_kind": "nobody_named", "subjects": [], "subject_description": "Everyone at 4 Mill Lane"}


def test_nobody_named_passes_only_under_compulsion(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team, subject=NOBODY))
    with pytest.raises(NotPossible, match="nobody can consent"):
        save(team, request, "consented")
    request = save(team, request, "permitted")
    with pytest.raises(NotPossible, match="passes only where the law compels it"):
        finish(team, request, "weigh")


def test_nobody_named_and_no_basis_reaches_the_guardian_to_be_refused(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team, subject=NOBODY))
    assert journeys.refused(team, rules.skipped(team, request, "no_basis")).state == "refused"


def test_nobody_named_and_compelled_needs_no_match(team: Team) -> None:
    request = rules.compelled(team, subject=NOBODY)
    assert journeys.approved(team, request).state == "approved"


# The structured test.


def weigh(team: Team, request: Request, conclusion: str = "met", **changes: Any) -> Request:
    tokens = [item.token for item in request.live_items]
    advice = "disclose" if conclusion == "met" else "withhold"
    data = {
        "answers": dict.fromkeys(catalogue().questions, "In words"),
        "factors": ["F1"] if conclusion == "met" else ["A1"],
        "conclusion": conclusion,
        "reason": "The factors weigh so",
        "findings": {token: {"advice": advice, "reason": "So"} for token in tokens},
    } | changes
    public_interest.save(key=request.key, by=team.clinical_reviewer, data=data)
    public_interest.finish(key=request.key, by=team.clinical_reviewer)
    return journeys.fresh(request)


@pytest.fixture
def to_weigh(team: Team, request_: Request) -> Request:
    return journeys.legally_reviewed(team, request_)


@pytest.mark.parametrize("code", [f"Q{n}" for n in range(1, 13)])
def test_met_needs_all_twelve_questions(team: Team, to_weigh: Request, code: str) -> None:
    answers = dict.fromkeys(catalogue().questions, "In words") | {code: "  "}
    with pytest.raises(NotPossible, match=f"Answer {code} first"):
        weigh(team, to_weigh, answers=answers)


def test_not_met_needs_the_first_two(team: Team, to_weigh: Request) -> None:
    with pytest.raises(NotPossible, match=r"Answer Q2 first"):
        weigh(team, to_weigh, "not_met", answers={"Q1": "Overstaying", "Q3": "No"})
    assert weigh(team, to_weigh, "not_met", answers={"Q1": "Overstaying", "Q2": "No"}).state == "decision"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"conclusion": ""}, "not been weighed"),
        ({"conclusion": "maybe"}, "Your conclusion"),
        ({"factors": []}, "Choose the factors"),
        ({"factors": ["NONSENSE"]}, "Choose the factors"),
        ({"reason": " "}, "Say in words"),
        (
            {"findings": {"D06": {"advice": "disclose", "reason": "So"}}},
            "every item that the law only permits",
        ),
        ({"findings": {"D06": {"advice": "perhaps", "reason": "So"}}}, "Your advice"),
        ({"findings": {"D15": {"advice": "disclose", "reason": "So"}}}, "not in this request"),
        ({"findings": {t: {"advice": "withhold", "reason": ""} for t in ("D06", "D08")}}, "“Met” goes with"),
    ],
)
def test_what_a_finished_test_says(team: Team, to_weigh: Request, change: dict[str, Any], words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        weigh(team, to_weigh, **change)


def test_not_met_advises_disclosing_nothing(team: Team, to_weigh: Request) -> None:
    findings = {t: {"advice": "disclose", "reason": "So"} for t in ("D06", "D08")}
    with pytest.raises(NotPossible, match="“not met” with none"):
        weigh(team, to_weigh, "not_met", findings=findings)


def test_a_test_that_was_not_taken(team: Team, to_weigh: Request) -> None:
    with pytest.raises(NotPossible, match="has not been weighed"):
        public_interest.finish(key=to_weigh.key, by=team.clinical_reviewer)


# Matching comes late.


def match(team: Team, request: Request, **fields: Any) -> Request:
    return journeys.matched(team, request, **fields)


def test_the_patient_list_stays_closed_until_something_could_leave(team: Team, request_: Request) -> None:
    for request in (journeys.submitted(team), request_):
        with pytest.raises(NotPossible, match="only after the legal-basis review"):
            match(team, request)
    refusable = rules.skipped(team, request_, "no_basis")
    with pytest.raises(NotPossible, match="Nothing could lawfully leave"):
        match(team, refusable)
    assert refusable.matches.count() == 0
    assert match(team, rules.compelled(team)).matches.count() == 1


def test_in_an_emergency_it_opens_at_triage(team: Team) -> None:
    assert matching.may_match(rules.emergency_logged(team)) == ""


@pytest.mark.parametrize("missing", ["on_name", "on_date_of_birth", "third"])
def test_a_match_rests_on_three(team: Team, to_weigh: Request, missing: str) -> None:
    with pytest.raises(NotPossible, match="name, date of birth and one more"):
        match(team, to_weigh, **{missing: "" if missing == "third" else False})


def test_a_match_says_one_of_three_and_knows_the_flags(team: Team, to_weigh: Request) -> None:
    with pytest.raises(NotPossible, match="What you found"):
        match(team, to_weigh, result="probably")
    with pytest.raises(NotPossible, match="What the record shows"):
        match(team, to_weigh, record_flags=["PR-99"])


def test_matched_again_replaces_the_match(team: Team, to_weigh: Request) -> None:
    match(team, to_weigh, result="uncertain", third="")
    request = match(team, to_weigh)
    assert request.matches.count() == 2
    assert request.matches.get(voided_at=None).result == "matched"
