"""What the signer refuses to sign: it remembers, tells, freezes that log and goes on with the others."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from audit.ledger.api import ROOT_LOG, Progress, alarms, newest_checkpoint, verify_log
from audit.ledger.models import Alarm, StoredCheckpoint, Tree
from audit.ledger.signing import work
from audit.ledger.signing.refusing import Refused
from tests.factories.ledger import entry_text, recorded
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)
OTHER_ENTRY = "replace(entry, 'test.happened', 'test.happensd')"


def verified(log: str = "site") -> Progress:
    *_, last = verify_log(log)
    return last


@pytest.fixture
def other_log(signer: TestSigner) -> Callable[[], bool]:
    """Whether another log, with an entry more, is still signed."""
    practice = uuid.uuid4()

    def signed() -> bool:
        recorded(practice=practice)
        signer.sign()
        newest = newest_checkpoint(f"practice/{practice}")
        return newest is not None and newest.size == 1

    return signed


def entered(count: int) -> None:
    with transaction.atomic():
        for _ in range(count):
            recorded()


#: What is done to a log of 300 entries that were signed and 5 that were not, and as what it is noticed.
TAMPERED = {
    "an entry changed with its hash": (
        f"UPDATE ledger_event SET entry = {OTHER_ENTRY}, leaf_hash = sha256('\\x00'::bytea ||"
        f" convert_to({OTHER_ENTRY}, 'UTF8')) WHERE leaf_index = 299",
        ("split", None),
    ),
    "a new entry changed without its hash": (
        f"UPDATE ledger_event SET entry = {OTHER_ENTRY} WHERE leaf_index = 302", ("leaf_hash", 302),
    ),
    "a new entry taken out": ("DELETE FROM ledger_event WHERE leaf_index = 303", ("missing", 303)),
    "a signed entry taken out": ("DELETE FROM ledger_event WHERE leaf_index = 297", ("missing", None)),
    "cut off before what was signed": (
        "DELETE FROM ledger_event WHERE leaf_index >= 290; UPDATE ledger_head SET size = 290",
        ("truncated", 290),
    ),
    "all gone": ("DELETE FROM ledger_event; DELETE FROM ledger_head", ("truncated", 0)),
    "a stored hash changed": ("UPDATE ledger_node SET hash = sha256('x')", ("split", None)),
    "a stored hash taken out": (
        "DELETE FROM ledger_node", ("missing", None),
    ),
    "entries swapped": (
        "UPDATE ledger_event SET leaf_index = 9999 WHERE leaf_index = 298;"
        " UPDATE ledger_event SET leaf_index = 298 WHERE leaf_index = 299;"
        " UPDATE ledger_event SET leaf_index = 299 WHERE leaf_index = 9999", ("split", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(TAMPERED))
def test_what_was_tampered_with_is_not_signed(
    signer: TestSigner,
    unguarded: Any,
    other_log: Callable[[], bool],
    caplog: pytest.LogCaptureFixture,
    what: str,
) -> None:
    statement, expected = TAMPERED[what]
    entered(300)
    signer.sign()
    entered(5)
    unguarded.execute(statement)
    signer.restart()

    with caplog.at_level(logging.ERROR, "desk.ledger"):
        assert other_log()

    (alarm,) = alarms()
    assert (alarm.log, alarm.code, alarm.leaf_index) == ("site", *expected)
    assert [record.getMessage() for record in caplog.records] == [
        f"The log {alarm.origin} is signed no more: {alarm.code}: {alarm.message}"
    ]
    frozen = signer.state("site").frozen
    assert frozen
    assert (frozen.code, frozen.leaf_index, signer.state("site").size) == (*expected, 300)
    assert list(StoredCheckpoint.objects.filter(origin=alarm.origin).values_list("size", flat=True)) == [300]
    assert "frozen" in {finding.code for finding in verified().findings}

    entered(1)
    unguarded.execute("DELETE FROM ledger_alarm")
    signer.restart()
    signer.sign()
    assert [(again.code, again.raised_at) for again in alarms()] == [(alarm.code, alarm.raised_at)]
    assert signer.state("site").size == 300


def test_a_running_signer_notices_a_shorter_log_at_once(signer: TestSigner, unguarded: Any) -> None:
    entered(3)
    signer.sign()
    entered(2)
    signer.sign(later=1)  # integrated, not signed yet
    unguarded.execute("DELETE FROM ledger_event WHERE leaf_index = 4; UPDATE ledger_head SET size = 4")
    signer.sign(later=1)
    assert [(alarm.code, alarm.leaf_index, alarm.message) for alarm in alarms()] == [
        ("truncated", 4, "5 entries were integrated, 4 are here")
    ]


def test_a_stored_hash_in_the_way_of_the_true_one_is_not_accepted(signer: TestSigner, unguarded: Any) -> None:
    entered(200)
    signer.sign()
    origin = signer.state("site").origin
    unguarded.execute("INSERT INTO ledger_node VALUES (%s, 8, 0, sha256('x'))", [origin])
    entered(100)
    signer.sign()
    assert [(alarm.code, alarm.leaf_index) for alarm in alarms()] == [("node", 0)]


def test_the_true_hash_that_is_there_already_is_accepted(signer: TestSigner, unguarded: Any) -> None:
    entered(300)
    signer.sign()
    unguarded.execute("UPDATE ledger_tree SET size = 200 WHERE log = 'site'")
    entered(300)
    signer.restart()
    signer.sign()
    assert alarms() == []
    assert verified().findings == []


def test_another_checkpoint_in_the_way_of_the_true_one_freezes_what_was_signed(
    signer: TestSigner, unguarded: Any
) -> None:
    entered(2)
    signer.sign()
    origin = signer.state("site").origin
    unguarded.execute("INSERT INTO ledger_checkpoint VALUES (%s, 3, sha256('x'), 'x', now())", [origin])
    entered(1)
    signer.sign()
    assert [(alarm.code, alarm.leaf_index) for alarm in alarms()] == [("checkpoint", None)]
    state = signer.state("site")
    assert state.size == 3, "It may have been seen: it is never signed otherwise"
    assert state.frozen


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_root_leaf SET leaf = replace(leaf, 'site', 'sitf') WHERE leaf_index = 1",
        "UPDATE ledger_root_leaf SET of_size = 7 WHERE leaf_index = 1",
        "ALTER TABLE ledger_checkpoint DROP CONSTRAINT ledger_checkpoint_tree;"
        " UPDATE ledger_root_leaf SET of_origin = 'no origin' WHERE leaf_index = 1;"
        " UPDATE ledger_checkpoint SET origin = 'no origin' WHERE origin LIKE '%/site' AND size = 2",
        "UPDATE ledger_checkpoint SET note = 'x' WHERE origin LIKE '%/site' AND size = 2",
        "UPDATE ledger_checkpoint SET note = replace(note, '/site', '/sitf')"
        " WHERE origin LIKE '%/site' AND size = 2",
    ],
)
def test_the_root_log_takes_only_checkpoints_that_were_signed(
    signer: TestSigner, unguarded: Any, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    entered(1)
    signer.sign()
    entered(1)
    with monkeypatch.context() as patch:  # killed after the leaf was stored and before it was signed
        patch.setattr(work.Work, "advance", _only_entries(work.Work.advance))
        signer.sign()
    unguarded.execute(
        f"ALTER TABLE ledger_root_leaf DROP CONSTRAINT ledger_root_leaf_checkpoint; {statement}"
    )
    signer.restart()
    signer.sign()
    assert [(alarm.log, alarm.code, alarm.leaf_index) for alarm in alarms()] == [(ROOT_LOG, "leaf", 1)]
    assert signer.state(ROOT_LOG).size == 1
    entered(1)
    signer.sign()
    assert signer.state("site").size == 3


def _only_entries(advance: Callable[..., None]) -> Callable[..., None]:
    def one(self: work.Work, *rest: Any) -> None:
        if self.state.log != ROOT_LOG:
            advance(self, *rest)

    return one


@pytest.mark.parametrize("index", [7, 2**63 - 1])
@pytest.mark.parametrize("more", [0, 1], ids=["nothing new", "something new"])
def test_root_leaves_that_do_not_follow_each_other_are_not_signed(
    signer: TestSigner, owner: Any, index: int, more: int
) -> None:
    entered(1)
    signer.sign()
    owner.execute(
        "INSERT INTO ledger_root_leaf SELECT origin, %s, origin, size, 'x' FROM ledger_checkpoint"
        " WHERE origin LIKE '%%/root'",
        [index],
    )
    entered(more)
    signer.sign()
    assert [(alarm.log, alarm.code, alarm.leaf_index) for alarm in alarms()] == [(ROOT_LOG, "missing", 1)]


def test_what_somebody_elsewhere_saw_freezes_the_root_log(signer: TestSigner) -> None:
    entered(1)
    signer.sign()
    refused = Refused("witness", None, "a witness saw another root log")
    signer.signer.refuse(ROOT_LOG, signer.state(ROOT_LOG).origin, refused)
    entered(1)
    signer.sign()
    assert [(alarm.log, alarm.code) for alarm in alarms()] == [(ROOT_LOG, "witness")]
    assert (signer.state(ROOT_LOG).size, signer.state("site").size) == (1, 2)


def test_a_root_leaf_that_is_missing_is_noticed(signer: TestSigner, unguarded: Any) -> None:
    entered(1)
    signer.sign()
    unguarded.execute("DELETE FROM ledger_root_leaf")
    signer.restart()
    signer.sign()
    assert [(alarm.log, alarm.code) for alarm in alarms()] == [(ROOT_LOG, "truncated")]


def test_a_frozen_log_keeps_its_place_in_the_root_log_and_gets_no_new_one(
    signer: TestSigner, unguarded: Any, other_log: Callable[[], bool]
) -> None:
    entered(2)
    signer.sign()
    unguarded.execute("UPDATE ledger_head SET size = 1; DELETE FROM ledger_event WHERE leaf_index = 1")
    signer.sign()
    assert other_log()
    assert Tree.objects.get(log=ROOT_LOG).size == 2
    assert Alarm.objects.count() == 1


def test_without_a_tree_row_what_was_signed_is_published_again(signer: TestSigner, unguarded: Any) -> None:
    entered(3)
    signer.sign()
    note = StoredCheckpoint.objects.get(origin=signer.state("site").origin).note
    unguarded.execute(
        "ALTER TABLE ledger_root_leaf DROP CONSTRAINT ledger_root_leaf_checkpoint;"
        " DELETE FROM ledger_checkpoint WHERE origin LIKE '%/site';"
        " DELETE FROM ledger_tree WHERE log = 'site'"
    )
    signer.restart()
    signer.sign()
    assert StoredCheckpoint.objects.get(origin=signer.state("site").origin).note == note
    assert verified().findings == []


def test_an_entry_that_went_past_the_program_is_signed_as_it_is(signer: TestSigner, owner: Any) -> None:
    """Whoever may insert must not be able to freeze a log; verification names what is wrong with it."""
    owner.execute("INSERT INTO ledger_event (entry) VALUES (%s)", [entry_text().replace("{}", '{"x":1.5}')])
    signer.sign()
    assert alarms() == []
    assert {finding.code for finding in verified().findings} == {"form"}
    assert verified().signed_to == 1
