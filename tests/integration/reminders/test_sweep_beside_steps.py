"""A sweep beside a step: neither waits for the other, and what the step had in hand is found afterwards."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from requests_app.models import Clock, Request
from requests_app.reminders.sweep import Swept, sweep
from tests.factories import journeys
from tests.integration.journey.conftest import make_team

# Real commits and real locks.
pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(days=30)


@pytest.fixture
def held() -> Request:
    return journeys.submitted(make_team())


def swept_elsewhere() -> list[Swept]:
    """What a sweep on another connection finds, which doesn't wait."""
    found: list[Swept] = []

    def run() -> None:
        try:
            found.append(sweep(timezone.now() + LATER))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=20)
    assert not thread.is_alive(), "the sweep waits for the step"
    return found


def test_a_step_that_holds_its_request_meets_its_clocks_while_a_sweep_passes_by(held: Request) -> None:
    with transaction.atomic():
        Request.objects.select_for_update(of=("self",)).get(pk=held.pk)
        assert swept_elsewhere() == [Swept(0, 0)]
        assert Clock.objects.filter(request=held, rule="triage").update(rung="due") == 1
    assert swept_elsewhere()[0].clocks == 3


def test_another_requests_clocks_do_not_wait(held: Request) -> None:
    other = journeys.submitted(make_team("Y99992", "Fen Lane Surgery"))
    with transaction.atomic():
        Request.objects.select_for_update(of=("self",)).get(pk=held.pk)
        assert swept_elsewhere()[0].clocks == 3
    assert not Clock.objects.filter(request=other, rung="").exists()
    assert Clock.objects.filter(request=held, rung="").count() == 3
