"""What entries say of decisions, disclosures and what became of them: enough for a report, and codes only."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import Entry, entries_about, log_name
from requests_app.journey import correction, disclosure, emergency, incident, release, reopening, withdrawal
from requests_app.models import Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team

pytestmark = pytest.mark.django_db


def told(request: Request, event: str) -> Entry:
    """The latest entry of an event."""
    log = log_name(request.practice.public_id)
    return entries_about(log, request.about, only_events=[event])[0]


def facts(request: Request, event: str) -> dict[str, Any]:
    return told(request, event).facts


def test_a_decision_says_on_what_it_rests(team: Team) -> None:
    request = journeys.approved(team)
    said, decision = facts(request, "decision.approved"), request.decisions.get()
    tokens = [item.token for item in request.live_items]
    assert said["reference"] == request.reference
    assert (said["requester_kind"], said["verification"], said["emergency"]) == ("police", "V2", False)
    assert said["received"] == request.received_on.isoformat()
    assert (said["channel"], said["urgency"]) == (request.channel, request.urgency)
    assert said["effect"] == dict.fromkeys(tokens, "permitted")
    assert set(said["power"]) == set(said["confidentiality"]) == set(said["article6"]) == set(tokens)
    assert (said["route"], said["tell_patient"]) == (decision.route, decision.tell_patient)
    assert said["expires"] == f"{decision.expires_at:%Y-%m-%dT%H:%M:%SZ}"
    assert said["tell_review_on"] == decision.tell_review_on.isoformat()
    assert said["legal_basis_by"] == team.ig_lead.opaque
    assert said["public_interest_by"] == team.clinical_reviewer.opaque


def test_an_early_refusal_rests_on_no_review(team: Team) -> None:
    request = journeys.refused(team, journeys.submitted(team))
    said = facts(request, "decision.refused_early")
    assert (said["legal_basis_by"], said["public_interest_by"], said["verification"]) == ("", "", "V0")
    assert "effect" not in said
    assert (said["expires"], said["tell_review_on"], said["route"]) == ("", "", "")


def test_a_disclosure_names_its_decision_and_when_it_was_sent(team: Team) -> None:
    request = journeys.released(team)
    go = request.releases.get()
    tokens = [row.item_decision.item.token for row in go.items.all()]
    sent_at = timezone.now()
    disclosure.confirm(key=request.key, by=team.practice_manager, tokens=tokens[:1], sent_at=sent_at)
    said = facts(request, "disclosure.confirmed")
    assert said["decision"] == str(told(request, "decision.approved").event_id)
    assert said["items"] == list(said["bases"]) == list(said["effect"]) == tokens[:1]
    assert said["sent"] == f"{sent_at:%Y-%m-%dT%H:%M:%SZ}"
    assert (said["requester_kind"], said["reference"]) == ("police", request.reference)
    assert said["legal_basis_by"] == team.ig_lead.opaque


@pytest.mark.parametrize("event", ["release.called_off", "release.lapsed"])
def test_a_release_that_ends_unsent_says_which_items_stayed(team: Team, event: str) -> None:
    request = journeys.released(team)
    tokens = [row.item_decision.item.token for row in request.releases.get().items.all()]
    if event == "release.lapsed":
        with rules.later(days=6):
            release.lapse(key=request.key)
    else:
        release.call_off(key=request.key, by=team.practice_manager, reason="They withdrew it")
    said = facts(request, event)
    assert (said["items"], said["reference"]) == (tokens, request.reference)
    assert said["decision"] == str(told(request, "decision.approved").event_id)


def ends(team: Team, request: Request, event: str) -> None:
    """End the approval in the way that the event tells of."""
    match event:
        case "decision.expired":
            with rules.later(days=6):
                release.expire(key=request.key)
        case "decision.basis_fell":
            release.basis_fell(key=request.key, by=team.ig_lead, reason="The form was forged")
        case "request.corrected":
            correction.correct(
                key=request.key,
                by=team.practice_manager,
                part="purpose",
                data={"purpose": "To find a suspect", "offence": ""},
                because="They wrote again",
            )
        case "request.withdrawn":
            withdrawal.withdraw(
                key=request.key,
                by=team.practice_manager,
                outcome="WITHDRAWN_BY_REQUESTER",
                reason="They wrote",
            )
        case "request.reopened":
            request = journeys.closed(team, journeys.disclosed(team, journeys.released(team, request)))
            reopening.reopen(key=request.key, by=team.ig_lead, reason="They wrote again")


@pytest.mark.parametrize(
    "event",
    [
        "decision.expired",
        "decision.basis_fell",
        "request.corrected",
        "request.withdrawn",
        "request.reopened",
    ],
)
def test_what_ends_an_approval_says_which_and_for_what(team: Team, event: str) -> None:
    request = journeys.approved(team)
    tokens = [item.token for item in request.live_items]
    ends(team, request, event)
    said = facts(request, event)
    assert said["approval"] == {
        "decision": str(told(request, "decision.approved").event_id),
        "items": tokens,
        "route": request.decisions.get().route,
    }
    assert (said["reference"], said["requester_kind"]) == (request.reference, "police")


@pytest.mark.parametrize("event", ["request.corrected", "request.withdrawn"])
def test_where_no_approval_lived_none_ended(team: Team, event: str) -> None:
    request = journeys.at_decision(team)
    ends(team, request, event)
    assert "approval" not in facts(request, event)


def test_a_refusal_that_is_reopened_ends_no_approval(team: Team) -> None:
    request = journeys.closed(team, journeys.refused(team))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="They wrote again")
    assert "approval" not in facts(request, "request.reopened")


def test_an_emergency_says_that_it_was_one(team: Team) -> None:
    request = rules.emergency_ready(team)
    data = journeys.approval(request, tell_patient="after", tell_reason="", tell_review_on=None)
    emergency.approve(key=request.key, by=team.caldicott_guardian, data=data)
    said = facts(request, "decision.approved_in_emergency")
    assert (said["emergency"], said["legal_basis_by"], said["verification"]) == (True, "", "V2")
    emergency.review(key=request.key, by=team.data_protection_officer, finding="right", reason="In danger")
    said = facts(request, "emergency.reviewed")
    assert (said["finding"], said["round"], said["reference"]) == ("right", 1, request.reference)


def test_an_incident_says_its_clock(team: Team) -> None:
    request = journeys.submitted(team)
    happened = timezone.now() - timedelta(hours=2)
    given = {
        "kind": "by_phone", "what_left": "An address", "to_whom": "A caller",
        "happened_at": happened, "aware_at": happened + timedelta(hours=1),
    }  # fmt: skip
    found = incident.record_incident(
        practice=team.practice, by=team.practice_manager, data=given, request=request
    )
    said = facts(request, "incident.recorded")
    assert said["reference"] == request.reference
    assert said["happened"] == f"{happened:%Y-%m-%dT%H:%M:%SZ}"
    assert said["report_by"] == f"{found.report_by:%Y-%m-%dT%H:%M:%SZ}"
    alone = incident.record_incident(
        practice=team.practice, by=team.practice_manager, data={**given, "happened_at": None}
    )
    said = entries_about(log_name(team.practice.public_id), f"incident:{alone.key}")[0].facts
    assert (said["reference"], said["happened"]) == ("", "")
