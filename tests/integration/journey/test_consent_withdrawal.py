"""A withdrawal at any time: who may, what it says had left, and what a dead process leaves to the sweep."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from audit.ledger.api import Entry, entries_about, log_name
from kit.errors import InvalidInput, NotAllowed, NotPossible, NotVisible, StalePage
from requests_app import policies
from requests_app.journey import (
    consent_fall,
    disclosure,
    emergency,
    guardian_decision,
    legal_basis,
    public_interest,
    waiting,
)
from requests_app.models import Incident, OutboxMessage, Request
from requests_app.tasks import return_what_fell
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.steps import alive, correct

RESTING = ("public_interest", "decision", "approved", "released")


def last_entry(request: Request, event: str) -> Entry:
    return entries_about(log_name(request.practice.public_id), request.about, only_events=[event])[0]


@pytest.mark.parametrize("point", ["legal_basis", *RESTING, "disclosed"])
def test_it_is_recorded_whatever_the_state_and_says_what_had_left(team: Team, point: str) -> None:
    request = consented.at(team, point)
    OutboxMessage.objects.all().delete()
    returned = consents.withdrawn(team, consents.consent_of(request))
    assert returned is (point != "disclosed")
    consent = consents.consent_of(request)
    assert consent.withdrawn_by == team.practice_manager
    entry = last_entry(request, "consent.withdrawn")
    assert entry.event_id == consent.withdrawal_event
    assert entry.facts["had_left"] == (["D06", "D08"] if point == "disclosed" else [])
    told = set(OutboxMessage.objects.filter(topic="consent.withdrawn").values_list("recipient", flat=True))
    assert told == {team.ig_lead.pk, team.caldicott_guardian.pk}
    if point in RESTING:
        fell = last_entry(request, "consent.fell")
        assert fell.facts["consents"] == [str(consent.key)]
        assert "legalbasisreview" in fell.facts["voided"]
    if point == "disclosed":
        assert "legal" in alive(request)


def test_the_review_tells_that_it_was_withdrawn(team: Team) -> None:
    request = consented.at(team, "decision")
    consents.withdrawn(team, consents.consent_of(request))
    with pytest.raises(NotPossible, match="The register holds what came of asking"):
        journeys.legally_reviewed(team, journeys.fresh(request))
    data = rules.legal(journeys.fresh(request), "permitted", consent_sought="withdrawn")
    legal_basis.save(key=request.key, by=team.ig_lead, data=data)
    legal_basis.finish(key=request.key, verb="weigh", by=team.ig_lead)
    request = journeys.approved(team, journeys.weighed(team, journeys.fresh(request)))
    assert journeys.released(team, request).state == "released"


def test_a_new_consent_carries_it_again(team: Team) -> None:
    request = consented.at(team, "approved")
    consents.withdrawn(team, consents.consent_of(request))
    consents.given(team, journeys.fresh(request))
    request = journeys.fresh(rules.skipped(team, journeys.fresh(request), "consented"))
    assert journeys.released(team, journeys.approved(team, request)).state == "released"


def test_one_of_two_consents_leaves_the_other(team: Team) -> None:
    request = consented.at(team, "decision")
    other = consents.given(team, request, items=["D08"])
    assert consents.withdrawn(team, other) is False
    assert journeys.fresh(request).state == "decision"


@pytest.mark.parametrize("role", ["front_desk", "auditor", "data_protection_officer"])
def test_who_may_not(team: Team, role: str) -> None:
    consent = consents.consent_of(consented.at(team, "decision"))
    with pytest.raises((NotAllowed, NotVisible)):
        consents.withdrawn(team, consent, by=role)
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


@pytest.mark.parametrize("role", ["practice_manager", "ig_lead", "clinical_reviewer", "caldicott_guardian"])
def test_who_may_and_takes_no_part_by_it(team: Team, role: str) -> None:
    request = consented.at(team, "legal_basis")
    before = request.participations.count()
    consents.withdrawn(team, consents.consent_of(request), by=role)
    assert request.participations.count() == before


def test_another_practice_sees_none_of_it(team: Team) -> None:
    others = make_team("Y99992", "Quillhaven")
    consent = consents.consent_of(consented.at(team, "decision"))
    with pytest.raises(NotVisible):
        consents.withdrawn(others, consent)


def test_a_consent_of_another_request_is_none_of_this_one(team: Team) -> None:
    consent = consents.consent_of(consented.at(team, "decision"))
    other = journeys.triaged(team, journeys.submitted(team))
    consent.for_request = other.key
    with pytest.raises(NotVisible):
        consents.withdrawn(team, consent)


@pytest.mark.parametrize("days", [-1, 1])
def test_its_day_is_between_the_giving_and_today(team: Team, days: int) -> None:
    consent = consents.consent_of(consented.at(team, "decision"))
    with pytest.raises(InvalidInput, match="between the day"):
        consents.withdrawn(team, consent, withdrawn_on=timezone.localdate() + timedelta(days=days))


def test_to_whom_it_was_said_is_said(team: Team) -> None:
    consent = consents.consent_of(consented.at(team, "decision"))
    with pytest.raises(NotPossible, match="to whom"):
        consents.withdrawn(team, consent, withdrawn_to=" ")


# Between the withdrawal and the return nothing goes on or is forgotten.


@pytest.mark.parametrize("point", ["legal_basis", "public_interest", "decision", "approved"])
def test_nothing_goes_on_between_the_two(team: Team, point: str) -> None:
    request = consented.at(team, point)
    if point == "public_interest":
        weigh(team, request)
    consents.withdrawal_alone(consents.consent_of(request), team)
    steps = {
        "legal_basis": lambda: legal_basis.finish(key=request.key, verb="weigh", by=team.ig_lead),
        "public_interest": lambda: public_interest.finish(key=request.key, by=team.clinical_reviewer),
        "decision": lambda: guardian_decision.approve(
            key=request.key, by=team.caldicott_guardian, data=journeys.approval(request)
        ),
        "approved": lambda: journeys.released(team, request),
    }
    with pytest.raises(NotPossible, match="withdrew the consent"):
        steps[point]()
    assert journeys.fresh(request).state == point


def weigh(team: Team, request: Request) -> None:
    public_interest.save(
        key=request.key, by=team.clinical_reviewer,
        data={
            "answers": dict.fromkeys([f"Q{n}" for n in range(1, 13)], "x"), "factors": ["F1"],
            "conclusion": "met", "reason": "x", "findings": {"D08": {"advice": "disclose", "reason": "x"}},
        },
    )  # fmt: skip


@pytest.mark.parametrize("point", ["legal_basis", *RESTING])
def test_what_a_dead_process_left_behind_is_finished(team: Team, point: str) -> None:
    request = consented.at(team, point)
    consents.withdrawal_alone(consents.consent_of(request), team)
    assert journeys.fresh(request).state == point
    assert return_what_fell() == 1
    request = journeys.fresh(request)
    assert request.state == "legal_basis"
    assert "legal" not in alive(request)
    assert return_what_fell() == 0
    with pytest.raises(NotPossible):
        consent_fall.look_again(key=request.key)


def test_a_return_that_fails_loses_no_withdrawal(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    request = consented.at(team, "approved")

    def fails(**_: object) -> None:
        raise OperationalError("gone away")

    monkeypatch.setattr(consent_fall, "look_again", fails)
    assert consents.withdrawn(team, consents.consent_of(request)) is True
    monkeypatch.undo()
    assert journeys.fresh(request).state == "approved"
    assert return_what_fell() == 1
    assert journeys.fresh(request).state == "legal_basis"


@pytest.mark.parametrize("came_from", ["legal_basis", "public_interest"])
def test_what_waits_comes_back_to_the_review(team: Team, came_from: str) -> None:
    request = consented.at(team, came_from)
    by = team.ig_lead if came_from == "legal_basis" else team.clinical_reviewer
    waiting.ask(key=request.key, whom="requester", question="Which inquiry?", by=by)
    assert consents.withdrawn(team, consents.consent_of(request)) is True
    request = journeys.fresh(request)
    assert (request.state, request.came_from) == ("awaiting_requester", "legal_basis")
    assert "legal" not in alive(request)


def test_what_was_sent_after_it_is_an_incident_and_never_a_disclosure(team: Team) -> None:
    request = consented.at(team, "released")
    consents.withdrawal_alone(consents.consent_of(request), team)
    send = {"key": request.key, "by": team.practice_manager}
    with pytest.raises(NotPossible, match="record an incident"):
        disclosure.confirm(**send, tokens=["D06"], sent_at=timezone.now())
    assert not request.disclosures.exists()
    assert not Incident.objects.exists()
    # What rests on the public interest alone was no part of the consent.
    disclosure.confirm(**send, tokens=["D08"], sent_at=timezone.now())
    assert journeys.fresh(request).state == "disclosed"


def test_what_had_been_sent_before_it_can_still_be_confirmed(team: Team) -> None:
    request = consented.at(team, "released")
    sent_at = timezone.now()
    consents.withdrawal_alone(consents.consent_of(request), team)
    disclosure.confirm(key=request.key, by=team.practice_manager, tokens=["D06"], sent_at=sent_at)
    assert journeys.fresh(request).state == "disclosed"
    assert return_what_fell() == 0


# What is wider than the consent.


def test_after_its_last_day_nothing_is_approved_or_released_on_it(team: Team) -> None:
    request = consented.at(team, "decision")
    with rules.later(days=100), pytest.raises(NotPossible, match="The consent ended on"):
        journeys.approved(team, request)


def test_a_corrected_purpose_is_another_purpose(team: Team) -> None:
    request = consented.at(team, "decision")
    request = correct(team, request, "purpose")
    data = rules.legal(request, {"D06": "consented", "D08": "permitted"})
    data = consents.resting(data, consents.consent_of(request).key)
    with pytest.raises(NotPossible, match="for another purpose"):
        legal_basis.save(key=request.key, by=team.ig_lead, data=data)


def test_an_emergency_rests_on_the_danger(team: Team) -> None:
    request = rules.emergency_logged(team)
    consent = consents.given(team, request)
    request = journeys.matched(team, rules.verified(team, request))
    emergency.approve(key=request.key, by=team.caldicott_guardian, data=journeys.approval(request))
    assert consents.withdrawn(team, consent) is False
    request = journeys.fresh(request)
    assert policies.resting_on_consent(request) == []
    assert journeys.released(team, request).state == "released"


def test_nothing_is_withdrawn_twice_at_one_moment(team: Team) -> None:
    consent = consents.consent_of(consented.at(team, "decision"))
    consents.withdrawn(team, consent)
    with pytest.raises(StalePage):
        consents.withdrawn(team, consent, by="ig_lead")
