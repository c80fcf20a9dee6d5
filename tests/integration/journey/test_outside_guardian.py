"""A guardian of another practice: from the agreed list, from invitation to closing, for one request alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kit.errors import NotAllowed, NotPossible, NotVisible
from practices.models import Membership, OutsideGuardian
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.journey import (
    conflicts,
    correction,
    guardian_decision,
    notes,
    outside_guardian,
    reopening,
    withdrawal,
)
from requests_app.models import OutboxMessage, Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.factories.people import a_member, a_practice, an_outside_guardian


def invite(team: Team, request: Request, guardian, reason: str = "Ours is family") -> None:
    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guardian, reason=reason)


def sees(person, request: Request) -> bool:
    return permissions.visible_to(access_of(person)).filter(pk=request.pk).exists()


def test_sees_the_request_from_invitation_to_closing(team: Team) -> None:
    request, guest = journeys.at_decision(team), rules.guest(team)
    assert not sees(guest, request)
    invite(team, request, guest)
    assert sees(guest, request)
    guardian_decision.refuse(key=request.key, by=guest, data=rules.refusal())
    assert sees(guest, request)
    journeys.closed(team, journeys.fresh(request))
    assert not sees(guest, request)
    with pytest.raises(NotVisible):
        notes.add(key=request.key, by=guest, text="One more thing")
    reopening.reopen(key=request.key, by=team.ig_lead, reason="They wrote again")
    assert not sees(guest, request)


def test_only_a_guardian_of_the_agreed_list_is_asked(team: Team) -> None:
    request = journeys.at_decision(team)
    unlisted = a_member(a_practice(), "caldicott_guardian")
    unconfirmed = an_outside_guardian(team.practice, confirmed=False)
    for guardian in (unlisted, unconfirmed, team.caldicott_guardian):
        with pytest.raises(NotAllowed, match="not an agreed outside guardian"):
            invite(team, request, guardian)
    with pytest.raises(NotPossible, match="Say why"):
        invite(team, request, rules.guest(team), reason=" ")


def test_only_who_may_invite_does(team: Team) -> None:
    request, guest = journeys.at_decision(team), rules.guest(team)
    with pytest.raises(NotAllowed):
        outside_guardian.invite(key=request.key, by=team.practice_manager, guardian=guest, reason="x")


def test_may_decide_look_up_and_note_and_nothing_else(team: Team) -> None:
    request, guest = journeys.at_decision(team), rules.guest(team)
    invite(team, request, guest)
    own = permissions.standing(request, access_of(guest))
    assert own.outside
    assert own.codenames == permissions.OUTSIDE_GUARDIAN
    with pytest.raises(NotAllowed):
        correction.correct(
            key=request.key, by=guest, part="purpose", data={"purpose": "x", "offence": ""}, because="x"
        )
    with pytest.raises(NotAllowed):
        withdrawal.withdraw(key=request.key, by=guest, outcome="UNANSWERED", reason="x")
    notes.add(key=request.key, by=guest, text="Read")
    guardian_decision.approve(key=request.key, by=guest, data=journeys.approval(request))


def test_sees_no_linked_request(team: Team) -> None:
    people = journeys.parts()["subject"]["subjects"]
    second = {**people[0], "name": "Ivo Halloway", "nhs_number": ""}
    request = journeys.submitted(team, subject={"subject_kind": "several", "subjects": [*people, second]})
    guest = rules.guest(team)
    for one in Request.objects.all():
        invite(team, one, guest)
    assert selectors.linked_to(request, access_of(guest)).count() == 0
    assert selectors.linked_to(request, access_of(team.ig_lead)).count() == 1


def test_the_invitation_can_end_before(team: Team) -> None:
    request, guest = journeys.at_decision(team), rules.guest(team)
    invite(team, request, guest)
    outside_guardian.end(key=request.key, by=team.ig_lead, guardian=guest)
    assert not sees(guest, request)
    with pytest.raises(NotPossible, match="no live invitation"):
        outside_guardian.end(key=request.key, by=team.ig_lead, guardian=guest)


def test_off_the_list_is_out_of_the_request(team: Team) -> None:
    request, guest = journeys.at_decision(team), rules.guest(team)
    invite(team, request, guest)
    OutsideGuardian.objects.filter(person=guest).update(
        ended_at=timezone.now(), ended_by=team.practice_administrator
    )
    assert not sees(guest, request)
    assert not permissions.invited(request, access_of(guest))
    with pytest.raises(NotVisible):
        guardian_decision.refuse(key=request.key, by=guest, data=rules.refusal())


def test_who_serves_as_a_guardian_nowhere_decides_nowhere(team: Team) -> None:
    request, guest = journeys.at_decision(team), rules.guest(team)
    invite(team, request, guest)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(person=guest).update(ends_on=yesterday)
    assert not sees(guest, request)


def test_who_declared_an_interest_is_not_asked_again_nor_told(team: Team) -> None:
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    guest = rules.guest(team)
    invite(team, request, guest)
    conflicts.declare(key=request.key, by=guest, kind="kinship")
    assert not sees(guest, request)
    with pytest.raises(NotPossible, match="declared an interest"):
        invite(team, request, guest)
    OutboxMessage.objects.all().delete()
    journeys.weighed(team, journeys.fresh(request))
    assert not OutboxMessage.objects.filter(recipient=guest).exists()


def test_is_told_what_waits_for_a_decision(team: Team) -> None:
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    guest = rules.guest(team)
    invite(team, request, guest)
    invite(team, request, guest)
    assert request.invitations.count() == 1
    OutboxMessage.objects.all().delete()
    journeys.weighed(team, journeys.fresh(request))
    assert OutboxMessage.objects.filter(recipient=guest, topic="public_interest.advised").count() == 1


def test_a_restricted_request_shows_to_the_guardian_who_is_asked(team: Team) -> None:
    named = [team.practice_manager, team.ig_lead]
    request = journeys.submitted(team, restriction={"restricted": True, "people": named})
    guest = rules.guest(team)
    invite(team, request, guest)
    assert sees(guest, request)


def test_nobody_is_asked_after_release(team: Team) -> None:
    request = journeys.released(team)
    with pytest.raises(NotPossible, match="no longer open"):
        invite(team, request, rules.guest(team))


# After a refusal.


def reopened(team: Team, evidence: str = "") -> Request:
    request = journeys.closed(team, journeys.refused(team))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="They wrote again", new_evidence=evidence)
    return journeys.fresh(request)


def test_after_a_refusal_no_other_guardian_is_asked(team: Team) -> None:
    request = reopened(team)
    with pytest.raises(NotAllowed, match="Another guardian refused"):
        invite(team, request, rules.guest(team))


def test_after_a_refusal_no_other_guardian_decides(team: Team) -> None:
    request = reopened(team)
    other = rules.colleague(team, "caldicott_guardian")
    with pytest.raises(NotAllowed, match="Another guardian refused"):
        guardian_decision.refuse(key=request.key, by=other, data=rules.refusal(at_decision=False))
    request = journeys.legally_reviewed(team, journeys.triaged(team, request))
    request = journeys.matched(team, journeys.weighed(team, request))
    with pytest.raises(NotAllowed, match="Another guardian refused"):
        guardian_decision.approve(key=request.key, by=other, data=journeys.approval(request))
    assert journeys.approved(team, request).state == "approved"  # by the guardian who refused


def test_with_new_evidence_stated_by_the_lead_another_guardian_may(team: Team) -> None:
    request = reopened(team, "A witness came forward")
    guest = rules.guest(team)
    invite(team, request, guest)
    guardian_decision.refuse(key=request.key, by=guest, data=rules.refusal(at_decision=False))


def test_new_evidence_is_the_leads_to_state(team: Team) -> None:
    request = journeys.closed(team, journeys.refused(team))
    other = rules.colleague(team, "caldicott_guardian")
    with pytest.raises(NotAllowed):
        reopening.reopen(key=request.key, by=other, reason="x", new_evidence="I think otherwise")


def test_old_evidence_does_not_serve_twice(team: Team) -> None:
    request = journeys.closed(team, journeys.refused(team, reopened(team, "A witness")))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="They wrote again")
    with pytest.raises(NotAllowed, match="Another guardian refused"):
        invite(team, journeys.fresh(request), rules.guest(team))
