"""What left, what left otherwise, and what happens after: closing and reopening."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kit.errors import NotAllowed, NotPossible
from practices.permissions import access_of
from requests_app import selectors
from requests_app.journey import closing, guardian_decision, incident, release, reopening
from requests_app.models import (
    Request,
)
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.steps import send


@pytest.fixture
def approved(team: Team) -> Request:
    return journeys.approved(team)


@pytest.fixture
def released(team: Team, approved: Request) -> Request:
    return journeys.released(team, approved)


# Disclosure.


def test_what_left_is_confirmed(team: Team, released: Request) -> None:
    request = send(team, released, receipt="RM123", note="By phone")
    sent = request.disclosures.get()
    assert request.state == "disclosed"
    assert (sent.recipient, sent.route) == ("Det Insp Rhona Cald", "phone_call_back")
    assert request.releases.get().ended_because == "sent"


def test_items_that_were_not_sent_stay_unsent(team: Team, released: Request) -> None:
    request = send(team, released, tokens=["D08"])
    assert [str(row) for row in request.disclosures.get().items.all()] == ["D08"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tokens": []}, "call the release off"),
        ({"tokens": ["D06", "D10"]}, "D10 was not released: record an incident"),
        ({"sent_at": timezone.now() + timedelta(days=400)}, "future"),
        ({"sent_at": timezone.now() - timedelta(days=1)}, "before the release: record an incident"),
        ({"receipt": "x" * 201}, "too long"),
    ],
)
def test_what_can_not_be_a_disclosure(
    team: Team, released: Request, change: dict[str, Any], words: str
) -> None:
    with pytest.raises(NotPossible, match=words):
        send(team, released, **change)
    assert released.disclosures.count() == 0


def test_what_left_after_the_release_lapsed_is_an_incident(team: Team, released: Request) -> None:
    """Also while the scheduler is dead and nothing has ended the release."""
    with rules.later(days=4), pytest.raises(NotPossible, match="what left afterwards is an incident"):
        send(team, released, sent_at=timezone.now())


def test_what_left_after_the_approval_ended_is_an_incident(team: Team) -> None:
    request = journeys.at_decision(team)
    soon = timezone.now() + timedelta(minutes=30)
    data = journeys.approval(request, expires_at=soon)
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=data)
    request = journeys.released(team, journeys.fresh(request))
    with rules.later(hours=1), pytest.raises(NotPossible, match="record one"):
        send(team, request, sent_at=timezone.now())
    assert send(team, request, sent_at=timezone.now()).state == "disclosed"


def test_what_left_otherwise_is_an_incident_and_never_a_disclosure(team: Team, approved: Request) -> None:
    with pytest.raises(NotPossible, match="no longer open"):
        send(team, approved)
    before = journeys.fresh(approved).version
    aware = timezone.now()
    found = incident.record_incident(
        practice=team.practice,
        request=approved,
        by=team.practice_manager,
        data={
            "kind": "by_phone",
            "what_left": "The address",
            "to_whom": "",
            "happened_at": None,
            "aware_at": aware,
        },
    )
    assert found.report_by - aware == timedelta(hours=72)
    assert approved.disclosures.count() == 0
    request = journeys.fresh(approved)
    assert (request.state, request.version) == ("approved", before)
    assert found in selectors.incidents(access_of(team.ig_lead))


@pytest.mark.parametrize(
    "role", ["front_desk", "auditor", "practice_administrator", "data_protection_officer"]
)
def test_any_member_records_an_incident_at_the_practice(team: Team, role: str) -> None:
    data = {"kind": "at_the_desk", "what_left": "A birthday", "to_whom": "", "happened_at": None,
            "aware_at": timezone.now()}  # fmt: skip
    found = incident.record_incident(practice=team.practice, by=team.people[role], data=data)
    assert found in selectors.incidents(access_of(team.people[role]))


# Closing and reopening.


def test_closing_says_what_happened_about_the_patient(team: Team, released: Request) -> None:
    request = send(team, released)
    with pytest.raises(NotPossible, match="Whether the patient was told"):
        closing.close(key=request.key, by=team.practice_manager, data=rules.CLOSING | {"patient_told": "?"})
    request = journeys.closed(team, request)
    assert request.closed_at is not None
    assert selectors.closing_facts(request)["patient_told"] == "later"
    assert selectors.closing_facts(journeys.submitted(team)) is None


def test_reopening_begins_a_new_round_in_which_nothing_stands(team: Team, released: Request) -> None:
    request = journeys.closed(team, send(team, released))
    with pytest.raises(NotPossible, match="Say why"):
        reopening.reopen(key=request.key, by=team.ig_lead, reason=" ")
    with pytest.raises(NotAllowed):
        reopening.reopen(key=request.key, by=team.practice_manager, reason="x")
    reopening.reopen(key=request.key, by=team.ig_lead, reason="The court asks")
    request = journeys.fresh(request)
    assert (request.state, request.round, request.outcome, request.closed_at) == ("triage", 2, "", None)
    for kind in ("triage_set", "verifications", "legalbasisreview_set", "publicinterestreview_set", "matches",
                 "decisions"):  # fmt: skip
        assert getattr(request, kind).filter(voided_at=None).count() == 0, kind
        assert getattr(request, kind).count() == 1, kind
    assert request.disclosures.count() == 1


def test_an_earlier_approval_releases_nothing_in_a_new_round(team: Team, released: Request) -> None:
    request = journeys.closed(team, send(team, released))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="The court asks")
    with pytest.raises(NotPossible, match="no longer open"):
        release.release(
            key=request.key, by=team.practice_manager, tokens=["D06"], recipient="x", route="by_hand"
        )
