"""A view is recorded by itself, before anything is shown."""

import uuid

import pytest
from django.db import connection, transaction

from audit.desk.views_recorded import record_view
from audit.ledger.api import BadEntry, LedgerError, entries_about, reveal
from tests.factories.ledger import HAPPENED, VIEWED, a_person, a_request

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_view_is_committed_at_once() -> None:
    about, actor, practice = a_request(), a_person(), uuid.uuid4()
    done = record_view(
        VIEWED, actor=actor, practice=practice, about=about, private={"typed": "Ann"}, private_key_of=actor
    )
    assert not connection.in_atomic_block
    (found,) = entries_about(done.log, about)
    assert (found.event, found.actor, found.facts) == (VIEWED, actor, {})
    assert reveal(done.log, done.event_id) == {"typed": "Ann"}


def test_it_is_never_part_of_another_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        record_view(VIEWED, actor=a_person(), practice=None, about=a_request())


def test_only_views_are_recorded_this_way() -> None:
    with pytest.raises(LedgerError, match="registered as a view"):
        record_view(HAPPENED, actor=a_person(), practice=None, about=a_request())


def test_when_it_can_not_be_recorded_the_error_stops_the_page() -> None:
    with pytest.raises(BadEntry):
        record_view(
            VIEWED, actor=a_person(), practice=None, about=a_request(), facts={"typed": "Ann Example"}
        )
