"""An emergency: no immigration purpose, one guardian alone, all told at once, and a look back in a day."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from kit.errors import NotAllowed, NotPossible
from practices.permissions import access_of
from requests_app import permissions, selectors
from requests_app.deadlines import add_working_days
from requests_app.journey import conflicts, emergency, guardian_decision, log, matching, release, triage
from requests_app.models import Incident, OutboxMessage, Participation, Reminder, Request
from requests_app.reminders.sweep import sweep
from requests_app.reminders.wording import mail_of
from tests.factories import journeys, rules
from tests.factories.journeys import Team


def review(request: Request, by: Any, finding: str = "right") -> None:
    emergency.review(key=request.key, by=by, finding=finding, reason="As I read it")


def facts(request: Request, event: str) -> Any:
    log_of = log_name(request.practice.public_id)
    return entries_about(log_of, request.about, only_events=[event], limit=1)[0].facts


# No immigration purpose.


@pytest.mark.parametrize("answer", [False, None])
def test_whoever_logs_it_answers_for_its_purpose(team: Team, answer: bool | None) -> None:
    with pytest.raises(NotPossible, match="no immigration purpose"):
        journeys.draft(team, urgency=rules.URGENT | {"no_immigration_purpose": answer})


@pytest.mark.parametrize("answer", [False, None])
def test_and_the_guardian_is_asked_again(team: Team, answer: bool | None) -> None:
    request = rules.emergency_ready(team)
    data = journeys.approval(request, no_immigration_purpose=answer)
    with pytest.raises(NotPossible, match="no part of the purpose is immigration"):
        emergency.approve(key=request.key, by=team.caldicott_guardian, data=data)


@pytest.mark.parametrize(
    "code", ["IM-01", "IM-02", "IM-03", "IM-04", "IM-05", "IM-06", "IM-07", "IM-08", "EX-04"]
)
def test_who_claims_immigration_law_has_no_emergency(team: Team, code: str) -> None:
    law = journeys.parts()["law"] | {"codes": ["PO-01", code]}
    draft = journeys.draft(team, urgency=rules.URGENT, law=law)
    with pytest.raises(NotPossible, match=f"claims immigration law \\({code}\\)"):
        log.submit(key=draft.key, by=team.practice_manager)


def test_both_answers_are_in_the_ledger(team: Team) -> None:
    request = rules.emergency_approved(team)
    assert facts(request, "request.draft_saved") is not None
    assert facts(request, "decision.approved_in_emergency")["immigration_purpose"] is False


# A guardian alone.


def alone(team: Team) -> Request:
    """Logged, called back, matched and approved by the guardian."""
    rules.checked_number(team)
    request = journeys.submitted(team, by="caldicott_guardian", urgency=rules.URGENT)
    guardian = team.caldicott_guardian
    request = rules.verified(team, request, by=guardian)
    found = {
        "result": "matched", "on_name": True, "on_date_of_birth": True, "third": "nhs_number",
        "record_flags": [], "note": "",
    }  # fmt: skip
    matching.record_match(key=request.key, by=guardian, data=found)
    emergency.approve(key=request.key, by=guardian, data=journeys.approval(request))
    return journeys.fresh(request)


def test_a_guardian_alone_logs_checks_and_approves(team: Team) -> None:
    request = alone(team)
    assert request.state == "approved"
    parts = Participation.objects.filter(request=request, person=team.caldicott_guardian)
    assert {row.part for row in parts} == {"prepares", "decides"}


def test_the_database_allows_it_with_the_flag_alone(team: Team) -> None:
    """The same two rows without the flag, or with one that is not the request's, are refused."""
    ordinary = journeys.submitted(team)
    person, now = team.caldicott_guardian, timezone.now()
    row: dict[str, Any] = {"request": ordinary, "person": person, "since": now}
    Participation.objects.create(**row, part="prepares")
    with pytest.raises(IntegrityError, match="nobody_decides_what_they_prepared"), transaction.atomic():
        Participation.objects.create(**row, part="decides")
    row["person"] = team.data_protection_officer
    Participation.objects.create(**row, part="prepares", emergency=True)
    with pytest.raises(IntegrityError, match="emergency"):
        connection.check_constraints()


def test_outside_an_emergency_a_guardian_does_not_check_who_asks(team: Team) -> None:
    rules.checked_number(team)
    with pytest.raises(NotAllowed):
        rules.verified(team, journeys.submitted(team), by=team.caldicott_guardian)


def test_who_prepared_an_emergency_does_not_decide_it_on_the_ordinary_way(team: Team) -> None:
    rules.checked_number(team)
    request = journeys.submitted(team, urgency=rules.URGENT)
    request = rules.verified(team, request, by=team.caldicott_guardian)
    triage.save(key=request.key, by=team.practice_manager, data=rules.TRIAGED)
    triage.accept(key=request.key, by=team.practice_manager)
    request = journeys.weighed(team, journeys.legally_reviewed(team, journeys.fresh(request)))
    request = journeys.matched(team, request)
    with pytest.raises(NotAllowed, match="somebody else decides"):
        guardian_decision.approve(
            key=request.key, by=team.caldicott_guardian, data=journeys.approval(request)
        )


# Told at once.


def told(request: Request, topic: str) -> set[str]:
    rows = OutboxMessage.objects.filter(request=request, topic=topic)
    return set(rows.values_list("recipient__email", flat=True))


def test_guardians_and_ig_lead_are_told_at_once(team: Team) -> None:
    request = rules.emergency_logged(team)
    assert {team.caldicott_guardian.email, team.ig_lead.email} <= told(request, "emergency.logged")
    message = OutboxMessage.objects.filter(topic="emergency.logged").first()
    assert message is not None
    subject, body = mail_of(message)
    assert subject.startswith(f"Urgent: {request.name}: An emergency was logged")
    assert "Halloway" not in subject + body


def test_an_ordinary_request_is_no_emergency(team: Team) -> None:
    assert told(journeys.submitted(team), "emergency.logged") == set()


def test_all_who_may_look_back_and_took_no_part_are_told(team: Team) -> None:
    barred = rules.colleague(team, "clinical_reviewer")
    request = rules.emergency_ready(team)
    conflicts.declare(key=request.key, by=barred, kind="dispute")
    second = rules.colleague(team, "caldicott_guardian")
    emergency.approve(key=request.key, by=team.caldicott_guardian, data=journeys.approval(request))
    assert told(request, "emergency.to_review") == {
        team.data_protection_officer.email,
        team.ig_lead.email,
        second.email,
    }


# The look back.


def test_it_is_due_within_one_working_day(team: Team) -> None:
    request = rules.emergency_approved(team)
    last = add_working_days(timezone.localdate(), 1, "england")
    assert (request.due_rule, timezone.localdate(request.due_at - timedelta(seconds=1))) == (
        "look_back",
        last,
    )
    work = selectors.my_work(access_of(team.data_protection_officer), now=timezone.now())
    assert request in [*work["soon"].rows, *work["mine"].rows]
    review(request, team.data_protection_officer)
    assert journeys.fresh(request).due_rule == "urgent"


def test_late_it_is_overdue_for_those_who_may(team: Team) -> None:
    request = rules.emergency_approved(team)
    with rules.later(days=6):
        release.expire(key=request.key)
        work = selectors.my_work(access_of(team.data_protection_officer), now=timezone.now())
        assert request in work["overdue"].rows
        sweep()
    rungs = Reminder.objects.filter(request=request, rule="look_back").values_list("person__email", "rung")
    uninvolved = {team.data_protection_officer.email, team.ig_lead.email}
    assert {email for email, _ in rungs} == uninvolved


def test_found_wrong_it_is_an_incident_from_that_moment(team: Team) -> None:
    request = journeys.disclosed(team, journeys.released(team, rules.emergency_approved(team)))
    before = timezone.now()
    review(request, team.data_protection_officer, "wrong")
    incident = Incident.objects.get()
    assert incident.request == request
    assert incident.aware_at >= before
    assert incident.report_by - incident.aware_at == timedelta(hours=72)
    assert incident.happened_at == request.disclosures.get().sent_at
    assert "D06, D08" in incident.what_left
    assert facts(request, "emergency.reviewed")["incident"] == str(incident.key)
    assert facts(request, "incident.recorded")["incident"] == str(incident.key)
    assert team.ig_lead.email in told(request, "incident.recorded")


def test_found_right_it_is_none(team: Team) -> None:
    request = rules.emergency_approved(team)
    review(request, team.data_protection_officer)
    assert not Incident.objects.exists()


def test_the_review_and_its_incident_stand_or_fall_together(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = rules.emergency_approved(team)

    def fails(**given: Any) -> None:
        raise RuntimeError("the incident can't be written")

    monkeypatch.setattr(emergency, "make_incident", fails)
    with pytest.raises(RuntimeError):
        review(request, team.data_protection_officer, "wrong")
    assert not request.emergency_reviews.exists()


def test_found_wrong_nothing_leaves_on_it(team: Team) -> None:
    request = rules.emergency_approved(team)
    review(request, team.data_protection_officer, "wrong")
    assert "Nothing of it is confirmed as sent" in Incident.objects.get().what_left
    with pytest.raises(NotPossible, match="found wrongly handled"):
        journeys.released(team, request)


def test_the_decider_chose_none_of_the_reviewers(team: Team) -> None:
    request = rules.emergency_ready(team)
    chosen = {person.pk for person in emergency.uninvolved(request, team.caldicott_guardian)}
    assert team.caldicott_guardian.pk not in chosen
    assert not any(permissions.involved(request, pk) for pk in chosen)
