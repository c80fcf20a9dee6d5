"""Through the journey itself: who is reminded of a request's own clocks, and of which no more."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from requests_app.journey import conflicts
from requests_app.models import Clock, Reminder, Request
from requests_app.reminders.sweep import sweep
from tests.factories import journeys
from tests.factories.journeys import Team


def received(days_ago: int) -> dict[str, Any]:
    return {"received_on": timezone.localdate() - timedelta(days=days_ago)}


def reminded(request: Request, rule: str) -> set[str]:
    found = Reminder.objects.filter(request=request, rule=rule).select_related("person")
    return {row.person.email.partition("@")[0] for row in found}


def test_an_overdue_request_reminds_those_who_can_act(team: Team) -> None:
    request = journeys.submitted(team, received=received(21))

    sweep()

    assert {"practice_manager", "ig_lead"} <= reminded(request, "triage")
    assert "front_desk" not in reminded(request, "triage")
    assert "auditor" not in reminded(request, "triage")


def test_a_date_that_is_far_reminds_nobody(team: Team) -> None:
    request = journeys.submitted(team)

    sweep()

    assert reminded(request, "decide") == set()


def test_once_a_rung_and_another_day_the_next(team: Team) -> None:
    request = journeys.submitted(team, received=received(60))
    now = timezone.now()

    assert sweep(now).reminders > 0
    assert sweep(now).reminders == 0
    before = Reminder.objects.filter(request=request).count()
    sweep(now + timedelta(days=20))
    assert Reminder.objects.filter(request=request).count() > before


def test_a_closed_request_reminds_nobody_of_deciding(team: Team) -> None:
    request = journeys.closed(team, journeys.refused(team, journeys.at_decision(team, received=received(60))))

    sweep()

    assert reminded(request, "decide") == reminded(request, "triage") == set()
    assert not Clock.objects.filter(request=request, rule="decide", next_at__isnull=False).exists()


def test_a_guardian_who_declared_an_interest_hears_nothing(team: Team) -> None:
    request = journeys.at_decision(team, received=received(60))
    conflicts.declare(key=request.key, by=team.people["caldicott_guardian"], kind="kinship")

    sweep()

    assert "practice_manager" in reminded(request, "decide")
    assert "caldicott_guardian" not in reminded(request, "decide")


def test_a_patient_who_was_not_told_is_looked_at_again_even_after_closing(team: Team) -> None:
    request = journeys.closed(team)
    decision = request.decisions.get(voided_at=None)
    day = decision.tell_review_on
    noon = timezone.make_aware(datetime(day.year, day.month, day.day, 12))

    sweep(noon - timedelta(days=10))
    assert reminded(request, "patient_review") == set()
    sweep(noon + timedelta(days=4))
    assert "caldicott_guardian" in reminded(request, "patient_review")
