"""A release and a withdrawal at the same moment: whichever comes first, no release outlives the consent."""

from collections.abc import Callable

import pytest

from requests_app.journey import consent_withdrawal, legal_basis, release
from requests_app.models import Request
from tests.factories import consented, consents, journeys, rules
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.integration.journey.test_agreement_races import Halt, one_after_the_other, releasing
from tests.integration.journey.test_at_the_same_moment import at_once

ROUNDS = 6
# Real commits and real locks: each test works on a clone of its own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_team(transactional_db: None) -> Team:
    return make_team()


def withdrawing(team: Team, request: Request) -> Callable[[], object]:
    consent = consents.consent_of(request)
    return lambda: consents.withdrawn(team, consent)


def nothing_stays(request: Request) -> None:
    """Not released, not approved, not reviewed; and what was released was released before the withdrawal."""
    request = journeys.fresh(request)
    assert request.state == "legal_basis"
    assert not request.releases.filter(ended_at=None).exists()
    assert not request.decisions.filter(voided_at=None).exists()
    assert not request.legalbasisreview_set.filter(voided_at=None).exists()
    withdrawn = consents.consent_of(request).withdrawn_at
    assert withdrawn is not None
    assert all(go.released_at <= withdrawn for go in request.releases.all())


@pytest.mark.timeout(240)
def test_many_releases_race_the_withdrawal(own_team: Team) -> None:
    for number in range(ROUNDS):
        request = consented.at(own_team, "approved")
        acts = [releasing(own_team, request)]
        acts.insert(number % 2, withdrawing(own_team, request))
        ends = at_once(*acts)
        assert not [end for end in ends if end.startswith("error")], ends
        nothing_stays(request)


def test_a_release_that_comes_second_is_refused(own_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    request = consented.at(own_team, "approved")
    halt = Halt(monkeypatch, consent_withdrawal, "_write")
    ends = one_after_the_other(halt, withdrawing(own_team, request), releasing(own_team, request))
    assert ends[0] == ["done"]
    assert ends[1] in (["NotPossible"], ["StalePage"])
    assert not request.releases.exists()
    nothing_stays(request)


def test_a_release_that_comes_first_is_taken_back(own_team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    request = consented.at(own_team, "approved")
    halt = Halt(monkeypatch, release, "check_basis")
    ends = one_after_the_other(halt, releasing(own_team, request), withdrawing(own_team, request))
    assert ends == (["done"], ["done"])
    assert request.releases.get().ended_because == "consent no longer stands"
    nothing_stays(request)


def test_a_review_that_is_saved_meanwhile_goes_with_the_consent(
    own_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = journeys.triaged(own_team, journeys.submitted(own_team))
    consent = consents.given(own_team, request)
    data = consents.resting(rules.legal(request, "consented"), consent.key)
    halt = Halt(monkeypatch, legal_basis, "_write_findings")
    saving = lambda: legal_basis.save(key=request.key, by=own_team.ig_lead, data=data)  # noqa: E731
    ends = one_after_the_other(halt, saving, withdrawing(own_team, request))
    assert ends == (["done"], ["done"])
    assert not request.legalbasisreview_set.filter(voided_at=None).exists()
