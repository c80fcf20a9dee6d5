"""INV-11: who logged, triaged or reviewed a request never decides it, by whatever way they come."""

import pytest

from kit.errors import NotAllowed, NotPossible
from requests_app.journey import (
    confirming,
    correction,
    emergency,
    guardian_decision,
    legal_basis,
    log,
    public_interest,
    reopening,
    returning,
    triage,
    waiting,
)
from requests_app.models import Participation
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.factories.people import a_deputy


def parts_of(request, person) -> set[str]:
    return set(Participation.objects.filter(request=request, person=person).values_list("part", flat=True))


def cannot_decide(request, person) -> None:
    with pytest.raises(NotAllowed, match="somebody else decides it"):
        guardian_decision.refuse(
            key=request.key, by=person, data=rules.refusal(at_decision=request.state == "decision")
        )


def test_the_logger_does_not_decide(team: Team) -> None:
    guardian = team.caldicott_guardian
    request = journeys.submitted(team, by="caldicott_guardian")
    cannot_decide(request, guardian)
    assert parts_of(request, guardian) == {"prepares"}


def test_who_saved_one_task_of_somebody_elses_draft_does_not_decide(team: Team) -> None:
    request = journeys.draft(team)
    guardian = team.caldicott_guardian
    log.save(key=request.key, by=guardian, part="purpose", data={"purpose": "To find him", "offence": ""})
    log.submit(key=request.key, by=team.practice_manager)
    cannot_decide(request, guardian)


def test_who_triaged_does_not_decide(team: Team) -> None:
    manager = rules.also(team, "practice_manager", "caldicott_guardian")
    request = journeys.submitted(team, by="ig_lead")
    triage.save(key=request.key, by=manager, data=rules.TRIAGED)
    cannot_decide(journeys.fresh(request), manager)


def test_who_verified_the_requester_does_not_decide(team: Team) -> None:
    rules.checked_number(team)
    manager = rules.also(team, "practice_manager", "caldicott_guardian")
    request = rules.verified(team, journeys.submitted(team, by="ig_lead"), by=manager)
    cannot_decide(request, manager)


def test_who_reviewed_the_legal_basis_does_not_decide(team: Team) -> None:
    lead = rules.also(team, "ig_lead", "caldicott_guardian")
    request = journeys.at_decision(team)
    cannot_decide(request, lead)
    with pytest.raises(NotAllowed):
        guardian_decision.approve(key=request.key, by=lead, data=journeys.approval(request))


def test_who_weighed_the_public_interest_does_not_decide(team: Team) -> None:
    reviewer = rules.also(team, "clinical_reviewer", "caldicott_guardian")
    cannot_decide(journeys.at_decision(team), reviewer)


def test_who_corrected_it_does_not_decide(team: Team) -> None:
    request = journeys.submitted(team)
    both = rules.colleague(team, "practice_manager", "caldicott_guardian")
    correction.correct(
        key=request.key,
        by=both,
        part="purpose",
        data={"purpose": "Another", "offence": ""},
        because="Misread",
    )
    cannot_decide(request, both)


def test_who_asked_the_requester_does_not_decide(team: Team) -> None:
    request = journeys.submitted(team)
    both = rules.colleague(team, "practice_manager", "caldicott_guardian")
    waiting.ask(key=request.key, whom="requester", question="Which inquiry?", by=both)
    waiting.resume(key=request.key, answer="Larch", by=team.practice_manager)
    cannot_decide(request, both)


def test_who_returned_a_review_does_not_decide_but_a_guardian_who_returns_it_may(team: Team) -> None:
    request = journeys.at_decision(team)
    returning.return_to(
        key=request.key, state="legal_basis", reason="Which power?", by=team.caldicott_guardian
    )
    assert parts_of(request, team.caldicott_guardian) == set()
    request = journeys.fresh(request)
    both = rules.colleague(team, "ig_lead", "caldicott_guardian")
    returning.return_to(key=request.key, state="triage", reason="Who asks?", by=both)
    cannot_decide(journeys.fresh(request), both)


def test_a_deputy_who_prepared_does_not_decide_as_a_deputy(team: Team) -> None:
    request = journeys.at_decision(team)
    deputy = a_deputy(
        team.practice, "caldicott_guardian", absent=team.caldicott_guardian, person=team.ig_lead
    )
    cannot_decide(request, deputy)
    other = a_deputy(team.practice, "caldicott_guardian", absent=team.caldicott_guardian)
    guardian_decision.refuse(key=request.key, by=other, data=rules.refusal())


def test_who_logged_a_letter_about_several_decides_none_of_its_requests(team: Team) -> None:
    people = journeys.parts()["subject"]["subjects"]
    second = {**people[0], "name": "Ivo Halloway", "nhs_number": ""}
    request = journeys.draft(team, subject={"subject_kind": "several", "subjects": [*people, second]})
    guardian = team.caldicott_guardian
    log.save(key=request.key, by=guardian, part="purpose", data={"purpose": "To find him", "offence": ""})
    keys = log.submit(key=request.key, by=team.practice_manager)
    assert len(keys) == 2
    for key in keys:
        with pytest.raises(NotAllowed, match="somebody else decides it"):
            guardian_decision.refuse(key=key, by=guardian, data=rules.refusal(at_decision=False))


def test_who_prepared_in_an_earlier_round_does_not_decide_after_reopening(team: Team) -> None:
    request = journeys.closed(team, journeys.refused(team))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="They wrote again")
    cannot_decide(journeys.fresh(request), rules.also(team, "ig_lead", "caldicott_guardian"))


def test_who_decided_never_prepares(team: Team) -> None:
    guardian = rules.also(team, "caldicott_guardian", "ig_lead", "clinical_reviewer")
    request = journeys.closed(team, journeys.refused(team))
    reopening.reopen(key=request.key, by=team.ig_lead, reason="They wrote again")
    for act in (
        lambda: triage.save(key=request.key, by=guardian, data=rules.TRIAGED),
        lambda: triage.accept(key=request.key, by=guardian),
        lambda: waiting.ask(key=request.key, whom="patient", question="Do you agree?", by=guardian),
        lambda: rules.verified(team, request, by=guardian),
        lambda: correction.correct(
            key=request.key, by=guardian, part="purpose", data={"purpose": "x", "offence": ""}, because="x"
        ),
    ):
        with pytest.raises(NotAllowed, match="You decided on this request"):
            act()
    request = journeys.triaged(team, journeys.fresh(request))
    with pytest.raises(NotAllowed, match="You decided on this request"):
        legal_basis.save(key=request.key, by=guardian, data=rules.legal(request))
    request = journeys.legally_reviewed(team, request)
    with pytest.raises(NotAllowed, match="You decided on this request"):
        public_interest.finish(key=request.key, by=guardian)


def test_who_states_new_evidence_does_not_decide_on_it(team: Team) -> None:
    request = journeys.closed(team, journeys.refused(team))
    both = rules.colleague(team, "ig_lead", "caldicott_guardian")
    reopening.reopen(key=request.key, by=both, reason="A witness", new_evidence="A witness came forward")
    cannot_decide(journeys.fresh(request), both)


def test_who_only_reopened_it_may_decide(team: Team) -> None:
    request = journeys.closed(team, journeys.refused(team))
    reopening.reopen(key=request.key, by=team.caldicott_guardian, reason="They wrote again")
    guardian_decision.refuse(
        key=request.key, by=team.caldicott_guardian, data=rules.refusal(at_decision=False)
    )


# The logger in a small practice.


def test_the_logger_may_review_the_legal_basis_and_send_it_to_be_weighed(team: Team) -> None:
    rules.checked_number(team)
    request = journeys.triaged(team, journeys.submitted(team, by="ig_lead"))
    assert journeys.legally_reviewed(team, request).state == "public_interest"


def test_a_review_that_skips_the_test_is_by_someone_who_did_not_log(team: Team) -> None:
    rules.checked_number(team)
    request = journeys.triaged(team, journeys.submitted(team, by="ig_lead"))
    with pytest.raises(NotAllowed, match="a review that skips the public-interest test"):
        rules.skipped(team, request, "no_basis")


def test_saving_a_task_of_the_draft_is_logging_it(team: Team) -> None:
    rules.checked_number(team)
    request = journeys.draft(team)
    log.save(key=request.key, by=team.ig_lead, part="purpose", data={"purpose": "To find", "offence": ""})
    log.submit(key=request.key, by=team.practice_manager)
    request = journeys.triaged(team, journeys.fresh(request))
    with pytest.raises(NotAllowed, match="skips the public-interest test"):
        rules.skipped(team, request, "no_basis")


def test_a_review_by_the_logger_is_not_skipped_by_somebody_elses_click(team: Team) -> None:
    rules.checked_number(team)
    request = journeys.triaged(team, journeys.submitted(team, by="ig_lead"))
    other = rules.colleague(team, "ig_lead")
    legal_basis.save(key=request.key, by=team.ig_lead, data=rules.legal(request, "no_basis"))
    with pytest.raises(NotPossible, match="saved by somebody who logged"):
        legal_basis.finish(key=request.key, verb="skip_test", by=other)
    legal_basis.save(key=request.key, by=other, data=rules.legal(request, "no_basis"))
    legal_basis.finish(key=request.key, verb="skip_test", by=other)


def test_the_logger_does_not_skip_the_test_by_confirming_an_earlier_review(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    request = rules.skipped(team, request, "no_basis")
    correction.correct(
        key=request.key,
        by=team.practice_manager,
        part="purpose",
        data={"purpose": "Another", "offence": ""},
        because="Misread",
    )
    manager = rules.also(team, "practice_manager", "ig_lead")
    with pytest.raises(NotAllowed, match="skips the public-interest test"):
        confirming.confirm(key=request.key, by=manager, verb="skip_test")
    confirming.confirm(key=request.key, by=team.ig_lead, verb="skip_test")


def test_the_logger_does_not_weigh_the_public_interest(team: Team) -> None:
    manager = rules.also(team, "practice_manager", "clinical_reviewer")
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    data = {"answers": {}, "factors": [], "conclusion": "", "reason": "", "findings": {}}
    with pytest.raises(NotAllowed, match="another clinician weighs"):
        public_interest.save(key=request.key, by=manager, data=data)


def test_a_refusal_takes_two_people(team: Team) -> None:
    """One who logs and one who decides; fewer can't."""
    request = journeys.refused(team, journeys.submitted(team))
    assert {row.person.pk: row.part for row in request.participations.all()} == {
        team.practice_manager.pk: "prepares",
        team.caldicott_guardian.pk: "decides",
    }


def test_a_disclosure_takes_three_people(team: Team) -> None:
    """One person with every role can't: neither weigh what they logged, nor skip it, nor decide."""
    rules.checked_number(team)
    reviewer, guardian = team.clinical_reviewer, team.caldicott_guardian
    everything = rules.also(team, "practice_manager", "ig_lead", "clinical_reviewer", "caldicott_guardian")
    team.people["ig_lead"] = everything
    request = journeys.legally_reviewed(team, journeys.triaged(team, journeys.submitted(team)))
    with pytest.raises(NotAllowed):
        public_interest.finish(key=request.key, by=everything)
    request = journeys.matched(team, journeys.weighed(team, request))
    cannot_decide(request, everything)
    request = journeys.approved(team, request)
    people = {row.person for row in request.participations.all()}
    assert people == {everything, reviewer, guardian}


# The one departure: an emergency on its own way.


def test_in_an_emergency_one_person_may_log_and_approve(team: Team) -> None:
    guardian = team.caldicott_guardian
    request = journeys.submitted(team, by="caldicott_guardian", urgency=rules.URGENT)
    request = journeys.matched(team, rules.verified(team, request))
    emergency.approve(key=request.key, by=guardian, data=journeys.approval(request))
    assert parts_of(request, guardian) == {"prepares", "decides"}


def test_an_emergency_that_goes_the_ordinary_way_is_decided_by_somebody_else(team: Team) -> None:
    lead = rules.also(team, "ig_lead", "caldicott_guardian")
    request = journeys.triaged(team, rules.emergency_logged(team))
    request = journeys.matched(team, journeys.weighed(team, journeys.legally_reviewed(team, request)))
    cannot_decide(request, lead)
    with pytest.raises(NotAllowed):
        guardian_decision.approve(key=request.key, by=lead, data=journeys.approval(request))


def test_the_logger_of_an_emergency_does_not_skip_the_test_either(team: Team) -> None:
    rules.checked_number(team)
    request = journeys.triaged(team, journeys.submitted(team, by="ig_lead", urgency=rules.URGENT))
    with pytest.raises(NotAllowed, match="skips the public-interest test"):
        rules.skipped(team, request, "no_basis")


def test_every_part_that_somebody_took_is_written_once(team: Team) -> None:
    request = journeys.at_decision(team)
    assert request.participations.count() == 3
