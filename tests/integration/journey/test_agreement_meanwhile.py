"""Between the fall of an agreement and the return of what rested on it nothing goes on or is forgotten."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from kit.errors import NotPossible
from requests_app import policies
from requests_app.journey import (
    agreement_fall,
    confirming,
    disclosure,
    guardian_decision,
    legal_basis,
    public_interest,
)
from requests_app.models import Incident, Request, SharingAgreement
from requests_app.tasks import return_what_fell
from tests.factories import agreements as made
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.steps import correct

RESTING = ("public_interest", "decision", "approved", "released")


@pytest.fixture
def agreement(team: Team) -> SharingAgreement:
    return made.joined(team)


@pytest.mark.parametrize("point", ["legal_basis", "public_interest", "decision", "approved"])
def test_nothing_goes_on_between_the_fall_and_the_return(
    team: Team, agreement: SharingAgreement, point: str
) -> None:
    request = made.at(team, agreement, point)
    if point == "legal_basis":
        made.saved(team, request)
    if point == "public_interest":
        weighed_not_finished(team, request)
    made.fall_alone(agreement)
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
    assert len(made.entries(request)) == 1
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
    assert len(made.entries(request)) == 1
    later = made.at(team, agreement, "submitted")
    assert return_what_fell() == 0
    assert not made.entries(later)
    with pytest.raises(NotPossible):
        agreement_fall.look_again(key=later.key)


def test_old_news_is_not_told(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "submitted")
    made.fall_alone(agreement)
    with rules.later(days=2):
        assert return_what_fell() == 0
    assert return_what_fell() == 1
    assert len(made.entries(request)) == 1


def test_what_was_sent_after_the_fall_is_an_incident(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "released")
    before = timezone.now()
    with rules.later(minutes=5):
        made.fall_alone(agreement)
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
