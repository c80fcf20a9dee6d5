"""What the guardian put off stands, whatever becomes of the approval, until who may decide says otherwise."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from consent.models import Telling
from kit.errors import NotAllowed
from requests_app.journey import keeping, release, reopening, telling, withdrawal
from requests_app.models import Clock, Request
from requests_app.selectors.tellings import standing_of, tellable
from tests.factories import journeys, rules
from tests.factories.answers import PUT_OFF, TOLD
from tests.factories.journeys import Team, fresh
from tests.integration.journey.test_clocks import row
from tests.integration.journey.test_keeping import approved, close, not_told, sent


def stands(request: Request) -> str:
    found = standing_of(fresh(request))
    return found.when.value if found else ""


def fell(team: Team, request: Request) -> Request:
    release.basis_fell(key=request.key, by=team.ig_lead, reason="The warrant was recalled")
    return fresh(request)


def expired(team: Team, request: Request) -> Request:
    with rules.later(days=6):
        release.expire(key=request.key)
    return fresh(request)


def withdrawn(team: Team, request: Request) -> Request:
    by, outcome = team.practice_manager, "WITHDRAWN_BY_REQUESTER"
    withdrawal.withdraw(key=request.key, by=by, outcome=outcome, reason="They took it back")
    return fresh(request)


def reopened(team: Team, request: Request) -> Request:
    request = close(team, sent(team, request), "no")
    reopening.reopen(key=request.key, by=team.ig_lead, reason="New evidence")
    return fresh(request)


ENDINGS = [fell, expired, withdrawn, reopened]


@pytest.mark.parametrize("ends", ENDINGS, ids=lambda ends: ends.__name__)
class TestWhatWasPutOff:
    def test_it_stands_and_is_the_guardians_to_change(self, team: Team, ends: Any) -> None:
        request = ends(team, not_told(team))

        assert stands(request) == "not"
        assert not tellable(request, timezone.localdate()).allowed
        for data in ({"what": "now"}, {"what": "told"} | TOLD, {"what": "later"} | PUT_OFF):
            with pytest.raises(NotAllowed):
                telling.decide(key=request.key, by=team.practice_manager, data=data)
        with pytest.raises(NotAllowed):
            keeping.told(key=request.key, by=team.practice_manager, data=TOLD)

    def test_its_day_still_comes_until_the_guardian_decides_anew(self, team: Team, ends: Any) -> None:
        request = ends(team, not_told(team))
        waiting = Clock.objects.filter(request=request, rule="patient_review", state="running")
        assert waiting.count() == 1

        telling.decide(key=request.key, by=team.caldicott_guardian, data={"what": "now"})
        assert not waiting.exists()
        assert stands(request) == "now"
        assert running(request) == {"tell_patient"}

    def test_an_older_now_does_not_come_back(self, team: Team, ends: Any) -> None:
        request = journeys.at_decision(team)
        telling.decide(key=request.key, by=team.practice_manager, data={"what": "now"})
        review = timezone.localdate() + timedelta(days=30)
        request = ends(team, approve(team, request, "not", tell_reason="A suspect", tell_review_on=review))

        assert stands(request) == "not"
        assert "tell_patient" not in running(request)


@pytest.mark.parametrize("ends", [fell, expired, withdrawn], ids=lambda ends: ends.__name__)
def test_nor_after_an_approval_that_promised_to_tell(team: Team, ends: Any) -> None:
    request = journeys.at_decision(team)
    telling.decide(key=request.key, by=team.practice_manager, data={"what": "now"})
    request = ends(team, approve(team, request, "after"))

    assert stands(request) == ""
    assert running(request) == set()


def test_closing_records_nobody_as_told_against_the_guardians_word(team: Team) -> None:
    """No date of the guardian’s has to run for their word to hold."""
    request = withdrawn(team, not_told(team))
    Clock.objects.filter(request=request, rule="patient_review").update(
        state="ended", ended_at=timezone.now(), next_at=None
    )

    close(team, request, "yes")
    assert not Telling.objects.filter(for_request=request.key).exists()
    assert stands(request) == "not"


def test_whoever_writes_the_letter_records_it_once_the_guardian_says_now(team: Team) -> None:
    request = not_told(team)
    telling.decide(key=request.key, by=team.caldicott_guardian, data={"what": "now"})
    assert tellable(fresh(request), timezone.localdate()).allowed
    telling.decide(key=request.key, by=team.practice_manager, data={"what": "told"} | TOLD)

    assert stands(request) == "told"
    assert row(request, "tell_patient").state == "met"


def test_what_an_earlier_round_waits_for_is_met_by_who_may(team: Team) -> None:
    """Told in a later round, by whoever closes: the guardian still looks again at the first."""
    request = reopened(team, not_told(team))
    telling.decide(key=request.key, by=team.caldicott_guardian, data={"what": "now"})
    Clock.objects.filter(request=request, rule="patient_review").update(state="running", ended_at=None)

    telling.decide(key=request.key, by=team.practice_manager, data={"what": "told"} | TOLD)
    assert running(request) == {"patient_review"}


def approve(team: Team, request: Request, tell: str, **fields: Any) -> Request:
    return approved(team, tell, request=request, **fields)


def running(request: Request) -> set[str]:
    about = ["tell_patient", "patient_review"]
    return set(
        Clock.objects.filter(request=request, rule__in=about, state="running").values_list("rule", flat=True)
    )
