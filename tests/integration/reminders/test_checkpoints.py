"""The week's checkpoints reach each practice's data protection officer once, whatever breaks off when."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from audit.desk.models import MailedCheckpoint
from audit.ledger.api import ROOT_LOG, BadNote, entries, log_name, newest_checkpoint, verify_against
from practices.models import Person, Practice
from requests_app import tasks
from requests_app.models import OutboxMessage
from requests_app.reminders import checkpoints
from tests.factories import people
from tests.factories.journeys import Team
from tests.factories.ledger import known_events, recorded
from tests.integration.journey.conftest import make_team
from tests.support.databases import as_owner
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _events() -> Iterator[None]:
    with known_events():
        yield


@pytest.fixture
def team(transactional_db: None) -> Team:
    made = make_team()
    for _ in range(3):
        recorded(practice=made.practice.public_id)
    return made


@pytest.fixture
def signer(team: Team, tmp_path: Any, settings: Any) -> TestSigner:
    made = TestSigner(tmp_path, settings)
    made.sign()
    return made


def officer_of(*teams: Team) -> Person:
    """One officer of several practices, who all have their own, too."""
    person = people.a_person("Dr Many Practices")
    for team in teams:
        people.a_membership(team.practice, checkpoints.OFFICER, person=person)
    return person


def test_the_officer_gets_the_newest_checkpoint_and_what_it_is_for(team: Team, signer: TestSigner) -> None:
    assert tasks.mail_checkpoints() == 1
    (sent,) = mail.outbox
    assert sent.to == [team.data_protection_officer.email]
    assert sent.subject == "Keep this: the week’s seal over your disclosure ledger"
    signed = newest_checkpoint(log_name(team.practice.public_id))
    root = newest_checkpoint(ROOT_LOG)
    assert signed
    assert root
    assert f"Larkmoor Road Surgery (Y99991): {signed.size} entries" in sent.body
    assert str(signed.note) in sent.body
    assert str(root.note) in sent.body
    assert f"{signed.origin}+" in sent.body  # its public key
    assert "where neither the practice nor whoever runs the service can delete it" in sent.body
    assert "/audit/checkpoints/" in sent.body
    assert not [person for person in team.people.values() if person.full_name in sent.body]


def test_what_was_mailed_proves_the_ledger_later(team: Team, signer: TestSigner) -> None:
    tasks.mail_checkpoints()
    recorded(practice=team.practice.public_id)
    signer.sign()
    signed = newest_checkpoint(log_name(team.practice.public_id))
    (kept,) = MailedCheckpoint.objects.filter(practice=team.practice)
    assert signed
    assert signed.size > kept.size
    note = mail.outbox[0].body.partition("---- Larkmoor")[2].partition("\n\n")[2].partition("\nIts public")[0]
    assert list(verify_against(note)) == []


def test_that_it_was_mailed_is_in_the_ledger(team: Team, signer: TestSigner) -> None:
    signed = newest_checkpoint(log_name(team.practice.public_id))
    tasks.mail_checkpoints()
    assert signed
    said = entries(log_name(team.practice.public_id), limit=1)[0]
    assert (said.event, said.actor) == ("desk.checkpoint_mailed", "system:desk")
    week = checkpoints.monday_of(timezone.localdate()).isoformat()
    assert said.facts == {
        "week": week,
        "to": team.data_protection_officer.opaque,
        "size": signed.size,
        "root": signed.root.hex(),
    }
    site = entries("site", limit=1)[0]
    assert (site.event, site.about) == ("desk.checkpoint_mailed", team.data_protection_officer.opaque)
    assert site.facts["practices"] == 1


def test_once_a_week_and_again_in_the_next(team: Team, signer: TestSigner) -> None:
    assert tasks.mail_checkpoints() == 1
    assert tasks.mail_checkpoints() == 0
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert tasks.mail_checkpoints() == 1
    assert len(mail.outbox) == 2
    assert OutboxMessage.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "monday"), [(date(2026, 11, 22), date(2026, 11, 16)), (date(2026, 11, 23), date(2026, 11, 23))]
)
def test_a_week_begins_on_monday(day: date, monday: date) -> None:
    assert checkpoints.monday_of(day) == monday


def test_before_the_first_checkpoint_nobody_is_mailed(team: Team) -> None:
    assert tasks.mail_checkpoints() == 0
    assert MailedCheckpoint.objects.count() == 0


def test_an_officer_of_several_practices_gets_one_mail_without_those_unsigned(
    team: Team, signer: TestSigner
) -> None:
    other, unsigned = make_team("Y99992", "Hillside Surgery"), make_team("Y99993", "Quiet Surgery")
    recorded(practice=other.practice.public_id)
    signer.sign()
    officer = officer_of(team, other, unsigned)
    assert tasks.mail_checkpoints() == 3  # the officer of each signed practice, and of all
    (sent,) = [message for message in mail.outbox if message.to == [officer.email]]
    assert "Larkmoor Road Surgery (Y99991)" in sent.body
    assert "Hillside Surgery (Y99992)" in sent.body
    assert "Quiet Surgery" not in sent.body
    assert sent.body.count("All practices together") == 1


def test_a_deputy_gets_it_and_who_is_deactivated_does_not(team: Team, signer: TestSigner) -> None:
    deputy = people.a_deputy(team.practice, checkpoints.OFFICER, absent=team.data_protection_officer)
    assert tasks.mail_checkpoints() == 2
    assert {message.to[0] for message in mail.outbox} == {deputy.email, team.data_protection_officer.email}
    Person.objects.update(is_active=False)
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert tasks.mail_checkpoints() == 0


def test_broken_off_in_the_middle_it_goes_on_with_what_was_fixed(team: Team, signer: TestSigner) -> None:
    with (
        patch.object(checkpoints.OutboxMessage.objects, "create", side_effect=SystemExit),
        pytest.raises(SystemExit),
    ):
        tasks.mail_checkpoints()
    (fixed,) = MailedCheckpoint.objects.all()
    recorded(practice=team.practice.public_id)
    signer.sign()
    assert tasks.mail_checkpoints() == 1
    (sent,) = mail.outbox
    assert f"(Y99991): {fixed.size} entries" in sent.body
    log = entries(log_name(team.practice.public_id))
    assert [entry.event for entry in log].count("desk.checkpoint_mailed") == 1


def test_two_schedulers_at_once_queue_one_mail(team: Team, signer: TestSigner) -> None:
    real = checkpoints._fix

    def meanwhile(*args: Any) -> bool:
        fixed = real(*args)
        with patch.object(checkpoints, "_fix", real):
            assert checkpoints.queue_weekly() == 1  # another finishes in this moment
        return fixed

    with patch.object(checkpoints, "_fix", meanwhile):
        assert checkpoints.queue_weekly() == 0
    assert OutboxMessage.objects.filter(topic=checkpoints.TOPIC).count() == 1


@pytest.mark.parametrize("of_practice", [True, False], ids=["the practice's", "the root log's"])
def test_what_else_the_database_refuses_is_never_taken_for_done(
    team: Team, signer: TestSigner, of_practice: bool
) -> None:
    real = checkpoints._row

    def refused(person: Person, practice: Practice | None, *rest: Any) -> None:
        if (practice is not None) is of_practice:
            MailedCheckpoint.objects.create(
                person=person, practice=practice, week=date(2026, 1, 5), size=-1, message=person.public_id
            )
        real(person, practice, *rest)

    with patch.object(checkpoints, "_row", refused), pytest.raises(IntegrityError, match="size_counted"):
        checkpoints.queue_weekly()
    assert not OutboxMessage.objects.exists()
    assert checkpoints.queue_weekly() == 1


JUNK = """INSERT INTO ledger_checkpoint SELECT origin, size + 1, root_hash, 'x', now() FROM ledger_checkpoint
    WHERE origin LIKE '%%' || %s"""


def test_what_others_put_before_the_newest_checkpoint_keeps_none_from_being_mailed(
    team: Team, signer: TestSigner
) -> None:
    with as_owner() as cursor:
        for of in (log_name(team.practice.public_id), "/root"):
            cursor.execute(JUNK, [of])
    assert tasks.mail_checkpoints() == 1
    (sent,) = mail.outbox
    assert "Larkmoor Road" in sent.body
    assert "All practices together" in sent.body


def unreadable(log: str) -> Any:
    """As where none of a log's checkpoints is ours, and the newest not even a note."""
    real = checkpoints.newest_checkpoint

    def read(asked: str) -> Any:
        if asked == log:
            raise BadNote
        return real(asked)

    return patch.object(checkpoints, "newest_checkpoint", read)


def test_a_ledger_whose_newest_checkpoint_is_none_keeps_no_other_from_being_mailed(
    team: Team, signer: TestSigner, caplog: pytest.LogCaptureFixture
) -> None:
    other = make_team("Y99992", "Hillside Surgery")
    recorded(practice=other.practice.public_id)
    signer.sign()
    person = officer_of(team, other)
    bad = log_name(team.practice.public_id)
    with unreadable(bad):
        assert tasks.mail_checkpoints() == 2
    sent = {mail.to[0]: mail.body for mail in mail.outbox}
    assert set(sent) == {person.email, other.data_protection_officer.email}
    for body in sent.values():
        assert ("Larkmoor Road" in body, "Hillside" in body, "All practices together" in body) == (
            False,
            True,
            True,
        )
    assert f"The newest checkpoint of {bad} can't be read: it isn't mailed" in caplog.text


def test_a_root_log_whose_newest_checkpoint_is_none_keeps_no_mail_back(
    team: Team, signer: TestSigner
) -> None:
    with unreadable(ROOT_LOG):
        assert tasks.mail_checkpoints() == 1
    (sent,) = mail.outbox
    assert "Larkmoor Road" in sent.body
    assert "All practices together" not in sent.body


def test_a_line_that_is_no_cosignature_is_left_out_of_a_mail(team: Team, signer: TestSigner) -> None:
    with as_owner() as cursor:
        cursor.execute(
            "INSERT INTO ledger_cosignature SELECT origin, size, 'w', 'no cosignature', now()"
            " FROM ledger_checkpoint"
        )
    assert tasks.mail_checkpoints() == 1
    (sent,) = mail.outbox
    assert "All practices together" in sent.body
    assert "no cosignature" not in sent.body


def test_a_checkpoint_that_was_fixed_and_can_not_be_read_any_more_is_left_out(
    team: Team, signer: TestSigner
) -> None:
    checkpoints.queue_weekly()
    with patch.object(checkpoints, "checkpoint_at", side_effect=BadNote):
        _, body = checkpoints.mail_of(OutboxMessage.objects.get().key)
    assert "Please keep this message" in body
    assert "Larkmoor" not in body


def test_a_checkpoint_that_is_gone_is_left_out(team: Team, signer: TestSigner) -> None:
    checkpoints.queue_weekly()
    MailedCheckpoint.objects.filter(practice=None).update(size=999)
    _, body = checkpoints.mail_of(OutboxMessage.objects.get().key)
    assert "Larkmoor" in body
    assert "All practices together" not in body


def test_without_a_root_checkpoint_the_practices_goes_alone(team: Team, signer: TestSigner) -> None:
    real = checkpoints.newest_checkpoint
    with patch.object(checkpoints, "newest_checkpoint", lambda log: None if log == ROOT_LOG else real(log)):
        assert tasks.mail_checkpoints() == 1
    assert "All practices together" not in mail.outbox[0].body
