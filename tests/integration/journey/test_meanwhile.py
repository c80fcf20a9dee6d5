"""What happens to somebody's step when the world changes while it waits for its turn."""

import threading
import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from audit.ledger.api import entries_about, log_name
from kit.errors import NotAllowed
from practices import memberships
from practices.models import Membership
from requests_app import permissions
from requests_app.journey import discarding, incident, notes
from requests_app.models import Incident, Request
from tests.factories import journeys
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_team(transactional_db: None) -> Team:
    return make_team()


def waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_a_role_that_ends_while_its_holder_waits_is_over(own_team: Team) -> None:
    request = journeys.submitted(own_team)
    held, go = threading.Event(), threading.Event()
    raised: list[BaseException] = []

    def hold() -> None:
        with transaction.atomic():
            Request.objects.select_for_update().get(pk=request.pk)
            held.set()
            go.wait(60)
        connection.close()

    def act() -> None:
        try:
            notes.add(key=request.key, by=own_team.data_protection_officer, text="I advise against it")
        except BaseException as problem:
            raised.append(problem)
        finally:
            connection.close()

    holder, actor = threading.Thread(target=hold), threading.Thread(target=act)
    holder.start()
    assert held.wait(30)
    actor.start()
    for _ in range(3000):
        if waiting_for_a_lock():
            break
        time.sleep(0.01)
    role = Membership.objects.get(person=own_team.data_protection_officer)
    memberships.end(membership=role, by=own_team.practice_administrator)
    go.set()
    holder.join(60)
    actor.join(60)
    assert [type(problem) for problem in raised] == [NotAllowed]
    assert not request.notes.exists()


def test_what_left_is_recorded_also_when_its_draft_is_discarded_meanwhile(
    own_team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = journeys.draft(own_team)
    real = permissions.check

    def check(*given: Any, **named: Any) -> Any:
        found = real(*given, **named)
        monkeypatch.setattr(permissions, "check", real)
        discarding.discard(key=draft.key, by=own_team.practice_manager)
        return found

    monkeypatch.setattr(permissions, "check", check)
    data = {"kind": "by_phone", "what_left": "The address", "to_whom": "", "happened_at": None}
    found = incident.record_incident(
        practice=own_team.practice,
        request=draft,
        by=own_team.ig_lead,
        data={**data, "aware_at": timezone.now()},
    )
    assert Incident.objects.get().request is None
    log = log_name(own_team.practice.public_id)
    assert [entry.event for entry in entries_about(log, f"incident:{found.key}")] == ["incident.recorded"]
