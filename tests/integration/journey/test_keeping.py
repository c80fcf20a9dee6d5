"""What people record so that a date is met; and what outlives the closing of a request."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import entries, log_name, reveal
from kit.errors import InvalidInput, NotAllowed, NotPossible
from requests_app.deadlines.statutory import farthest
from requests_app.journey import closing, emergency, guardian_decision, keeping, outside_guardian, release
from requests_app.models import Clock, Request
from tests.factories import journeys, rules
from tests.factories.answers import TOLD, approval
from tests.factories.journeys import Team, fresh
from tests.integration.journey.test_clocks import kinds, row, states

CLOSING = (
    rules.CLOSING | TOLD | {"reply_sent_on": date(2026, 11, 10), "reply_means": "Letter", "note": "Done"}
)


def approved(team: Team, tell: str, *, request: Request | None = None, **fields: Any) -> Request:
    """Approved by the guardian, who decides so about the patient."""
    request = request or journeys.at_decision(team)
    fields = {"tell_patient": tell, "tell_reason": "", "tell_review_on": None} | fields
    guardian_decision.approve(key=request.key, by=team.caldicott_guardian, data=approval(request, **fields))
    return fresh(request)


def not_told(team: Team) -> Request:
    """Approved, and the patient isn't told until it is looked at again in thirty days."""
    review = timezone.localdate() + timedelta(days=30)
    return approved(team, "not", tell_reason="It would warn a suspect", tell_review_on=review)


def sent(team: Team, request: Request) -> Request:
    return journeys.disclosed(team, journeys.released(team, request))


def close(team: Team, request: Request, told: str) -> Request:
    closing.close(key=request.key, by=team.practice_manager, data=CLOSING | {"patient_told": told})
    return fresh(request)


def last(team: Team) -> Any:
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    return entry


# The acknowledgement.


def test_an_acknowledgement_meets_its_date_and_the_next_one_governs(team: Team) -> None:
    request = journeys.submitted(team)
    keeping.acknowledge(key=request.key, by=team.practice_manager, how=" By letter of today ")
    request = fresh(request)
    assert states(request) == {"acknowledge": "met", "triage": "running", "decide": "running"}
    assert request.due_rule == "triage"
    change = row(request, "acknowledge").changes.last()
    assert change is not None
    assert (change.by, change.reason) == (team.practice_manager, "By letter of today")
    entry = last(team)
    assert entry.event == "request.acknowledged"
    assert entry.facts["clocks"]["acknowledge"][0] == "met"
    assert "letter" not in entry.text
    private = reveal(log_name(team.practice.public_id), entry.event_id)
    assert private is not None
    assert private["words"] == "By letter of today"


def test_it_is_recorded_once_and_only_while_it_waits(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotPossible, match="Say how"):
        keeping.acknowledge(key=request.key, by=team.practice_manager, how=" ")
    keeping.acknowledge(key=request.key, by=team.practice_manager, how="Letter")
    with pytest.raises(NotPossible, match="recorded already"):
        keeping.acknowledge(key=request.key, by=team.practice_manager, how="Letter")
    assert kinds(row(request, "acknowledge")) == ["started", "met"]


def test_each_needs_its_right(team: Team) -> None:
    request = journeys.submitted(team)
    with pytest.raises(NotAllowed):
        keeping.acknowledge(key=request.key, by=team.clinical_reviewer, how="Letter")
    with pytest.raises(NotAllowed):
        keeping.told(key=request.key, by=team.data_protection_officer, data=TOLD)
    with pytest.raises(NotAllowed):
        keeping.papers_complete(key=request.key, by=team.auditor, what="x")
    with pytest.raises(NotAllowed):
        keeping.look_again(key=request.key, by=team.practice_manager, on=date(2027, 1, 4), reason="x")


# Telling the patient.


def test_told_before_anything_leaves(team: Team) -> None:
    request = approved(team, "before")
    clock = row(request, "tell_patient")
    assert (clock.state, clock.due_at) == ("running", request.decisions.get().expires_at)
    assert request.due_rule != "tell_patient"
    keeping.told(key=request.key, by=team.practice_manager, data=TOLD)
    assert row(request, "tell_patient").state == "met"
    assert states(sent(team, fresh(request)))["tell_patient"] == "met"


def test_told_straight_after_it_was_sent(team: Team) -> None:
    request = approved(team, "after")
    assert "tell_patient" not in states(request)
    request = sent(team, request)
    assert row(request, "tell_patient").state == "running"
    request = close(team, request, "later")
    assert (row(request, "tell_patient").state, request.due_at) == ("running", None)
    keeping.told(key=request.key, by=team.ig_lead, data=TOLD | {"means": "phone"})
    assert (row(request, "tell_patient").state, fresh(request).due_at) == ("met", None)
    assert last(team).event == "patient.told"


@pytest.mark.parametrize(("told", "state"), [("yes", "met"), ("later", "running"), ("no", "running")])
def test_closing_ends_no_promise_but_a_kept_one(team: Team, told: str, state: str) -> None:
    request = close(team, sent(team, approved(team, "after")), told)
    clock = row(request, "tell_patient")
    assert clock.state == state
    assert (clock.next_at is None) is (state == "met")


def test_closing_before_it_was_due_to_be_looked_at_again_leaves_it_open(team: Team) -> None:
    request = close(team, sent(team, not_told(team)), "no")
    assert row(request, "patient_review").state == "running"


def test_only_who_may_decide_meets_what_the_guardian_looks_at_again(team: Team) -> None:
    request = close(team, sent(team, not_told(team)), "yes")
    assert row(request, "patient_review").state == "running"
    with pytest.raises(NotAllowed):
        keeping.told(key=request.key, by=team.practice_manager, data=TOLD)
    assert last(team).event == "attempt.refused"
    keeping.told(key=request.key, by=team.caldicott_guardian, data=TOLD)
    assert row(request, "patient_review").state == "met"
    with pytest.raises(NotPossible, match="recorded already"):
        keeping.told(key=request.key, by=team.caldicott_guardian, data=TOLD)


def test_a_guardian_who_closes_meets_it(team: Team) -> None:
    request = sent(team, not_told(team))
    closing.close(key=request.key, by=team.caldicott_guardian, data=CLOSING | {"patient_told": "yes"})
    assert row(request, "patient_review").state == "met"


def test_a_guardian_from_outside_says_that_the_patient_was_told(team: Team) -> None:
    request, guest = journeys.at_decision(team), rules.guest(team)
    outside_guardian.invite(key=request.key, by=team.ig_lead, guardian=guest, reason="Ours is family")
    review = timezone.localdate() + timedelta(days=30)
    data = approval(request, tell_patient="later", tell_reason="A suspect", tell_review_on=review)
    guardian_decision.approve(key=request.key, by=guest, data=data)
    keeping.told(key=request.key, by=guest, data=TOLD | {"means": "phone"})
    assert row(request, "patient_review").state == "met"


def test_nobody_looks_again_in_more_than_ten_years(team: Team) -> None:
    request, by = not_told(team), team.caldicott_guardian
    most = farthest(timezone.localdate())
    for when in (most + timedelta(days=1), date.max):
        with pytest.raises(InvalidInput, match="within ten years"):
            keeping.look_again(key=request.key, by=by, on=when, reason="x")
    keeping.look_again(key=request.key, by=by, on=most, reason="x")
    assert row(request, "patient_review").due_on == most


def test_looked_at_again_it_has_the_next_date_and_keeps_it(team: Team) -> None:
    request = close(team, sent(team, not_told(team)), "no")
    before = row(request, "patient_review")
    then = timezone.localdate() + timedelta(days=90)
    keeping.look_again(key=request.key, by=team.caldicott_guardian, on=then, reason=" Still at large ")
    after = row(request, "patient_review")
    assert (after.state, after.due_on, after.rung) == ("running", then, "")
    change = after.changes.last()
    assert change is not None
    assert (change.kind, change.old_due_at, change.new_due_at, change.reason) == (
        "recomputed",
        before.due_at,
        after.due_at,
        "Still at large",
    )
    private = reveal(last(team).log, last(team).event_id) or {}
    assert private["look_again_on"] == then.isoformat()
    keeping.told(key=request.key, by=team.caldicott_guardian, data=TOLD)
    assert row(request, "patient_review").state == "met"


def test_the_guardians_next_date_outlasts_other_steps(team: Team) -> None:
    request = not_told(team)
    then = timezone.localdate() + timedelta(days=60)
    keeping.look_again(key=request.key, by=team.caldicott_guardian, on=then, reason="At large")
    assert row(sent(team, fresh(request)), "patient_review").due_on == then


@pytest.mark.parametrize("days", [0, -1])
def test_it_is_looked_at_again_later_not_now(team: Team, days: int) -> None:
    request = not_told(team)
    when = timezone.localdate() + timedelta(days=days)
    with pytest.raises(InvalidInput) as refused:
        keeping.look_again(key=request.key, by=team.caldicott_guardian, on=when, reason="x")
    assert set(refused.value.fields) == {"again_on"}
    with pytest.raises(NotPossible, match="still isn’t told"):
        keeping.look_again(key=request.key, by=team.caldicott_guardian, on=when, reason=" ")


def test_a_new_approval_promises_anew(team: Team) -> None:
    """What was recorded for an approval that fell says nothing of the next one."""
    request = approved(team, "before")
    keeping.told(key=request.key, by=team.practice_manager, data=TOLD)
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The warrant was recalled")
    request = journeys.weighed(team, journeys.legally_reviewed(team, fresh(request)))
    guardian_decision.approve(
        key=request.key,
        by=team.caldicott_guardian,
        data=approval(request, tell_patient="before", tell_reason="", tell_review_on=None),
    )
    assert kinds(row(request, "tell_patient")) == ["started", "met", "started"]


def test_an_approval_that_falls_takes_its_promise_along(team: Team) -> None:
    request = approved(team, "before")
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The warrant was recalled")
    assert row(request, "tell_patient").state == "ended"


def test_what_the_guardian_put_off_is_looked_at_again_though_the_approval_falls(team: Team) -> None:
    request = not_told(team)
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The warrant was recalled")
    assert row(request, "patient_review").state == "running"


# After an emergency.


def test_an_emergencys_papers_outlive_its_closing(team: Team) -> None:
    request = sent(team, rules.emergency_approved(team))
    emergency.review(key=request.key, by=team.data_protection_officer, finding="right", reason="A life")
    request = close(team, fresh(request), "later")
    found = states(request)
    assert (found["look_back"], found["retrospective"], found["urgent"]) == ("met", "running", "met")
    keeping.papers_complete(key=request.key, by=team.practice_manager, what="The form came")
    assert row(request, "retrospective").state == "met"
    assert last(team).event == "emergency.papers_complete"
    assert Clock.objects.filter(request=request, next_at__isnull=False, rule="retrospective").count() == 0
