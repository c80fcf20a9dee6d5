"""A ledger that can't be relied on is told of on every page, to those whom it concerns and nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from audit.desk import loud, verification
from audit.desk.models import State, Verification, VerifiedLog
from audit.ledger.api import log_name
from audit.ledger.models import Alarm
from kit.errors import DeskError
from practices.models import Person
from tests.factories.journeys import Team
from tests.integration.journey.conftest import make_team
from tests.support.ledger_steps import each_step_its_own_log
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
FAILED = "failed its verification"
FROZEN = "is no longer signed"
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
