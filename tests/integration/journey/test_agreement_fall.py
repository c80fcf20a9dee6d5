"""An agreement falls: what rested on it goes back to legal-basis review, and nothing goes on meanwhile."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from kit.errors import NotPossible
from requests_app import policies
from requests_app.journey import (
    agreement_fall,
    agreement_joining,
    confirming,
    disclosure,
    guardian_decision,
    legal_basis,
    public_interest,
    release,
    waiting,
)
from requests_app.models import Incident, OutboxMessage, Request, SharingAgreement
from requests_app.tasks import return_what_fell
from tests.factories import agreements as made
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.steps import alive, correct

FELL = "agreement.fell"
RESTING = ("public_interest", "decision", "approved", "released")
REVIEWED = {"triage", "verification", "match"}


@pytest.fixture
def agreement(team: Team) -> SharingAgreement:
    return made.joined(team)


def entries(request: Request) -> list:
    return entries_about(log_name(request.practice.public_id), request.about, only_events=[FELL])


def fall_alone(agreement: SharingAgreement) -> None:
    """The fall as it is committed, when the process dies before it returns anything."""
    SharingAgreement.objects.filter(pk=agreement.pk).update(fallen_at=timezone.now())


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
    (entry,) = entries(request)
    assert entry.facts["agreement"] == str(agreement.key)
    assert "legalbasisreview" in entry.facts["voided"]
    told = set(OutboxMessage.objects.filter(topic=FELL).values_list("recipient", flat=True))
    assert told == {team.ig_lead.pk, team.caldicott_guardian.pk, team.practice_manager.pk}


def test_an_approval_that_ends_so_is_in_the_report(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "approved")
    made.stands_at(team, agreement, "withdrawn")
    (entry,) = entries(request)
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
    assert len(entries(request)) == 1
    told = set(OutboxMessage.objects.filter(topic=FELL).values_list("recipient", flat=True))
    assert team.ig_lead.pk in told


def test_a_review_that_was_saved_and_not_finished_is_void(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "legal_basis")
    saved(team, request)
    made.stands_at(team, agreement, "paused")
    request = journeys.fresh(request)
    assert request.state == "legal_basis"
    assert "legal" not in alive(request)
    assert entries(request)[0].facts["voided"] == ["legalbasisreview"]


def saved(team: Team, request: Request, **fields: object) -> None:
    codes = {item.token: "permitted" for item in request.live_items} | fields.pop("effects", {})  # type: ignore[operator]
    data = rules.legal(request, codes) | fields
    legal_basis.save(key=request.key, by=team.ig_lead, data=data)


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


@pytest.mark.parametrize("point", ["legal_basis", "public_interest", "decision", "approved"])
def test_nothing_goes_on_between_the_fall_and_the_return(
    team: Team, agreement: SharingAgreement, point: str
) -> None:
    request = made.at(team, agreement, point)
    if point == "legal_basis":
        saved(team, request)
    if point == "public_interest":
        weighed_not_finished(team, request)
    fall_alone(agreement)
    steps = {
        "legal_basis": lambda: legal_basis.finish(key=request.key, verb="weigh", by=team.ig_lead),
        "public_interest": lambda: public_interest.finish(key=request.key, by=team.clinical_reviewer),
        "decision": lambda: guardian_decision.approve(
            key=request.key, by=team.caldicott_guardian, data=journeys.approval(request)
        ),
        "approved": lambda: journeys.released(team, request),
    }
    with pytest.raises(NotPossible, match="reviewed again"):
        steps[point]()
    assert journeys.fresh(request).state == point


def weighed_not_finished(team: Team, request: Request) -> None:
    public_interest.save(
        key=request.key, by=team.clinical_reviewer,
        data={
            "answers": dict.fromkeys([f"Q{n}" for n in range(1, 13)], "x"), "factors": ["F1"],
            "conclusion": "met", "reason": "x",
            "findings": {i.token: {"advice": "disclose", "reason": "x"} for i in request.live_items},
        },
    )  # fmt: skip


@pytest.mark.parametrize("point", ["legal_basis", *RESTING])
def test_what_a_dead_process_left_behind_is_finished(
    team: Team, agreement: SharingAgreement, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = made.at(team, agreement, point)
    monkeypatch.setattr(agreement_fall, "carry_out", dies)
    made.proposed(team, agreement, "withdrawn")
    with pytest.raises(KeyboardInterrupt):
        made.agreements.confirm(key=agreement.key, by=team.caldicott_guardian)
    assert journeys.fresh(request).state == point
    assert made.fresh(agreement).fallen_at is not None
    assert return_what_fell() == 1
    assert journeys.fresh(request).state == "legal_basis"
    assert len(entries(request)) == 1
    assert return_what_fell() == 0


def dies(*args: object, **kwargs: object) -> int:
    raise KeyboardInterrupt


def test_one_that_fails_keeps_none_of_the_others_waiting(
    team: Team, agreement: SharingAgreement, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = made.at(team, agreement, "decision"), made.at(team, agreement, "approved")
    look = agreement_fall.look_again

    def fails_once(*, key: object) -> None:
        if key == first.key:
            raise OperationalError("gone away")
        look(key=key)

    monkeypatch.setattr(agreement_fall, "look_again", fails_once)
    assert made.stands_at(team, agreement, "withdrawn") == 1
    assert [journeys.fresh(each).state for each in (first, second)] == ["decision", "legal_basis"]
    monkeypatch.undo()
    assert return_what_fell() == 1
    assert journeys.fresh(first).state == "legal_basis"


def test_who_was_told_is_not_told_again(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "submitted")
    made.stands_at(team, agreement, "withdrawn")
    assert return_what_fell() == 0
    assert len(entries(request)) == 1
    later = made.at(team, agreement, "submitted")
    assert return_what_fell() == 0
    assert not entries(later)
    with pytest.raises(NotPossible):
        agreement_fall.look_again(key=later.key)


def test_old_news_is_not_told(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "submitted")
    fall_alone(agreement)
    with rules.later(days=2):
        assert return_what_fell() == 0
    assert return_what_fell() == 1
    assert len(entries(request)) == 1


def test_reviewed_again_it_goes_on(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "approved")
    made.stands_at(team, agreement, "withdrawn")
    request = journeys.legally_reviewed(team, journeys.fresh(request))
    request = journeys.approved(team, journeys.weighed(team, request))
    assert journeys.released(team, request).state == "released"
    made.stands_at(team, agreement, "in_force")
    assert journeys.fresh(request).state == "released"


def test_what_was_sent_after_the_fall_is_an_incident(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "released")
    before = timezone.now()
    with rules.later(minutes=5):
        fall_alone(agreement)
    with rules.later(minutes=10):
        with pytest.raises(NotPossible, match="record an incident"):
            disclosure.confirm(
                key=request.key, by=team.practice_manager, tokens=["D06"], sent_at=timezone.now()
            )
        disclosure.confirm(key=request.key, by=team.practice_manager, tokens=["D06"], sent_at=before)
    assert "basis_lost" in dict(Incident._meta.get_field("kind").flatchoices)


def test_a_clock_that_runs_ahead_saves_no_review_from_the_fall(
    team: Team, agreement: SharingAgreement
) -> None:
    """The review was saved by another computer, whose clock is a minute early."""
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        request = made.at(team, agreement, "approved")
    made.stands_at(team, agreement, "withdrawn")
    assert journeys.fresh(request).state == "legal_basis"
    assert policies.fell_at(journeys.fresh(request)) > timezone.now()


@pytest.mark.parametrize("joined", [True, False], ids=["joined", "not-joined"])
def test_it_may_only_narrow(team: Team, joined: bool) -> None:
    agreement = made.in_force(team)
    if joined:
        made.joined(team, agreement)
    request = made.at(team, agreement, "legal_basis")
    if not joined:
        with pytest.raises(NotPossible, match="your practice joined"):
            saved(team, request, narrowed_by_agreement=True, effects={"D08": "no_basis"})
        return
    with pytest.raises(NotPossible, match="does not cover D08"):
        saved(team, request, narrowed_by_agreement=True)
    saved(team, request, narrowed_by_agreement=True, effects={"D08": "no_basis"})
    assert request.legalbasisreview_set.get().narrowed_by_agreement
    saved(team, request)
    assert not request.legalbasisreview_set.get().narrowed_by_agreement


def test_one_in_force_is_no_basis(team: Team, agreement: SharingAgreement) -> None:
    """Without a power, a request that cites it fares as one that cites nothing."""
    request = made.at(team, agreement, "legal_basis")
    request = journeys.legally_reviewed(team, request, {"D06": "no_basis", "D08": "no_basis"})
    with pytest.raises(NotPossible, match="No item has a legal basis"):
        policies.may_approve(request, timezone.now())


def test_a_request_that_cites_none_keeps_to_none(team: Team) -> None:
    request = journeys.triaged(team, journeys.submitted(team))
    with pytest.raises(NotPossible):
        saved(team, request, narrowed_by_agreement=True)
    assert policies.fell_at(request) is None
    with pytest.raises(NotPossible):
        policies.rests_on_fallen_agreement(request, timezone.now())


def test_an_earlier_review_is_not_confirmed_over_the_fall(team: Team, agreement: SharingAgreement) -> None:
    """Void by a correction, and older than the fall: looked at anew."""
    request = correct(team, made.at(team, agreement, "decision"), "purpose")
    assert confirming.earlier_review(request) is not None
    made.stands_at(team, agreement, "withdrawn")
    request = journeys.fresh(request)
    assert confirming.earlier_review(request) is None
    with pytest.raises(NotPossible):
        confirming.confirm(key=request.key, by=team.ig_lead, verb="weigh")
    request = journeys.legally_reviewed(team, request)
    assert confirming.earlier_review(request) is None, "nor the public interest that was weighed then"


def test_a_confirmed_review_still_keeps_to_the_agreement(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "legal_basis")
    saved(team, request, narrowed_by_agreement=True, effects={"D08": "no_basis"})
    legal_basis.finish(key=request.key, verb="weigh", by=team.ig_lead)
    request = correct(team, journeys.fresh(request), "purpose")
    confirming.confirm(key=request.key, by=team.ig_lead, verb="weigh")
    assert request.legalbasisreview_set.get(voided_at=None).narrowed_by_agreement
    request = correct(team, journeys.fresh(request), "purpose")
    made.stands_at(team, agreement, "under_review")
    with pytest.raises(NotPossible, match="in force"):
        confirming.confirm(key=request.key, by=team.ig_lead, verb="weigh")
