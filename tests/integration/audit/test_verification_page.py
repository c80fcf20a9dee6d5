"""The page of verification: start one, see how far it is, what was found, and what can't be found."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from audit.desk import jobs, tasks, verification
from audit.desk.models import State, Verification, VerifiedLog
from audit.ledger.api import log_name
from audit.ledger.models import Alarm
from tests.factories import people
from tests.factories.journeys import Team
from tests.factories.ledger import recorded
from tests.integration.journey.conftest import make_team
from tests.support.ledger_steps import each_step_its_own_log
from tests.support.queries import MOST_A_PAGE, counted

pytestmark = pytest.mark.django_db
Open = Callable[..., Any]


@pytest.fixture
def team(db: None) -> Iterator[Team]:
    with each_step_its_own_log():
        made = make_team()
        for n in range(3):
            recorded(practice=made.practice.public_id, facts={"n": n})
        yield made


@pytest.fixture
def browser(client: Client, team: Team) -> Client:
    client.force_login(team.auditor, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(team: Team) -> str:
    return reverse("verification", args=[team.practice.ods_code])


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return " ".join(unescape(text).split())


def told(team: Team, **given: Any) -> None:
    """A result as a verification keeps it."""
    now = timezone.now()
    done = Verification.objects.create(created_at=now, state=State.DONE, ended_at=now)
    usual: dict[str, Any] = {
        "log": log_name(team.practice.public_id),
        "ended_at": now,
        "size": 1000,
        "checked": 1000,
        "signed_to": 0,
        "checkpoints": 0,
        "signatures": True,
        "privates_proved": 5,
        "privates_destroyed": 0,
        "privates_unopened": 0,
        "findings": 0,
        "told": [],
    }
    VerifiedLog.objects.create(verification=done, **usual | given)


def test_nobody_has_verified_it_yet(team: Team, browser: Client) -> None:
    text = words(browser.get(address(team)))
    assert "Nobody has verified this ledger yet" in text
    assert "Start a verification" in text


def test_what_can_not_be_found_is_said_plainly(team: Team, browser: Client) -> None:
    for page in (address(team), reverse("verifications")):
        text = words(browser.get(page))
        assert "Entries removed before they were signed for elsewhere" in text
        assert "What was never recorded" in text
        assert "A false entry, honestly recorded" in text


def test_start_one_and_follow_it_to_its_result(team: Team, browser: Client) -> None:
    with patch.object(tasks.verify, "apply_async") as woken:
        response = browser.post(address(team))
    assert response.status_code == 302
    woken.assert_called_once_with(retry=False, expires=60)
    text = words(browser.get(address(team)))
    assert "A verification waits to begin" in text
    assert "It begins when the files and verifications before it are done" in text
    assert "entries checked" not in text
    assert "Start a verification" not in text
    job = jobs.claim(Verification)
    assert job is not None
    jobs.alive(job, entries_total=2000, entries_checked=500)
    response = browser.get(address(team))
    assert "A verification is under way" in words(response)
    assert "500 of 2,000 entries checked" in words(response)
    assert 'max="100" value="25"' in response.content.decode()
    jobs.finish(job, **verification.run(job))
    text = words(browser.get(address(team)))
    assert "Nothing wrong found" in text
    assert f"By {team.auditor.full_name}" in text
    assert "None: this ledger has not been signed yet" in text
    assert "Start a verification" in text


def test_without_redis_it_waits_for_the_sweep(team: Team, browser: Client) -> None:
    with patch.object(tasks.verify, "apply_async", side_effect=OperationalError):
        assert browser.post(address(team)).status_code == 302
    with (
        patch.object(tasks, "redis_paused", return_value=True),
        patch.object(tasks.verify, "apply_async") as no,
    ):
        browser.post(address(team))
    no.assert_not_called()
    assert Verification.objects.get().state == State.WAITING


def test_what_was_found_is_named_and_leads_to_the_entry(team: Team, browser: Client) -> None:
    findings = [
        {"leaf_index": 1, "code": "leaf_hash", "message": "the stored hash isn't the hash of the entry"},
        {"leaf_index": 7, "code": "missing", "message": "no entry has this index"},
        {"leaf_index": None, "code": "head", "message": "the head says 8"},
    ]
    told(team, findings=105, told=findings, checkpoints=3, signed_to=900, signatures=False)
    response = browser.get(address(team))
    text = words(response)
    assert "105 findings" in text
    assert "The other 102 are not shown" in text
    assert "An entry is not what was recorded : entry 1 ." in text
    assert "An entry is missing : entry 7." in text
    assert "The number of entries is wrong ." in text
    assert "3, the last over 900 entries; their signatures could not be checked" in text
    links = re.findall(r'href="(/audit/\w+/entries/\d+/)"', response.content.decode())
    assert links == [reverse("entry_by_number", args=[team.practice.ods_code, 1])]
    led = browser.get(links[0], follow=True)
    assert "Number in the log 1 (the first is 0)" in words(led)


@pytest.mark.parametrize("number", [99, 1 << 63])
def test_a_number_that_no_entry_has_leads_nowhere(team: Team, browser: Client, number: int) -> None:
    response = browser.get(reverse("entry_by_number", args=[team.practice.ods_code, number]))
    assert response.status_code == 404
    assert "no entry with this number" in words(response)


def test_encrypted_parts_are_counted_apart(team: Team, browser: Client) -> None:
    told(team, privates_destroyed=2, privates_unopened=1)
    text = words(browser.get(address(team)))
    assert (
        "5 agree with their entries; 2 were destroyed with their key, as the ledger says; 1 could not" in text
    )


def test_one_that_was_given_up_can_be_started_again(team: Team, browser: Client) -> None:
    verification.ask(team.practice, by=team.auditor)
    with patch.object(verification, "size_of", side_effect=RuntimeError):
        verification.work()
    text = words(browser.get(address(team)))
    assert "The last verification did not come to an end" in text
    assert "RuntimeError" in text
    assert "Start a verification" in text


def alarm(log: str, number: int = 1) -> None:
    Alarm.objects.create(
        alarm_id=f"11111111-1111-4111-8111-11111111111{number}",
        origin=f"desk.example/{log}",
        log=log,
        code="split",
        message="the first 3 entries aren't those that were signed",
        raised_at=timezone.now(),
    )


def test_an_alarm_of_the_signer_says_what_to_do(team: Team, browser: Client) -> None:
    alarm(log_name(team.practice.public_id))
    text = words(browser.get(address(team)))
    assert "This ledger is no longer signed" in text
    assert "the first 3 entries aren't those that were signed" in text
    assert "no longer signed" not in words(browser.get(reverse("verifications")))


def test_all_ledgers_at_a_glance(team: Team, browser: Client) -> None:
    other = make_team("Y99992", "Hillside Surgery")
    unseen = make_team("Y99993", "Nobody’s Surgery")
    people.a_membership(other.practice, "auditor", person=team.auditor)
    told(team)
    told(other, findings=2, told=[])
    told(unseen)
    told(team, log="site", findings=1, told=[{"leaf_index": 3, "code": "missing", "message": "gone"}])
    alarm("site")
    with counted() as asked:
        text = words(browser.get(reverse("verifications")))
    assert len(asked) <= MOST_A_PAGE
    assert "Hillside Surgery" in text
    assert "2 findings" in text
    assert "Nobody’s Surgery" not in text
    assert "The service, every night" in text
    assert "An entry is missing" in text
    assert "Not verified yet" in text  # the root log
    assert "A ledger of the service is no longer signed" in text


def test_the_nightly_one_is_told_while_it_runs_and_when_it_stopped(team: Team, browser: Client) -> None:
    verification.ask(None, by=None)
    assert "The nightly verification is under way" in words(browser.get(reverse("verifications")))
    with patch.object(verification, "known_logs", side_effect=RuntimeError):
        verification.work()
    assert "The last nightly verification did not come" in words(browser.get(reverse("verifications")))


def test_as_many_queries_for_many_findings_as_for_none(team: Team, browser: Client) -> None:
    browser.get(address(team))
    with counted() as none:
        browser.get(address(team))
    told(team, findings=50, told=[{"leaf_index": n, "code": "missing", "message": "x"} for n in range(50)])
    with counted() as many:
        browser.get(address(team))
    assert len(none) == len(many) <= MOST_A_PAGE
