"""An agreement is never a basis: it may narrow what a power allows, where it is in force and joined."""

import pytest
from django.utils import timezone

from kit.errors import NotPossible
from requests_app import policies
from requests_app.journey import (
    confirming,
    legal_basis,
)
from requests_app.models import SharingAgreement
from tests.factories import agreements as made
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.steps import correct


@pytest.fixture
def agreement(team: Team) -> SharingAgreement:
    return made.joined(team)


@pytest.mark.parametrize("joined", [True, False], ids=["joined", "not-joined"])
def test_it_may_only_narrow(team: Team, joined: bool) -> None:
    agreement = made.in_force(team)
    if joined:
        made.joined(team, agreement)
    request = made.at(team, agreement, "legal_basis")
    if not joined:
        with pytest.raises(NotPossible, match="your practice joined"):
            made.saved(team, request, narrowed_by_agreement=True, effects={"D08": "no_basis"})
        return
    with pytest.raises(NotPossible, match="does not cover D08"):
        made.saved(team, request, narrowed_by_agreement=True)
    made.saved(team, request, narrowed_by_agreement=True, effects={"D08": "no_basis"})
    assert request.legalbasisreview_set.get().narrowed_by_agreement
    made.saved(team, request)
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
        made.saved(team, request, narrowed_by_agreement=True)
    assert policies.fell_at(request) is None
    with pytest.raises(NotPossible):
        policies.rests_on_fallen_agreement(request, timezone.now())


def test_a_confirmed_review_still_keeps_to_the_agreement(team: Team, agreement: SharingAgreement) -> None:
    request = made.at(team, agreement, "legal_basis")
    made.saved(team, request, narrowed_by_agreement=True, effects={"D08": "no_basis"})
    legal_basis.finish(key=request.key, verb="weigh", by=team.ig_lead)
    request = correct(team, journeys.fresh(request), "purpose")
    confirming.confirm(key=request.key, by=team.ig_lead, verb="weigh")
    assert request.legalbasisreview_set.get(voided_at=None).narrowed_by_agreement
    request = correct(team, journeys.fresh(request), "purpose")
    made.stands_at(team, agreement, "under_review")
    with pytest.raises(NotPossible, match="in force"):
        confirming.confirm(key=request.key, by=team.ig_lead, verb="weigh")
