"""A correction voids what rested on it and goes back to the earliest review; notes void nothing."""

from typing import Any

import pytest
from django.utils import timezone

from kit.errors import NotPossible, NotVisible
from requests_app.journey import (
    correction,
    notes,
    waiting,
)
from requests_app.models import Request
from requests_app.workflow import State
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.steps import EVERYTHING, alive, changed, correct

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
