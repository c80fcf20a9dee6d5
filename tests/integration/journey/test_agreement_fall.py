"""An agreement falls: what rested on it goes back to legal-basis review, and those concerned are told."""

import pytest

from requests_app.journey import (
    agreement_joining,
    release,
    waiting,
)
from requests_app.models import OutboxMessage, SharingAgreement
from tests.factories import agreements as made
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.steps import alive

FELL = "agreement.fell"
RESTING = ("public_interest", "decision", "approved", "released")
REVIEWED = {"triage", "verification", "match"}


@pytest.fixture
def agreement(team: Team) -> SharingAgreement:
    return made.joined(team)


@pytest.mark.parametrize("status", ["paused", "withdrawn", "superseded"])
@pytest.mark.parametrize("point", RESTING)
def test_what_rests_on_it_goes_back(team: Team, agreement: SharingAgreement, point: str, status: str) -> None:
    request = made.at(team, agreement, point)
    OutboxMessage.objects.all().delete()
    assert made.stands_at(team, agreement, status) == 1
    request = journeys.fresh(request)
    assert request.state == "legal_basis"
    assert not alive(request) - REVIEWED
    assert not request.releases.filter(ended_at=None).exists()
    assert request.outcome == request.reply == ""
    change = request.status_changes.order_by("number").last()
    assert (change.verb, change.from_state, change.changed_by) == ("agreement_fell", point, None)
    (entry,) = made.entries(request)
    assert entry.facts["agreement"] == str(agreement.key)
    assert "legalbasisreview" in entry.facts["voided"]
    told = set(OutboxMessage.objects.filter(topic=FELL).values_list("recipient", flat=True))
    assert told == {team.ig_lead.pk, team.caldicott_guardian.pk, team.practice_manager.pk}


def test_an_approval_that_ends_so_is_in_the_report(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "approved")
    made.stands_at(team, agreement, "withdrawn")
    (entry,) = made.entries(request)
    assert entry.facts["approval"]["items"] == ["D06", "D08"]


@pytest.mark.parametrize("status", ["under_review", "in_force", "in_negotiation", "in_consultation"])
def test_another_status_returns_nothing(team: Team, agreement: SharingAgreement, status: str) -> None:
    request = made.at(team, agreement, "approved")
    assert made.stands_at(team, agreement, status) == 0
    assert journeys.fresh(request).state == "approved"
    journeys.released(team, journeys.fresh(request))


def test_what_cites_another_agreement_or_none_stays(team: Team, agreement: SharingAgreement) -> None:
    other = made.in_force(team, name="Another")
    requests = [made.at(team, other, "decision"), journeys.at_decision(team)]
    assert made.stands_at(team, agreement, "withdrawn") == 0
    assert [journeys.fresh(request).state for request in requests] == ["decision", "decision"]


@pytest.mark.parametrize("point", ["draft", "submitted", "legal_basis"])
def test_where_nothing_was_reviewed_those_who_have_it_are_told(
    team: Team, agreement: SharingAgreement, point: str
) -> None:
    request = made.at(team, agreement, point)
    OutboxMessage.objects.all().delete()
    made.stands_at(team, agreement, "withdrawn")
    after = journeys.fresh(request)
    assert (after.state, alive(after)) == (request.state, alive(request))
    assert len(made.entries(request)) == 1
    told = set(OutboxMessage.objects.filter(topic=FELL).values_list("recipient", flat=True))
    assert team.ig_lead.pk in told


def test_a_review_that_was_saved_and_not_finished_is_void(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "legal_basis")
    made.saved(team, request)
    made.stands_at(team, agreement, "paused")
    request = journeys.fresh(request)
    assert request.state == "legal_basis"
    assert "legal" not in alive(request)
    assert made.entries(request)[0].facts["voided"] == ["legalbasisreview"]


@pytest.mark.parametrize("came_from", ["triage", "legal_basis", "public_interest"])
def test_what_waits_goes_on_waiting_and_comes_back_to_the_review(
    team: Team, agreement: SharingAgreement, came_from: str
) -> None:
    request = made.at(team, agreement, "submitted" if came_from == "triage" else came_from)
    by = {"triage": team.practice_manager, "legal_basis": team.ig_lead}.get(came_from, team.clinical_reviewer)
    waiting.ask(key=request.key, whom="requester", question="Which inquiry?", by=by)
    made.stands_at(team, agreement, "withdrawn")
    request = journeys.fresh(request)
    assert request.state == "awaiting_requester"
    assert request.came_from == ("triage" if came_from == "triage" else "legal_basis")
    assert not {"legal", "public interest"} & alive(request)
    waiting.resume(key=request.key, answer="Larch", by=team.practice_manager)
    assert journeys.fresh(request).state == request.came_from


def test_what_has_left_or_was_refused_stays(team: Team, agreement: SharingAgreement) -> None:
    sent = made.at(team, agreement, "disclosed")
    refused = journeys.refused(team, made.at(team, agreement, "decision"))
    assert made.stands_at(team, agreement, "withdrawn") == 0
    assert [journeys.fresh(request).state for request in (sent, refused)] == ["disclosed", "refused"]


def test_an_emergency_rests_on_the_danger(team: Team, agreement: SharingAgreement) -> None:
    request = rules.emergency_approved(team, law=journeys.parts()["law"] | made.cited(agreement)["law"])
    made.stands_at(team, agreement, "withdrawn")
    request = journeys.fresh(request)
    assert request.state == "approved"
    decision = request.decisions.get()
    release.release(
        key=request.key, by=team.practice_manager, tokens=["D06"],
        recipient=decision.recipient, route=decision.route,
    )  # fmt: skip
    assert journeys.fresh(request).state == "released"


def test_leaving_is_a_fall_for_that_practice_alone(team: Team, agreement: SharingAgreement) -> None:
    others = make_team("Y99992", "Quillhaven")
    made.joined(others, agreement)
    ours, theirs = made.at(team, agreement, "approved"), made.at(others, agreement, "approved")
    left = agreement_joining.leave(
        key=agreement.key, practice=team.practice, by=team.ig_lead, reason="They misused it"
    )
    assert left == 1
    assert [journeys.fresh(each).state for each in (ours, theirs)] == ["legal_basis", "approved"]
    journeys.released(others, journeys.fresh(theirs))


def test_a_joining_taken_back_before_it_counted_returns_nothing(team: Team) -> None:
    agreement = made.in_force(team)
    where = {"key": agreement.key, "practice": team.practice}
    request = made.at(team, agreement, "approved")
    agreement_joining.record_joining(**where, by=team.ig_lead, reason="x")
    assert agreement_joining.leave(**where, by=team.caldicott_guardian, reason="We do not join") == 0
    assert journeys.released(team, journeys.fresh(request)).state == "released"


def test_reviewed_again_it_goes_on(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "approved")
    made.stands_at(team, agreement, "withdrawn")
    request = journeys.legally_reviewed(team, journeys.fresh(request))
    request = journeys.approved(team, journeys.weighed(team, request))
    assert journeys.released(team, request).state == "released"
    made.stands_at(team, agreement, "in_force")
    assert journeys.fresh(request).state == "released"
