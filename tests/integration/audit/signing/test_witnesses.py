"""The root log's checkpoints are cosigned by witnesses; one that saw another root log ends its signing."""

import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from audit.ledger.api import ROOT_LOG, alarms, known_logs, newest_checkpoint, verify_log
from audit.ledger.errors import BadKey
from audit.ledger.formats import merkle, notes
from audit.ledger.formats.checkpoints import Checkpoint
from audit.ledger.models import Cosignature, StoredCheckpoint
from audit.ledger.signing import loop, witnesses
from audit.ledger.signing.key_files import signing_keys
from audit.ledger.signing.refusing import Refused
from audit.ledger.signing.successors import begin_successor
from audit.ledger.signing.witnesses import ask_witnesses, newest_of_root
from audit.ledger.trees import first_origin
from tests.factories.ledger import recorded
from tests.support.clones import wait_until
from tests.support.exports import exported, verified
from tests.support.signing import TestSigner
from tests.support.trees import root_of
from tests.support.witnesses import Serving

pytestmark = pytest.mark.django_db(transaction=True)


def newest() -> StoredCheckpoint:
    row = newest_of_root()
    assert row
    return row


def grow(signer: TestSigner, times: int = 1) -> None:
    for _ in range(times):
        recorded(practice=uuid.uuid4())
        signer.sign()


def findings() -> list[str]:
    """What verification finds in every log."""
    found = []
    for log in [*known_logs(), ROOT_LOG]:
        for progress in verify_log(log):
            last = progress.findings
        found += [finding.code for finding in last]
    return found


def test_each_checkpoint_of_the_root_log_is_cosigned(signer: TestSigner, witness: Serving) -> None:
    for _ in range(3):
        assert ask_witnesses(newest()) == [witness.key.name]
        signed = newest_checkpoint(ROOT_LOG)
        assert signed
        assert [key for key, _ in notes.verified(signed.note, [witness.key])] == [witness.key]
        assert ask_witnesses(newest()) == []  # it has said so already
        grow(signer, 2)
    assert Cosignature.objects.count() == 3
    assert findings() == []


def test_it_goes_on_from_what_the_witness_saw_where_that_is_not_known_here(
    signer: TestSigner, witness: Serving, unguarded: Any
) -> None:
    """An answer was lost: the witness has gone further than the database says."""
    ask_witnesses(newest())
    grow(signer, 3)
    ask_witnesses(newest())
    unguarded.execute("DELETE FROM ledger_cosignature")
    assert ask_witnesses(newest()) == [witness.key.name]  # the same again
    unguarded.execute("DELETE FROM ledger_cosignature")
    grow(signer)
    assert ask_witnesses(newest()) == [witness.key.name]
    assert alarms() == []


def test_an_export_carries_what_the_witness_saw(signer: TestSigner, witness: Serving, tmp_path: Path) -> None:
    practice = uuid.uuid4()
    recorded(practice=practice)
    signer.sign()
    ask_witnesses(newest())
    said = verified(exported(practice, tmp_path / "export"), "--witness", witness.key)
    assert said.code == 0, said.lines
    assert f"The witness {witness.key.name}, whom you named, saw" in said
    assert "That everyone was shown the same log" not in said


def test_an_older_checkpoint_than_the_witness_saw_is_no_alarm(signer: TestSigner, witness: Serving) -> None:
    old = newest()
    grow(signer)
    ask_witnesses(newest())
    assert ask_witnesses(old) == []
    assert alarms() == []


def shown(witness: Serving, size: int) -> None:
    """The witness cosigned another root log of this size, signed with our key."""
    origin = first_origin(ROOT_LOG)
    text = str(Checkpoint(origin, size, root_of([merkle.leaf_hash(bytes([n])) for n in range(size)])))
    note = notes.Note(text, (notes.sign(text, signing_keys()[0], origin),))
    assert witness.add(f"old 0\n\n{note}")[0] == 200


@pytest.mark.parametrize("more", [0, 2, 100], ids=["smaller", "same", "larger"])
def test_a_split_view_is_refused(signer: TestSigner, witness: Serving, more: int) -> None:
    """Somebody with our key showed the witness another root log, smaller, as large or larger than ours."""
    grow(signer, 2)
    size = newest().size + more - 2
    shown(witness, size)
    with pytest.raises(Refused, match=rf"saw another root log, signed by us over {size} leaves"):
        ask_witnesses(newest())
    assert Cosignature.objects.count() == 0


def test_a_log_that_went_back_is_refused(signer: TestSigner, witness: Serving, unguarded: Any) -> None:
    """Database and signer's memory are restored from an old copy, and the signer goes on from there."""
    before = signer.memory.read(first_origin(ROOT_LOG))
    grow(signer, 2)
    ask_witnesses(newest())
    unguarded.execute("DELETE FROM ledger_cosignature")
    size = before.size if before else 0
    unguarded.execute("DELETE FROM ledger_checkpoint WHERE origin LIKE '%%/root' AND size > %s", [size])
    with pytest.raises(Refused, match="saw another root log"):
        ask_witnesses(newest())


def test_the_signer_freezes_the_root_log_and_goes_on_with_the_others(
    signer: TestSigner, witness: Serving, caplog: Any
) -> None:
    grow(signer)
    shown(witness, 1)
    with pytest.raises(Refused) as refused:
        ask_witnesses(newest())
    caplog.clear()
    signer.signer.refuse(ROOT_LOG, first_origin(ROOT_LOG), refused.value)
    (alarm,) = alarms()
    assert (alarm.log, alarm.code) == (ROOT_LOG, "witness")
    assert "signed no more" in caplog.text
    size = newest().size
    practice = uuid.uuid4()
    recorded(practice=practice)
    signer.sign()
    assert newest_checkpoint(f"practice/{practice}")
    assert newest().size == size
    assert "frozen" in findings()
    signer.signer.refuse(ROOT_LOG, first_origin(ROOT_LOG), refused.value)
    assert len(alarms()) == 1


def test_what_is_refused_of_a_tree_does_not_freeze_its_successor(
    signer: TestSigner, witness: Serving, caplog: Any
) -> None:
    grow(signer)
    shown(witness, 1)
    old = newest()
    with pytest.raises(Refused) as refused:
        ask_witnesses(old)
    signer.signer.refuse(ROOT_LOG, old.origin, refused.value)
    begin_successor(signer.memory, ROOT_LOG, reason="tampering")
    assert ask_witnesses(old) == []
    assert "the root log has a successor" in caplog.text
    signer.sign()
    signer.signer.refuse(ROOT_LOG, old.origin, refused.value)
    grow(signer)
    state = signer.state(ROOT_LOG)
    assert (state.era, state.frozen, state.size) == (2, None, 3)
    assert alarms() == []


def test_a_hash_that_is_missing_shows_no_growth(
    signer: TestSigner, witness: Serving, unguarded: Any, caplog: Any
) -> None:
    grow(signer, 2)
    ask_witnesses(newest())
    grow(signer, 1)
    unguarded.execute("DELETE FROM ledger_root_leaf WHERE leaf_index = 0")
    assert ask_witnesses(newest()) == []
    assert "a hash is missing" in caplog.text
    with pytest.raises(Refused):  # it isn't the log that the witness has seen
        witnesses._compare(newest(), witnesses.configured()[0])


@pytest.mark.parametrize("address", ["", "file:///etc/hostname", "http://127.0.0.1:1"])
def test_a_witness_that_can_not_be_reached_is_logged(
    signer: TestSigner, witness: Serving, settings: Any, caplog: Any, address: str
) -> None:
    away = f"{notes.VerifierKey('away.example', bytes(32), notes.COSIGNATURE)}@{address}"
    settings.LEDGER_WITNESSES = [away, *settings.LEDGER_WITNESSES]
    assert ask_witnesses(newest()) == [witness.key.name]
    assert "away.example didn't cosign" in caplog.text


def test_a_slow_witness_is_given_up(witness: Serving, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr(witnesses, "PATIENCE", 0.05)
    with witness.server.witness.turn:
        assert ask_witnesses(newest()) == []
    assert "TimeoutError" in caplog.text


def watching(refused: list[Refused], again: float = 60) -> tuple[threading.Event, threading.Thread]:
    stop = threading.Event()
    given = {"every": 0.02, "again": again}
    thread = threading.Thread(
        target=witnesses.watch, args=(stop, lambda _, why: refused.append(why)), kwargs=given
    )
    thread.start()
    return stop, thread


def has_cosigned(many: int) -> Callable[[], bool]:
    return lambda: Cosignature.objects.count() == many


def test_the_thread_asks_about_each_new_checkpoint(signer: TestSigner, witness: Serving) -> None:
    refused: list[Refused] = []
    stop, thread = watching(refused)
    try:
        wait_until(has_cosigned(1), "the first cosignature")
        grow(signer)
        wait_until(has_cosigned(2), "the second")
    finally:
        stop.set()
        thread.join()
    assert refused == []


@pytest.mark.parametrize("error", [OperationalError, BadKey, TimeoutError, OverflowError, KeyError])
def test_the_thread_goes_on_through_errors(
    signer: TestSigner,
    witness: Serving,
    monkeypatch: pytest.MonkeyPatch,
    caplog: Any,
    error: type[Exception],
) -> None:
    real, calls = witnesses.newest_of_root, []

    def failing() -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise error("away")
        return None if len(calls) == 2 else real()

    monkeypatch.setattr(witnesses, "newest_of_root", failing)
    stop, thread = watching([], again=0.05)
    try:
        wait_until(has_cosigned(1), "the cosignature")
    finally:
        stop.set()
        thread.join()
    assert f"can't be asked now: {error.__name__}" in caplog.text


@pytest.mark.parametrize("split", [False, True])
def test_the_loop_asks_and_freezes_what_is_refused(signer: TestSigner, witness: Serving, split: bool) -> None:
    if split:
        shown(witness, 1)
    stop = threading.Event()

    def run() -> None:
        loop.run(Path(settings.LEDGER_STATE_DIR), stop, every=0.05)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        wait_until(alarms if split else has_cosigned(1), "what the witness says")
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert [alarm.code for alarm in alarms()] == (["witness"] if split else [])


def test_before_anything_is_signed_there_is_nothing_to_ask(signer: TestSigner) -> None:
    assert newest_of_root() is None
