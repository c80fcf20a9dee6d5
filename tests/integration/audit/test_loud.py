"""A ledger that can't be relied on is told of on every page, to those whom it concerns and nobody else."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from audit.desk import loud, verification
from audit.desk.models import State, Verification, VerifiedLog
from audit.ledger.api import log_name, size_of
from audit.ledger.models import Alarm, StoredCheckpoint, Tree
from kit.errors import DeskError
from practices.models import Person
from tests.factories.journeys import Team
from tests.factories.ledger import recorded
from tests.integration.journey.conftest import make_team
from tests.support.ledger_steps import each_step_its_own_log
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
FAILED = "failed its verification"
FROZEN = "is no longer signed"
WAITING = " has not been signed for a while."
OVERDUE = "The ledgers have not been verified for two days."
UNFINISHED = "could not be verified to the end"
CONCERNED = {"caldicott_guardian", "ig_lead", "practice_administrator", "auditor"}
See = Callable[[Person], str]


@pytest.fixture
def team(db: None) -> Any:
    with each_step_its_own_log():
        yield make_team()


@pytest.fixture
def see(client: Client) -> See:
    def page(person: Person) -> str:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get("/help/").content.decode()

    return page


def verified(log: str, findings: int, *, of: Verification | None = None) -> None:
    now = timezone.now()
    of = of or Verification.objects.create(created_at=now, state=State.DONE, ended_at=now)
    numbers = dict.fromkeys(
        ("size", "checked", "signed_to", "checkpoints", "privates_proved", "privates_destroyed"), 0
    )
    VerifiedLog.objects.create(
        verification=of,
        log=log,
        ended_at=now,
        signatures=True,
        privates_unopened=0,
        findings=findings,
        told=[{"leaf_index": 0, "code": "leaf_hash", "message": "no"}] * min(findings, 1),
        **numbers,
    )
    loud.forget()


def given_up(team: Team | None) -> None:
    now = timezone.now()
    practice = team.practice if team else None
    Verification.objects.create(created_at=now, practice=practice, state=State.FAILED, ended_at=now)
    loud.forget()


def log_of(team: Team) -> str:
    return log_name(team.practice.public_id)


@pytest.mark.parametrize("role", sorted(CONCERNED | {"front_desk", "practice_manager", "clinical_reviewer"}))
def test_those_whom_it_concerns_see_it_and_nobody_else(team: Team, see: See, role: str) -> None:
    verified(log_of(team), 1)
    page = see(team.people[role])
    assert (FAILED in page) == (role in CONCERNED)
    assert ("The ledger of Larkmoor Road Surgery" in page) == (role in CONCERNED)
    link = reverse("verification", args=[team.practice.ods_code])
    assert (link in page) == (role == "auditor")
    assert ("Ask the practice’s auditor" in page) == (role in CONCERNED - {"auditor"})


def test_another_practices_people_do_not_see_it(team: Team, see: See) -> None:
    other = make_team("Y99992", "Hillside Surgery")
    verified(log_of(team), 1)
    assert FAILED not in see(other.caldicott_guardian)


@pytest.mark.parametrize("log", ["site", "root"])
def test_a_ledger_of_the_service_concerns_all_of_them(team: Team, see: See, log: str) -> None:
    verified(log, 2)
    assert "The service’s own ledger failed its verification" in see(team.ig_lead)
    assert reverse("verifications") in see(team.auditor)
    assert FAILED not in see(team.front_desk)


def test_a_later_sound_verification_ends_it(team: Team, see: See) -> None:
    verified(log_of(team), 1)
    verified("site", 0)
    assert FAILED in see(team.auditor)
    verified(log_of(team), 0)
    assert FAILED not in see(team.auditor)
    verified(log_of(team), 3)
    assert FAILED in see(team.auditor)


def test_an_alarm_of_the_signer_is_as_loud(team: Team, see: See) -> None:
    Alarm.objects.create(
        alarm_id="11111111-1111-4111-8111-111111111111",
        origin=f"desk.example/{log_of(team)}",
        log=log_of(team),
        code="split",
        message="another tree",
        raised_at=timezone.now(),
    )
    page = see(team.caldicott_guardian)
    assert FROZEN in page
    assert FAILED not in page
    verified(log_of(team), 1)
    assert FROZEN in see(team.caldicott_guardian)


def test_a_verification_that_was_given_up_is_told_until_one_ends(team: Team, see: See) -> None:
    given_up(team)
    page = see(team.auditor)
    assert UNFINISHED in page
    assert FAILED not in page
    verification.ask(team.practice, by=team.auditor)
    loud.forget()
    assert UNFINISHED in see(team.auditor)
    verification.work()
    assert UNFINISHED not in see(team.auditor)
    given_up(None)
    assert "The service’s own ledger could not be verified" in see(team.auditor)
    verification.ask(None, by=None)
    verification.work()
    assert UNFINISHED not in see(team.auditor)


def test_one_query_a_minute_and_none_for_those_whom_it_does_not_concern(
    team: Team, see: See, client: Client
) -> None:
    see(team.front_desk)
    loud.forget()
    with counted() as others:
        client.get("/help/")
    assert not [sql for sql in others if "ledger_alarm" in sql]
    see(team.auditor)
    loud.forget()
    with counted() as first:
        client.get("/help/")
    with counted() as second:
        client.get("/help/")
    assert len(first) == len(second) + 1
    assert not [sql for sql in second if "ledger_alarm" in sql]


def test_on_the_page_of_an_error_too_and_to_nobody_who_is_not_signed_in(team: Team, client: Client) -> None:
    verified(log_of(team), 1)
    assert FAILED not in client.get("/help/").content.decode()
    assert loud.troubles_for(None) == []
    assert loud.troubles_for(RequestFactory().get("/")) == []
    client.force_login(team.auditor, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert issubclass(DeskError, Exception)
    assert FAILED in client.get("/no-such-page/").content.decode()


def test_of_many_ledgers_three_are_named(team: Team, see: See) -> None:
    verified(log_of(team), 1)
    for number in range(2, 6):
        other = make_team(f"Y9999{number}", f"Surgery {number}")
        verified(log_of(other), 1)
        other.practice.memberships.create(
            person=team.auditor,
            role="ig_lead",
            starts_on=timezone.localdate(),
            founding=True,
        )
    page = see(team.auditor)
    assert page.count(FAILED) == 3
    assert "And 2 more ledgers." in page


def signed(log: str, size: int, at: datetime) -> None:
    """The newest checkpoint of a log, as far as this page asks."""
    origin, empty = f"desk.example/{log}", bytes(32)
    Tree.objects.get_or_create(
        origin=origin,
        defaults={"log": log, "era": 1, "size": size, "root_hash": empty, "integrated_at": at},
    )
    StoredCheckpoint.objects.create(origin=origin, size=size, root_hash=empty, note="x", signed_at=at)
    loud.forget()


def later(**after: float) -> Any:
    loud.forget()
    return time_machine.travel(timezone.now() + timedelta(**after), tick=False)


def test_entries_that_wait_long_for_their_signature_are_told_of(team: Team, see: See, client: Client) -> None:
    now, log = timezone.now(), log_of(team)
    recorded(practice=team.practice.public_id)
    with later(minutes=16):
        assert WAITING not in see(team.auditor), "It was never signed: no signer was ever at work"
    signed(log, size_of(log) - 1, now)
    assert WAITING not in see(team.auditor)
    with later(minutes=16):
        page = see(team.auditor)
        assert f"The ledger of Larkmoor Road Surgery{WAITING}" in page
        assert WAITING not in see(team.front_desk)
        see(team.auditor)
        own = client.get(reverse("verification", args=[team.practice.ods_code])).content.decode()
        assert "The newest entries of this ledger are not signed" in own
        signed(log, size_of(log), timezone.now())
        assert WAITING not in see(team.auditor)
        own = client.get(reverse("verification", args=[team.practice.ods_code])).content.decode()
        assert "The newest entries of this ledger are not signed" not in own


@pytest.mark.parametrize("root_before", [True, False], ids=["signed before", "never signed"])
def test_a_root_log_that_waits_long_for_its_signature_is_told_of(
    team: Team, see: See, root_before: bool
) -> None:
    now, log = timezone.now(), log_of(team)
    recorded(practice=team.practice.public_id)
    if root_before:
        signed("root", 1, now - timedelta(hours=1))
    else:
        Tree.objects.create(
            origin="desk.example/root", log="root", era=1, size=0, root_hash=bytes(32), integrated_at=now
        )
    signed(log, size_of(log), now)
    assert WAITING not in see(team.auditor)
    with later(minutes=16):
        assert f"The service’s own ledger{WAITING}" in see(team.auditor)
        signed("root", 2, timezone.now())
        assert WAITING not in see(team.auditor)


def test_that_no_nightly_verification_ended_for_two_days_is_told_of(team: Team, see: See) -> None:
    with later(hours=49):
        assert OVERDUE not in see(team.auditor), "There is nothing to verify"
    recorded(practice=team.practice.public_id)
    with later(hours=47):
        assert OVERDUE not in see(team.auditor)
    with later(hours=49):
        assert OVERDUE in see(team.auditor)
        assert OVERDUE not in see(team.front_desk)
        verification.ask(team.practice, by=team.auditor)
        verification.work()
        assert OVERDUE in see(team.auditor), "Of one practice: the others weren't verified"
        verification.ask(None, by=None)
        verification.work()
        assert OVERDUE not in see(team.auditor)
    with later(hours=49 + 47):
        assert OVERDUE not in see(team.auditor)
    with later(hours=49 + 49):
        assert OVERDUE in see(team.auditor)
