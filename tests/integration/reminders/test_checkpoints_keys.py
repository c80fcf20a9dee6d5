"""The week's checkpoints where the file of public keys can't be read: said, and nothing is lost by it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.desk.models import MailedCheckpoint
from audit.ledger.api import log_name, newest_checkpoint
from requests_app import tasks
from requests_app.models import OutboxMessage
from requests_app.reminders import checkpoints
from tests.factories.journeys import Team
from tests.factories.ledger import known_events, recorded
from tests.integration.journey.conftest import make_team
from tests.support.signing import TestSigner, unreadable_keys

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(transactional_db: None) -> Iterator[Team]:
    with known_events():
        made = make_team()
        recorded(practice=made.practice.public_id)
        yield made


@pytest.fixture
def signer(team: Team, tmp_path: Any, settings: Any) -> TestSigner:
    made = TestSigner(tmp_path, settings)
    made.sign()
    return made


def test_where_the_keys_can_not_be_read_nothing_is_fixed_and_the_next_morning_sends_it(
    team: Team, signer: TestSigner, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    keys = Path(settings.LEDGER_PUBLIC_KEYS_FILE).read_text()
    unreadable_keys()
    assert tasks.mail_checkpoints() == 0
    assert MailedCheckpoint.objects.count() == 0
    assert "can't be read: it isn't mailed" in caplog.text
    Path(settings.LEDGER_PUBLIC_KEYS_FILE).write_text(keys)
    assert tasks.mail_checkpoints() == 1


def test_a_seal_that_was_fixed_goes_without_its_keys_where_they_can_not_be_read(
    team: Team, signer: TestSigner
) -> None:
    checkpoints.queue_weekly()
    signed = newest_checkpoint(log_name(team.practice.public_id))
    assert signed
    unreadable_keys()
    _, body = checkpoints.mail_of(OutboxMessage.objects.get().key)
    assert str(signed.note) in body
    assert f"{signed.origin}+" not in body
    assert body.count(checkpoints.WITHOUT_KEYS) == 2
