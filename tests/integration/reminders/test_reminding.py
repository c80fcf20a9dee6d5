"""Who is reminded of what, once a day, by a row that is also the claim."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from requests_app.journey import conflicts
from requests_app.models import OutboxMessage, Reminder, Request
from requests_app.reminders import due
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team


@pytest.fixture
def team(db: None) -> Team:
    return make_team()


def received(days_ago: int) -> dict[str, Any]:
    return {"received_on": timezone.localdate() - timedelta(days=days_ago)}


def at_noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def reminded(request: Request) -> set[tuple[str, str]]:
    found = Reminder.objects.filter(request=request).select_related("person")
    return {(r.rule, r.person.email.partition("@")[0]) for r in found}


def test_an_overdue_request_reminds_those_who_can_act_and_nobody_else(team: Team) -> None:
    request = journeys.submitted(team, received=received(60))

    due.remind()

    assert reminded(request) == {("decide_past", "practice_manager"), ("decide_past", "ig_lead")}


def test_a_date_that_is_far_reminds_nobody(team: Team) -> None:
    request = journeys.submitted(team)

    assert due.remind() == 0
    assert reminded(request) == set()


def test_near_is_two_working_days_before(team: Team) -> None:
    # Due on a Thursday: Monday is three working days before, Tuesday two.
    request = journeys.submitted(team)
    Request.objects.filter(pk=request.pk).update(due_at=at_noon(date(2026, 6, 11)), due_rule="stated")

    assert due.remind(at_noon(date(2026, 6, 8))) == 0
    assert due.remind(at_noon(date(2026, 6, 9))) == 2
    assert {rule for rule, _ in reminded(request)} == {"stated_near"}


def test_once_per_request_rule_person_and_day(team: Team) -> None:
    request = journeys.submitted(team, received=received(60))
    now = timezone.now()

    assert due.remind(now) == 2
    assert due.remind(now) == 0
    assert due.remind(now + timedelta(days=1)) == 2
    entries = entries_about(
        log_name(team.practice.public_id), request.about, only_events=["reminder.queued"], limit=10
    )
    assert [entry.facts["people"] for entry in entries] == [2, 2]


def test_a_closed_request_reminds_nobody(team: Team) -> None:
    request = journeys.closed(team, journeys.refused(team, journeys.at_decision(team, received=received(60))))

    due.remind()

    assert reminded(request) == set()


def test_a_guardian_who_declared_an_interest_hears_nothing(team: Team) -> None:
    request = journeys.at_decision(team, received=received(60))
    conflicts.declare(key=request.key, by=team.people["caldicott_guardian"], kind="kinship")

    due.remind()

    assert ("decide_past", "caldicott_guardian") not in reminded(request)


def test_a_patient_who_was_not_told_is_looked_at_again_even_after_closing(team: Team) -> None:
    request = journeys.closed(team)
    decision = request.decisions.get(voided_at=None)

    assert due.remind(at_noon(decision.tell_review_on - timedelta(days=1))) == 0
    assert due.remind(at_noon(decision.tell_review_on)) == 1
    assert reminded(request) == {("patient_review", "caldicott_guardian")}


def test_two_schedulers_at_once_queue_nothing_twice(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    request = journeys.submitted(team, received=received(60))
    now = timezone.now()
    due.remind(now)
    # The second scheduler read the reminders before the first one committed.
    monkeypatch.setattr(due, "Reminder", _Unseeing)

    due.remind(now)

    assert Reminder.objects.filter(request=request).count() == 2
    assert OutboxMessage.objects.filter(topic="reminder.decide_past").count() == 2


class _Unseeing:
    """Reminder, to a reader who came before the other's commit."""

    class objects:
        @staticmethod
        def filter(**conditions: Any) -> Any:
            return Reminder.objects.none()

        @staticmethod
        def create(**fields: Any) -> Reminder:
            return Reminder.objects.create(**fields)


def test_a_request_with_no_date_is_never_near(team: Team) -> None:
    assert due.stage_of(Request(due_at=None), timezone.now()) == ""
