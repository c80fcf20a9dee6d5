"""A correction voids what rested on it and goes back to the earliest review; notes void nothing."""

from typing import Any

import pytest
from django.utils import timezone

from kit.errors import NotPossible, NotVisible
from requests_app.journey import (
    confirming,
    correction,
    guardian_decision,
    legal_basis,
    notes,
    public_interest,
    release,
    returning,
    waiting,
)
from requests_app.law import rules as law_rules
from requests_app.models import Request
from requests_app.workflow import State
from tests.factories import journeys, rules
from tests.factories.journeys import Team

KINDS = {
    "triage_set": "triage",
    "verifications": "verification",
    "legalbasisreview_set": "legal",
    "publicinterestreview_set": "public interest",
    "matches": "match",
    "decisions": "decision",
}


def alive(request: Request) -> set[str]:
    return {word for kind, word in KINDS.items() if getattr(request, kind).filter(voided_at=None).exists()}


def changed(part: str) -> dict[str, Any]:
    """Another answer to the same task."""
    parts = journeys.parts()
    return {
        "requester": parts["requester"] | {"officer": "Det Sgt Alun Prosser"},
        "subject": {
            "subject_kind": "one",
            "subjects": [parts["subject"]["subjects"][0] | {"name": "Dimitar Halloway"}],
        },
        "items": {"codes": ["D06", "D09"], "own_words": []},
        "purpose": {"purpose": "To find a witness", "offence": "Attempted murder"},
        "law": parts["law"] | {"codes": ["PO-12"]},
    }[part]


def correct(
    team: Team, request: Request, part: str, data: dict[str, Any] | None = None, **more: Any
) -> Request:
    correction.correct(
        key=request.key,
        by=team.practice_manager,
        part=part,
        data=data or changed(part),
        **({"because": "They wrote again"} | more),
    )
    return journeys.fresh(request)


EVERYTHING = {"triage", "verification", "legal", "public interest", "match", "decision"}
AFTER = {
    "requester": (State.TRIAGE, {"match"}),
    "subject": (State.LEGAL_BASIS, {"triage", "verification"}),
    "items": (State.LEGAL_BASIS, {"triage", "verification", "match"}),
    "purpose": (State.LEGAL_BASIS, {"triage", "verification", "match"}),
    "law": (State.LEGAL_BASIS, {"triage", "verification", "match"}),
}


@pytest.mark.parametrize("part", correction.PARTS)
def test_what_each_part_voids_of_an_approved_request(team: Team, part: str) -> None:
    request = journeys.approved(team)
    assert alive(request) == EVERYTHING
    request = correct(team, request, part)
    state, left = AFTER[part]
    assert (request.state, alive(request)) == (state, left)
    assert (request.outcome, request.reply) == ("", "")


@pytest.mark.parametrize("part", correction.PARTS)
@pytest.mark.parametrize("at", ["triage", "legal_basis", "public_interest", "decision"])
def test_where_a_correction_leads_from_each_review(team: Team, part: str, at: str) -> None:
    request = journeys.submitted(team)
    if at != "triage":
        request = journeys.triaged(team, request)
    if at in ("public_interest", "decision"):
        request = journeys.legally_reviewed(team, request)
    if at == "decision":
        request = journeys.matched(team, journeys.weighed(team, request))
    before = alive(request)
    request = correct(team, request, part)
    state, left = AFTER[part]
    assert request.state == (State.TRIAGE if at == "triage" else state)
    assert alive(request) == before & left
    kept = request.corrections.get()
    assert kept.part == part
    assert kept.before != kept.after
    assert set(kept.voided) == {
        {"triage": "triage", "legal": "legalbasisreview", "public interest": "publicinterestreview",
         "match": "matches", "decision": "decisions"}[word]
        for word in before - left - {"verification"}
    }  # fmt: skip


@pytest.mark.parametrize("part", correction.PARTS)
def test_while_waiting_it_goes_back_to_triage(team: Team, part: str) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    waiting.ask(key=request.key, whom="requester", question="Which inquiry?", by=team.ig_lead)
    request = correct(team, request, part)
    assert (request.state, request.came_from) == (State.TRIAGE, "")
    assert "triage" not in alive(request)
    assert ("verification" in alive(request)) == (part != "requester")


@pytest.mark.parametrize("state", ["draft", "released", "disclosed", "refused", "closed"])
def test_from_release_on_and_before_submission_nothing_is_corrected(team: Team, state: str) -> None:
    request = getattr(journeys, state)(team)
    with pytest.raises(NotPossible):
        correct(team, request, "purpose")


def test_notes_void_nothing(team: Team) -> None:
    request = journeys.approved(team)
    notes.add(key=request.key, by=team.data_protection_officer, text="Read")
    assert alive(request) == EVERYTHING
    with pytest.raises(NotPossible, match="Write something"):
        notes.add(key=request.key, by=team.ig_lead, text=" ")


def test_it_says_why_and_what(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="Say why"):
        correct(team, request, "purpose", because=" ")
    with pytest.raises(NotPossible, match="can't be corrected"):
        correct(team, request, "urgency", rules.URGENT)


def test_a_request_that_was_never_there(team: Team) -> None:
    request = Request(key="00000000-0000-0000-0000-000000000000")
    with pytest.raises(NotVisible):
        correction.correct(
            key=request.key, by=team.ig_lead, part="purpose", data=changed("purpose"), because="x"
        )


def test_another_person_needs_a_request_of_their_own(team: Team) -> None:
    request = journeys.submitted(team)
    people = journeys.parts()["subject"]["subjects"]
    two = [*people, {**people[0], "name": "Ivo Halloway"}]
    for kind, subjects in (("several", two), ("several", []), ("one", [])):
        with pytest.raises(NotPossible, match="about one person"):
            correct(team, request, "subject", {"subject_kind": kind, "subjects": subjects})
    request = correct(
        team,
        request,
        "subject",
        {"subject_kind": "nobody_named", "subjects": [], "subject_description": "4 Mill Lane"},
    )
    assert request.subjects.count() == 0


def test_one_of_a_letter_about_several_can_be_corrected(team: Team) -> None:
    people = journeys.parts()["subject"]["subjects"]
    two = [*people, {**people[0], "name": "Ivo Halloway", "nhs_number": ""}]
    request = journeys.submitted(team, subject={"subject_kind": "several", "subjects": two})
    request = correct(
        team, request, "subject", {"subject_kind": "several", "subjects": [people[0] | {"name": "Mr X"}]}
    )
    assert request.subjects.get().name == "Mr X"
    assert correct(team, request, "purpose").purpose == "To find a witness"


@pytest.mark.parametrize(
    ("part", "data", "missing"),
    [
        ("items", {"codes": [], "own_words": []}, "which items"),
        ("purpose", {"purpose": "", "offence": ""}, "what they want it for"),
        ("law", journeys.parts()["law"] | {"codes": []}, "which law they claim"),
    ],
)
def test_a_correction_takes_nothing_away_that_submitting_asked_for(
    team: Team, part: str, data: dict[str, Any], missing: str
) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match=missing):
        correct(team, request, part, data)
    assert journeys.fresh(request).version == request.version


def test_dropped_items_stay_for_the_record(team: Team) -> None:
    request = correct(team, journeys.at_decision(team), "items")
    assert [item.token for item in request.live_items] == ["D06", "D09"]
    assert request.items.count() == 4


def test_the_due_date_follows_the_correction(team: Team) -> None:
    request = journeys.submitted(team)
    today = timezone.localdate()
    before = request.due_at
    request = correct(team, request, "law", journeys.parts()["law"] | {"comply_by": today})
    assert request.due_at < before


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
