"""Who sees a request: conflicts bar and hide, restricted ones show to those named, nothing leaks."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from kit.errors import NotAllowed, NotPossible, NotVisible
from practices.models import Membership
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.journey import (
    closing,
    confirming,
    conflicts,
    correction,
    discarding,
    disclosure,
    emergency,
    guardian_decision,
    incident,
    legal_basis,
    log,
    matching,
    notes,
    outside_guardian,
    public_interest,
    release,
    reopening,
    restriction,
    returning,
    triage,
    waiting,
    withdrawal,
)
from requests_app.models import OutboxMessage, Request
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.factories.people import a_member, a_person, a_practice


def sees(person, request: Request) -> bool:
    return permissions.visible_to(access_of(person)).filter(pk=request.pk).exists()


@pytest.mark.parametrize("kind", ["kinship", "dispute", "subject", "requester"])
def test_kinship_dispute_being_subject_or_requester_bar_and_hide(team: Team, kind: str) -> None:
    request = journeys.at_decision(team)
    guardian = team.caldicott_guardian
    assert conflicts.declare(key=request.key, by=guardian, kind=kind)
    assert not sees(guardian, request)
    with pytest.raises(NotVisible):
        guardian_decision.refuse(key=request.key, by=guardian, data=rules.refusal())
    assert sees(team.ig_lead, request)


def test_having_treated_the_patient_is_declared_and_does_not_bar(team: Team) -> None:
    request = journeys.at_decision(team)
    guardian = team.caldicott_guardian
    assert not conflicts.declare(key=request.key, by=guardian, kind="treated")
    assert not conflicts.declare(key=request.key, by=guardian, kind="treated")
    assert request.conflicts.count() == 1
    assert journeys.approved(team, journeys.fresh(request)).state == "approved"


def test_an_interest_that_nobody_knows_is_not_recorded_as_harmless(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="choose what the page offers"):
        conflicts.declare(key=request.key, by=team.ig_lead, kind="friend")


def test_who_can_ask_somebody_else_is_told_of_a_barring_conflict(team: Team) -> None:
    request = journeys.at_decision(team)
    OutboxMessage.objects.all().delete()
    conflicts.declare(key=request.key, by=team.caldicott_guardian, kind="kinship")
    told = OutboxMessage.objects.filter(topic="conflict.declared").values_list("recipient", flat=True)
    assert set(told) == {team.ig_lead.pk}


def test_a_barred_person_gets_no_message_about_it(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    conflicts.declare(key=request.key, by=team.clinical_reviewer, kind="dispute")
    OutboxMessage.objects.all().delete()
    journeys.legally_reviewed(team, journeys.fresh(request))
    assert not OutboxMessage.objects.filter(recipient=team.clinical_reviewer).exists()


def test_a_conflict_outlives_roles_and_a_second_way_in(team: Team) -> None:
    request = journeys.submitted(team, restriction={"restricted": True, "people": [team.ig_lead]})
    conflicts.declare(key=request.key, by=team.ig_lead, kind="kinship")
    rules.also(team, "ig_lead", "practice_manager", "caldicott_guardian")
    assert not sees(team.ig_lead, request)


# Scope.


def test_another_practices_people_see_nothing(team: Team) -> None:
    request = journeys.submitted(team)
    elsewhere = a_practice()
    for role in ("practice_manager", "ig_lead", "caldicott_guardian", "auditor"):
        assert not sees(a_member(elsewhere, role), request)


def test_nobody_sees_anything_without_a_role_in_force(team: Team) -> None:
    request = journeys.submitted(team)
    assert not sees(a_person(is_superuser=True), request)
    Membership.objects.filter(person=team.ig_lead).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert not sees(team.ig_lead, request)
    team.practice_manager.is_active = False
    assert not sees(team.practice_manager, request)
    with pytest.raises(NotAllowed, match="Sign in first"):
        permissions.person_of(access_of(team.practice_manager))


def test_front_desk_sees_its_own_drafts_and_nothing_else(team: Team) -> None:
    mine = log.start(practice=team.practice, by=team.front_desk)
    other = journeys.draft(team)
    assert sees(team.front_desk, mine)
    assert not sees(team.front_desk, other)
    assert sees(team.practice_manager, mine)
    assert not sees(team.clinical_reviewer, other)
    for part, data in journeys.parts().items():
        log.save(key=mine.key, by=team.front_desk, part=part, data=data)
    log.submit(key=mine.key, by=team.practice_manager)
    assert not sees(team.front_desk, mine)


def test_a_restricted_request_shows_to_those_named_and_to_auditors(team: Team) -> None:
    named = [team.practice_manager, team.ig_lead, team.caldicott_guardian]
    request = journeys.submitted(team, restriction={"restricted": True, "people": named})
    assert [role for role, person in team.people.items() if sees(person, request)] == [
        "practice_manager",
        "ig_lead",
        "caldicott_guardian",
        "auditor",
    ]


def test_being_named_gives_nothing_to_people_of_another_practice(team: Team) -> None:
    stranger = a_member(a_practice(), "ig_lead")
    request = journeys.submitted(
        team, restriction={"restricted": True, "people": [stranger, team.practice_manager]}
    )
    assert not sees(stranger, request)


def test_a_restricted_draft_still_shows_to_who_captured_it(team: Team) -> None:
    request = journeys.draft(
        team, by="practice_manager", restriction={"restricted": True, "people": [team.ig_lead]}
    )
    assert sees(team.practice_manager, request)
    assert not sees(team.caldicott_guardian, request)


def test_restricting_later_names_people_and_opening_shows_it_to_all_again(team: Team) -> None:
    request = journeys.submitted(team)
    manager = team.practice_manager
    with pytest.raises(NotPossible, match="Name yourself too"):
        restriction.restrict(key=request.key, by=manager, people=[team.ig_lead])
    restriction.restrict(key=request.key, by=manager, people=[manager, team.ig_lead])
    assert not sees(team.clinical_reviewer, request)
    restriction.restrict(key=request.key, by=manager, people=[manager])
    assert not sees(team.ig_lead, request)
    restriction.restrict(key=request.key, by=manager, people=[])
    assert sees(team.clinical_reviewer, request)
    assert request.requestuserobjectpermission_set.count() == 0


def test_restricted_to_nobody_would_be_lost(team: Team) -> None:
    request = journeys.draft(team)
    with pytest.raises(NotPossible, match="Name who may see it"):
        log.save(
            key=request.key,
            by=team.practice_manager,
            part="restriction",
            data={"restricted": True, "people": []},
        )


def test_those_not_named_are_not_told(team: Team) -> None:
    named = [team.practice_manager, team.ig_lead]
    journeys.triaged(team, journeys.submitted(team, restriction={"restricted": True, "people": named}))
    told = set(OutboxMessage.objects.values_list("recipient", flat=True))
    assert told <= {person.pk for person in named}


def anything(key: uuid.UUID, person, team: Team) -> list:
    """Every function of the journey that takes a request's key."""
    by = {"key": key, "by": person}
    return [
        lambda: log.save(**by, part="purpose", data={"purpose": "x", "offence": ""}),
        lambda: log.submit(**by),
        lambda: discarding.discard(**by),
        lambda: triage.save(**by, data=rules.TRIAGED),
        lambda: triage.verify(**by, data={"level": "V0", "means": "No"}),
        lambda: triage.accept(**by),
        lambda: triage.end(**by, verb="reject", outcome="REJECTED_PROCEDURE", reason="x"),
        lambda: legal_basis.save(**by, data={"findings": {}}),
        lambda: legal_basis.finish(**by, verb="weigh"),
        lambda: public_interest.save(
            **by, data={"answers": {}, "factors": [], "conclusion": "", "reason": "", "findings": {}}
        ),
        lambda: public_interest.finish(**by),
        lambda: matching.record_match(**by, data={"result": "matched", "record_flags": []}),
        lambda: guardian_decision.approve(**by, data={}),
        lambda: guardian_decision.refuse(**by, data=rules.refusal()),
        lambda: emergency.approve(**by, data={}),
        lambda: emergency.review(**by, finding="right", reason="x"),
        lambda: release.release(**by, tokens=["D06"], recipient="x", route="by_hand"),
        lambda: release.call_off(**by, reason="x"),
        lambda: release.basis_fell(**by, reason="x"),
        lambda: disclosure.confirm(**by, tokens=["D06"], sent_at=timezone.now()),
        lambda: closing.close(**by, data=rules.CLOSING),
        lambda: reopening.reopen(**by, reason="x"),
        lambda: returning.return_to(**by, state="triage", reason="x"),
        lambda: waiting.ask(**by, whom="requester", question="x"),
        lambda: waiting.resume(**by, answer="x"),
        lambda: withdrawal.withdraw(**by, outcome="UNANSWERED", reason="x"),
        lambda: correction.correct(**by, part="purpose", data={"purpose": "x", "offence": ""}, because="x"),
        lambda: confirming.confirm(**by, verb="accept"),
        lambda: notes.add(**by, text="x"),
        lambda: conflicts.declare(**by, kind="treated"),
        lambda: restriction.restrict(**by, people=[]),
        lambda: outside_guardian.invite(**by, guardian=team.ig_lead, reason="x"),
        lambda: outside_guardian.end(**by, guardian=team.ig_lead),
    ]


def test_no_step_tells_an_outsider_whether_a_request_exists(team: Team) -> None:
    """The same refusal, in the same words, for a request elsewhere and for one that was never there."""
    request = journeys.submitted(team)
    stranger = a_member(a_practice(), "practice_manager", "ig_lead", "caldicott_guardian")
    said = set()
    for key in (request.key, uuid.uuid4()):
        for act in anything(key, stranger, team):
            with pytest.raises(NotVisible) as refusal:
                act()
            said.add(refusal.value.message)
    assert said == {"There is nothing here that you can see."}
    version = journeys.fresh(request).version
    assert version == request.version


def test_the_second_click_of_somebody_who_lost_sight_of_it_shows_nothing(team: Team) -> None:
    request = journeys.submitted(team)
    conflicts.declare(key=request.key, by=team.practice_manager, kind="kinship")
    with pytest.raises(NotVisible):
        log.submit(key=request.key, by=team.practice_manager)


def test_linked_requests_show_to_the_team_each_in_their_scope(team: Team) -> None:
    people = journeys.parts()["subject"]["subjects"]
    second = {**people[0], "name": "Ivo Halloway", "nhs_number": ""}
    request = journeys.submitted(team, subject={"subject_kind": "several", "subjects": [*people, second]})
    other = Request.objects.exclude(pk=request.pk).get()
    access = access_of(team.ig_lead)
    assert list(selectors.linked_to(request, access)) == [other]
    conflicts.declare(key=other.key, by=team.ig_lead, kind="kinship")
    assert list(selectors.linked_to(request, access)) == []
    alone = journeys.submitted(team)
    assert list(selectors.linked_to(alone, access)) == []
    assert list(selectors.linked_and_visible(alone, access)) == []


def test_an_incident_about_a_request_needs_sight_of_it_and_goes_to_its_own_practice(team: Team) -> None:
    request = journeys.submitted(team)
    data = {"kind": "by_phone", "what_left": "An address", "to_whom": "", "happened_at": None,
            "aware_at": timezone.now()}  # fmt: skip
    elsewhere = a_practice()
    stranger = a_member(elsewhere, "practice_manager")
    with pytest.raises(NotVisible):
        incident.record_incident(practice=elsewhere, by=stranger, data=data, request=request)
    with pytest.raises(NotVisible):
        incident.record_incident(practice=team.practice, by=team.front_desk, data=data, request=request)
    found = incident.record_incident(practice=elsewhere, by=team.ig_lead, data=data, request=request)
    assert found.practice == team.practice
