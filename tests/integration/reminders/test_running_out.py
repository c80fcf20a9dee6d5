"""What ran out is ended by the sweep, and by nobody else."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from kit import clock
from requests_app import tasks
from requests_app.journey import guardian_decision, release
from requests_app.models import Decision
from requests_app.reminders import running_out
from tests.factories import journeys
from tests.factories.journeys import Team


def test_nothing_ends_before_its_time(team: Team) -> None:
    approved, released = journeys.approved(team), journeys.released(team)

    assert tasks.end_what_ran_out() == 0
    assert journeys.fresh(approved).state == "approved"
    assert journeys.fresh(released).state == "released"


def test_an_approval_that_expired_goes_back_to_the_guardian(team: Team) -> None:
    request = journeys.at_decision(team)
    with clock.pretend(timezone.now() - timedelta(days=2)):
        data = journeys.approval(request, expires_at=timezone.now() - timedelta(days=1))
        guardian_decision.approve(key=request.key, by=team.people["caldicott_guardian"], data=data)

    assert running_out.end_what_ran_out() == 1

    request = journeys.fresh(request)
    assert request.state == "decision"
    assert Decision.objects.get(request=request).voided_because == "expired"


def test_a_release_that_nobody_confirmed_lapses_and_the_approval_stands(team: Team) -> None:
    request = journeys.at_decision(team)
    with clock.pretend(timezone.now() - timedelta(days=7)):
        request = journeys.released(team, journeys.approved(team, request))

    assert running_out.end_what_ran_out() == 1

    request = journeys.fresh(request)
    assert request.state == "approved"
    assert request.releases.get().ended_because == "lapsed"
    assert request.decisions.filter(voided_at=None).exists()


def test_what_moved_on_between_the_search_and_the_lock_is_left_alone(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = journeys.at_decision(team)
    with clock.pretend(timezone.now() - timedelta(days=7)):
        journeys.released(team, journeys.approved(team, request))
    found = release.lapse

    def a_person_first(key: UUID) -> None:
        release.call_off(key=key, by=team.people["practice_manager"], reason="Nothing was sent")
        found(key=key)

    monkeypatch.setattr(release, "lapse", a_person_first)

    assert running_out.end_what_ran_out() == 0
    assert journeys.fresh(request).releases.get().ended_because == "called off"
