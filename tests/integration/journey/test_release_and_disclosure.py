"""A release is a go-ahead that checks everything again; a disclosure is a fact; all else is an incident."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from kit.errors import NotAllowed, NotPossible
from requests_app import policies
from requests_app.journey import release
from requests_app.journey.transition import step
from requests_app.law import rules as law_rules
from requests_app.models import (
    LegalBasisFinding,
    LegalBasisReview,
    Match,
    Request,
    Requester,
    Triage,
    Verification,
)
from tests.factories import journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.steps import go, send


@pytest.fixture
def approved(team: Team) -> Request:
    return journeys.approved(team)


@pytest.fixture
def released(team: Team, approved: Request) -> Request:
    return journeys.released(team, approved)


# Release checks again.


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tokens": ["D06", "D10"]}, "D10 was not approved"),
        ({"tokens": []}, "at least one item"),
        ({"recipient": "Det Insp Somebody Else"}, "recipient is not the one"),
        ({"route": "secure_email"}, "route is not the one"),
    ],
)
def test_item_recipient_and_route(team: Team, approved: Request, change: dict[str, Any], words: str) -> None:
    with pytest.raises(NotPossible, match=words):
        go(team, approved, **change)
    assert approved.releases.count() == 0


def test_a_withheld_item_is_not_released(team: Team) -> None:
    request = journeys.approved(team, withheld=("D08",))
    with pytest.raises(NotPossible, match="D08 was not approved"):
        go(team, request)


def test_expiry(team: Team, approved: Request) -> None:
    ends = approved.decisions.get().expires_at
    with rules.later(days=5, minutes=1), pytest.raises(NotPossible, match="has expired"):
        go(team, approved)
    policies.live_decision(approved, ends - timedelta(seconds=1))
    with pytest.raises(NotPossible, match="has expired"):
        policies.live_decision(approved, ends)


def test_a_refusal_is_no_approval(team: Team) -> None:
    with pytest.raises(NotPossible, match="no live approval"):
        policies.live_decision(journeys.refused(team), timezone.now())
    with pytest.raises(NotPossible, match="no live approval"):
        policies.live_decision(journeys.at_decision(team), timezone.now())


def gone(model: type, request: Request) -> None:
    """Void it behind the journey's back, as another door might."""
    model._default_manager.filter(request=request, voided_at=None).update(voided_at=timezone.now())


@pytest.mark.parametrize("model", [LegalBasisReview, Match, Verification])
def test_basis_match_and_verification(team: Team, approved: Request, model: type) -> None:
    gone(model, approved)
    with pytest.raises(NotPossible, match=r"not been reviewed|not been matched|verified to V2"):
        go(team, approved)


def test_the_public_interest_and_the_supervisor(team: Team, approved: Request) -> None:
    Requester.objects.filter(request=approved).update(supervisor="")
    with pytest.raises(NotPossible, match="countersignature"):
        go(team, approved)
    gone(type(approved.publicinterestreview_set.get()), approved)
    with pytest.raises(NotPossible, match="not been weighed"):
        go(team, approved)


def test_each_items_own_basis(team: Team, approved: Request) -> None:
    LegalBasisFinding.objects.filter(review__request=approved, item__code="D08").update(effect="no_basis")
    with pytest.raises(NotPossible, match="D08 has no legal basis any more"):
        go(team, approved)
    assert go(team, approved, tokens=["D06"]).state == "released"


def test_a_prohibition_seen_since(team: Team, approved: Request) -> None:
    Triage.objects.filter(request=approved, voided_at=None).update(prohibitions=["PR-04"])
    with pytest.raises(NotPossible, match="PR-04"):
        go(team, approved)


def test_a_power_that_fell(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    request = journeys.approved(team, journeys.matched(team, rules.compelled(team)))
    monkeypatch.setattr(law_rules, "compels_gp", lambda power, on: False)
    with pytest.raises(NotPossible, match="does not compel"):
        go(team, request)


def test_after_the_basis_fell_nothing_is_released(team: Team, approved: Request) -> None:
    decision = approved.decisions.get()
    release.basis_fell(key=approved.key, by=team.ig_lead, reason="The patient withdrew consent")
    with pytest.raises(NotPossible, match="no longer open"):
        release.release(
            key=approved.key,
            by=team.practice_manager,
            tokens=["D06"],
            recipient=decision.recipient,
            route=decision.route,
        )


def test_an_item_ticked_twice_is_released_once(team: Team, approved: Request) -> None:
    request = go(team, approved, tokens=["D06", "D06"])
    assert [str(row) for row in request.releases.get().items.all()] == ["D06"]
    request = send(team, request, tokens=["D06", "D06"])
    assert request.disclosures.get().items.count() == 1


def test_only_who_may_release_does(team: Team, approved: Request) -> None:
    decision = approved.decisions.get()
    with pytest.raises(NotAllowed):
        release.release(
            key=approved.key,
            by=team.caldicott_guardian,
            tokens=["D06"],
            recipient=decision.recipient,
            route=decision.route,
        )


# How an approval or a release ends unsent.


def test_an_approval_that_expired_goes_back_to_the_guardian(team: Team, approved: Request) -> None:
    with pytest.raises(NotPossible, match="has not expired"):
        release.expire(key=approved.key)
    with rules.later(days=6):
        release.expire(key=approved.key)
    request = journeys.fresh(approved)
    assert (request.state, request.outcome) == ("decision", "")
    assert request.decisions.filter(voided_at=None).count() == 0
    assert journeys.approved(team, request).state == "approved"


def test_what_was_not_sent_lapses_in_a_working_day(team: Team, released: Request) -> None:
    with pytest.raises(NotPossible, match="has not lapsed"):
        release.lapse(key=released.key)
    with rules.later(days=4):
        release.lapse(key=released.key)
    request = journeys.fresh(released)
    assert request.state == "approved"
    assert request.releases.get().ended_because == "lapsed"
    assert go(team, request).releases.filter(ended_at=None).count() == 1


def test_a_release_is_called_off(team: Team, released: Request) -> None:
    release.call_off(key=released.key, by=team.ig_lead, reason="The wrong officer")
    request = journeys.fresh(released)
    assert (request.state, request.releases.get().ended_because) == ("approved", "called off")
    with pytest.raises(NotPossible):
        policies.may_disclose(request, timezone.now())


def test_people_do_not_expire_or_lapse_anything(team: Team, released: Request) -> None:
    for verb in ("expire", "lapse"):
        with (
            pytest.raises((NotAllowed, NotPossible)),
            step(key=released.key, verb=verb, by=team.practice_manager),
        ):
            pass
