"""In a test that is one transaction, each durable step counts as one; within it the rule holds."""

import uuid

import pytest
from django.db import transaction

from audit.ledger.api import TwoLogs, known_logs
from tests.factories.ledger import recorded

pytestmark = pytest.mark.django_db


def test_steps_may_write_to_different_logs() -> None:
    for practice in (None, uuid.uuid4(), uuid.uuid4()):
        with transaction.atomic(durable=True):
            recorded(practice=practice)
    recorded(practice=uuid.uuid4())
    assert len(known_logs()) == 4


def test_one_step_may_not() -> None:
    def step() -> None:
        with transaction.atomic(durable=True):
            recorded(practice=None)
            recorded(practice=uuid.uuid4())

    with pytest.raises(TwoLogs):
        step()
