"""Verification in the background: its result, its progress, two workers, a death, and every night."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from audit.desk import jobs, loud, tasks, verification
from audit.desk.models import State, Verification, VerifiedLog
from audit.ledger.api import ROOT_LOG, Finding, Progress, entries, log_name
from practices.models import Practice
from tests.factories.journeys import Team
from tests.factories.ledger import recorded
from tests.integration.journey.conftest import make_team
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    for n in range(3):
        recorded(practice=made.practice.public_id, facts={"n": n})
    return made


def changed(unguarded: Any, practice: Practice, index: int) -> None:
    unguarded.execute(
        "UPDATE ledger_event SET entry = replace(entry, %s, %s) WHERE log = %s AND leaf_index = %s",
        [f'"n":{index}', '"n":9', log_name(practice.public_id), index],
    )


def result(asked: Verification) -> VerifiedLog:
    return asked.logs.get()


def test_a_sound_ledger_is_found_sound_and_signed(team: Team, signer: TestSigner) -> None:
    asked = verification.ask(team.practice, by=team.auditor)
    signer.sign()
    assert verification.work() == 1
    asked.refresh_from_db()
    assert (asked.state, asked.findings, asked.claim) == (State.DONE, 0, None)
    assert (asked.logs_done, asked.logs_total) == (1, 1)
    assert (asked.entries_checked, asked.entries_total) == (4, 4)
    kept = result(asked)
    assert (kept.log, kept.size, kept.checked) == (log_name(team.practice.public_id), 4, 4)
    assert (kept.findings, kept.told, kept.checkpoints, kept.signed_to, kept.signatures) == (
        0,
        [],
        1,
        4,
        True,
    )


def test_that_it_was_asked_for_and_what_was_found_is_in_the_ledger(team: Team) -> None:
    asked = verification.ask(team.practice, by=team.auditor)
    verification.work()
    ended, begun = entries(log_name(team.practice.public_id), limit=2)
    assert (begun.event, ended.event) == ("desk.verification_asked", "desk.verification_ended")
    assert begun.actor == ended.actor == team.auditor.opaque
    assert begun.about == ended.about == f"practice:{team.practice.public_id}"
    about = {"run": str(asked.public_id)}
    assert begun.facts == about
    assert ended.facts == about | {"logs": 1, "entries": 4, "findings": 0, "failed_logs": 0}


def test_a_changed_entry_is_named(team: Team, unguarded: Any) -> None:
    changed(unguarded, team.practice, 1)
    asked = verification.ask(team.practice, by=team.auditor)
    verification.work()
    kept = result(asked)
    assert kept.findings == 1
    assert kept.told == [
        {"leaf_index": 1, "code": "leaf_hash", "message": "the stored hash isn't the hash of the entry"}
    ]
    asked.refresh_from_db()
    assert (asked.state, asked.findings) == (State.DONE, 1)
    assert entries(log_name(team.practice.public_id), limit=1)[0].facts["findings"] == 1


def test_of_very_many_findings_the_first_are_kept_and_all_are_counted(team: Team) -> None:
    def many(log: str) -> Iterator[Progress]:
        progress = Progress(log, 500, checked=500)
        progress.findings += [Finding(log, n, "missing", "no entry has this index") for n in range(500)]
        yield progress

    asked = verification.ask(team.practice, by=team.auditor)
    with patch.object(verification, "verify_log", many):
        verification.work()
    kept = result(asked)
    assert kept.findings == 500
    assert [one["leaf_index"] for one in kept.told] == list(range(verification.MOST_TOLD))


def test_asked_for_twice_it_is_made_once(team: Team) -> None:
    asked = verification.ask(team.practice, by=team.auditor)
    assert verification.ask(team.practice, by=team.auditor) == asked
    other = make_team("Y99992", "Hillside Surgery")
    assert verification.ask(other.practice, by=other.auditor) != asked
    events = [entry.event for entry in entries(log_name(team.practice.public_id))]
    assert events.count("desk.verification_asked") == 1
    assert verification.work() == 2
    assert verification.ask(team.practice, by=team.auditor) != asked


def test_one_that_ended_in_the_moment_of_asking_again_is_no_answer(team: Team) -> None:
    verification.ask(team.practice, by=team.auditor)
    with (
        patch.object(verification.Verification.objects, "filter", return_value=Verification.objects.none()),
        pytest.raises(verification.IntegrityError),
    ):
        verification.ask(team.practice, by=team.auditor)


def test_two_workers_never_do_the_same(team: Team) -> None:
    verification.ask(team.practice, by=team.auditor)
    assert jobs.claim(Verification) is not None
    assert verification.work() == 0
    assert VerifiedLog.objects.count() == 0


def test_progress_is_told_while_a_log_is_read(team: Team) -> None:
    seen = []

    def slow(log: str) -> Iterator[Progress]:
        for checked in (1, 2, 3):
            yield Progress(log, 3, checked=checked)
            seen.append(Verification.objects.values_list("entries_checked", flat=True).get())

    verification.ask(team.practice, by=team.auditor)
    with patch.object(verification, "verify_log", slow), patch.object(verification, "SAYS_EVERY", 0.0):
        verification.work()
    assert seen == [1, 2, 3]


def died(asked: Verification) -> None:
    """Its worker fell silent long ago."""
    Verification.objects.filter(pk=asked.pk).update(
        state=State.RUNNING,
        claim=uuid.uuid4(),
        ended_at=None,
        seen_at=timezone.now() - jobs.SILENT - timedelta(seconds=1),
    )


def test_after_a_workers_death_the_next_goes_on_where_it_was(team: Team) -> None:
    asked = verification.ask(None, by=None)
    reading: list[str] = []

    def dying(log: str) -> Iterator[Progress]:
        reading.append(log)
        if len(reading) == 2:
            raise SystemExit  # as when a worker is killed: nothing is written any more
        yield Progress(log, 1, checked=1)

    with patch.object(verification, "verify_log", dying), pytest.raises(SystemExit):
        verification.work()
    asked.refresh_from_db()
    assert (asked.state, asked.logs_done) == (State.RUNNING, 1)
    assert verification.work() == 0  # not before it fell silent for long
    died(asked)
    with patch.object(verification, "verify_log", side_effect=lambda log: iter([Progress(log, 1)])) as again:
        assert verification.work() == 1
    assert [call.args[0] for call in again.call_args_list] == [reading[1], ROOT_LOG]
    asked.refresh_from_db()
    assert (asked.state, asked.logs_done) == (State.DONE, 3)
    assert asked.logs.count() == 3


def test_a_worker_that_was_given_up_writes_nothing_more(team: Team) -> None:
    asked = verification.ask(team.practice, by=team.auditor)

    def overtaken(log: str) -> Iterator[Progress]:
        died(asked)
        yield Progress(log, 1, checked=1)

    with patch.object(verification, "verify_log", overtaken):
        assert (
            verification.work() == 1 + jobs.ATTEMPTS
        )  # each takes it from the one before; then it is given up
    assert VerifiedLog.objects.count() == 0
    asked.refresh_from_db()
    assert (asked.state, asked.error) == (State.FAILED, jobs.DIED)


def test_a_log_that_can_not_be_verified_is_a_finding_and_the_others_go_on(
    team: Team, caplog: pytest.LogCaptureFixture
) -> None:
    failing = log_name(team.practice.public_id)
    asked = verification.ask(None, by=None)

    def breaking(log: str) -> Iterator[Progress]:
        yield Progress(log, 3, checked=2)
        if log == failing:
            raise RuntimeError("Una Halloway")

    with patch.object(verification, "verify_log", breaking):
        verification.work()
    asked.refresh_from_db()
    assert (asked.state, asked.findings, asked.logs_done) == (State.DONE, 1, 3)
    assert dict(asked.logs.values_list("log", "findings")) == {"site": 0, failing: 1, ROOT_LOG: 0}
    kept = asked.logs.get(log=failing)
    (told,) = kept.told
    assert (kept.checked, told["code"], told["leaf_index"]) == (2, "unverified", None)
    (line,) = [each.getMessage() for each in caplog.records if each.name == "desk.ledger"]
    reference = told["message"].rpartition(" ")[2]
    assert len(reference) == 32
    assert line == f"{failing} can't be verified: RuntimeError; reference {reference}"
    (trouble,) = loud.everywhere()
    assert trouble["what"] == [loud.FAILED]


def test_an_error_ends_it_by_its_kind_alone(team: Team) -> None:
    asked = verification.ask(None, by=None)
    with patch.object(verification, "known_logs", side_effect=RuntimeError("Una Halloway")):
        verification.work()
    asked.refresh_from_db()
    assert (asked.state, asked.error) == (State.FAILED, "RuntimeError")


def test_every_night_all_ledgers_are_verified(team: Team, signer: TestSigner) -> None:
    signer.sign()
    assert tasks.verify_nightly() == 1
    done = Verification.objects.get()
    assert (done.practice, done.by, done.state, done.findings) == (None, None, State.DONE, 0)
    assert set(done.logs.values_list("log", flat=True)) == {
        "site",
        log_name(team.practice.public_id),
        ROOT_LOG,
    }
    ended, _ = entries("site", limit=2)
    assert (ended.event, ended.actor, ended.facts["logs"]) == (
        "desk.verification_ended",
        "system:nightly_verification",
        3,
    )
    assert tasks.verify() == 0
