"""What a step of an older version left running: nobody is reminded of it, and the night ends it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audit.ledger.api import entries, log_name
from requests_app import tasks
from requests_app.journey import mending, reopening, transition
from requests_app.models import Clock, Dropped, OutboxMessage, Reminder, Request
from requests_app.reminders import sending
from requests_app.reminders.sweep import PUT_OFF, Swept, sweep
from tests.factories import journeys
from tests.factories.clocks import a_clock
from tests.factories.journeys import Team, fresh


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Steps are those of a version that knew of no clocks, within it."""

    @contextmanager
    def version() -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr(transition, "refreshed", lambda unit: None)
            yield

    return version


def states_of(request: Request) -> dict[str, str]:
    return dict(Clock.objects.filter(request=request).values_list("rule", "state"))


def test_nobody_is_reminded_of_what_is_over_where_its_request_stands(team: Team, older: Any) -> None:
    now, request = timezone.now(), journeys.submitted(team)
    with older():
        journeys.closed(team, journeys.refused(team, request))
    Clock.objects.update(next_at=now, due_at=now - timedelta(days=5))

    assert sweep(now) == Swept(3, 0)

    assert set(Clock.objects.values_list("next_at", "state")) == {(now + PUT_OFF, "running")}


def test_what_goes_on_where_it_stands_is_reminded_of(team: Team, older: Any) -> None:
    """Past triage the decision still waits; and what outlives closing is reminded of when it is closed."""
    now, request, closed = timezone.now(), journeys.submitted(team), journeys.closed(team)
    with older():
        journeys.triaged(team, request)
    Clock.objects.filter(request=request).update(next_at=now, due_at=now - timedelta(days=5))
    a_clock(closed, rule="tell_patient", next_at=now, due_at=now - timedelta(days=5))

    assert sweep(now).clocks == 4

    assert set(Reminder.objects.values_list("rule", flat=True)) == {"decide", "tell_patient"}


def test_a_mail_that_waits_leaves_out_what_ended_so_meanwhile(team: Team, older: Any) -> None:
    request = journeys.submitted(team)
    Clock.objects.update(next_at=None)
    a_clock(request, rule="urgent")
    OutboxMessage.objects.update(sent_at=timezone.now())
    sweep()
    with older():
        journeys.closed(team, journeys.refused(team, request))
    OutboxMessage.objects.filter(reminders=None).update(sent_at=timezone.now())

    assert sending.send_waiting() == 0

    assert set(Reminder.objects.values_list("dropped_because", flat=True)) == {Dropped.ENDED}


@pytest.mark.parametrize("closes", [True, False], ids=["closed", "refused"])
def test_the_night_ends_them_with_an_entry(team: Team, older: Any, closes: bool) -> None:
    request, other = journeys.submitted(team), journeys.submitted(team)
    with older():
        journeys.refused(team, request)
        if closes:
            journeys.closed(team, fresh(request))
    version = fresh(request).version

    assert tasks.start_clocks() == 1

    later = {"patient_review": "running"} if closes else {}  # what was said at the closing outlives it
    assert states_of(request) == dict.fromkeys(("acknowledge", "triage", "decide"), "met") | later
    assert set(states_of(other).values()) == {"running"}
    now = fresh(request)
    assert (now.version, now.due_at, now.due_rule) == (version, None, "")
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    assert (entry.event, entry.about) == ("clock.recomputed", request.about)
    assert mending.end_left_over() == 0


def test_somebody_who_was_quicker_leaves_nothing_to_do(team: Team) -> None:
    assert mending._mend(journeys.submitted(team).pk) == 0


def test_the_night_ends_what_was_left_of_an_earlier_round_but_not_what_outlives_closing(team: Team) -> None:
    request = journeys.closed(team)
    reopening.reopen(key=request.key, by=team.ig_lead, reason="A mistake")
    left = a_clock(request, rule="urgent", round=1)
    outlives = a_clock(request, rule="retrospective", round=1)
    now = {row.pk: row.state for row in Clock.objects.filter(request=request, round=2)}

    assert tasks.start_clocks() == 1

    left.refresh_from_db()
    outlives.refresh_from_db()
    assert (left.state, left.next_at, outlives.state) == ("ended", None, "running")
    assert {row.pk: row.state for row in Clock.objects.filter(request=request, round=2)} == now
    (entry,) = entries(log_name(team.practice.public_id), limit=1)
    assert (entry.event, entry.facts["clocks"]["urgent"][0]) == ("clock.recomputed", "ended")
    assert mending.end_left_over() == 0
