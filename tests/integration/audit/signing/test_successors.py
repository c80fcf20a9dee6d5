"""A frozen log goes on under another origin, over the same entries; an entry in it says why."""

import io
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from audit.ledger.api import ROOT_LOG, Progress, alarms, newest_checkpoint, verify_log
from audit.ledger.models import Event, StoredCheckpoint, Tree
from audit.ledger.own_events import SUCCESSOR_BEGUN
from audit.ledger.signing import successors
from audit.ledger.signing.successors import NoSuccessor, begin_successor
from tests.factories.ledger import recorded
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)
PRACTICE = uuid.UUID("44444444-4444-4444-8444-444444444444")
LOG = f"practice/{PRACTICE}"
FIRST = f"disclosure-desk.localhost/{LOG}"


def verified(log: str = LOG) -> Progress:
    *_, last = verify_log(log)
    return last


def said_by(event: str) -> dict[str, Any]:
    """The entry of this kind, of which there is one."""
    return dict(json.loads(Event.objects.get(event=event).entry))


@pytest.fixture
def cut_off(signer: TestSigner, unguarded: Any) -> TestSigner:
    """A practice's log of three signed entries of which one is gone; the site's is sound."""
    recorded()
    for _ in range(3):
        recorded(practice=PRACTICE)
    signer.sign()
    unguarded.execute(
        "DELETE FROM ledger_event WHERE log <> 'site' AND leaf_index = 2;"
        " UPDATE ledger_head SET size = 2 WHERE log <> 'site'"
    )
    signer.sign()
    assert [alarm.code for alarm in alarms()] == ["truncated"]
    return signer


def test_a_successor_covers_the_same_entries_under_its_own_origin(cut_off: TestSigner) -> None:
    old = cut_off.state(LOG)
    out = io.StringIO()
    call_command("begin_successor", LOG, reason="lost", stdout=out)
    of = said_by(SUCCESSOR_BEGUN)["event_id"]
    assert f"Recorded in {LOG} as {of}." in out.getvalue()
    assert f"signs {LOG} as {FIRST}/successor/2." in out.getvalue()
    cut_off.sign()

    assert newest_checkpoint(LOG).origin == f"{FIRST}/successor/2"  # type: ignore[union-attr]
    assert cut_off.state(LOG).size == 3
    assert said_by(SUCCESSOR_BEGUN)["facts"] == {
        "alarm": "truncated",
        "era": 2,
        "of": FIRST,
        "reason": "lost",
        "signed_root": old.checkpoint.root.hex(),
        "signed_size": 3,
    }
    assert said_by(SUCCESSOR_BEGUN)["about"] == f"practice:{PRACTICE}"
    last = verified()
    assert last.findings == []
    assert last.succeeded == [f"{FIRST}: 3 entries were integrated, 2 are here"]
    assert alarms() == []
    assert verified(ROOT_LOG).findings == [], "The predecessor's end is known: nothing vanished"
    out = io.StringIO()
    call_command("verify_ledger", stdout=out)
    assert f"a successor took the place of {FIRST}" in out.getvalue()


def test_the_successor_grows_as_any_tree_and_may_be_frozen_and_succeeded(
    cut_off: TestSigner, unguarded: Any
) -> None:
    begin_successor(cut_off.memory, LOG, reason="lost")
    cut_off.sign()
    recorded(practice=PRACTICE)
    cut_off.restart()
    cut_off.sign()
    assert cut_off.state(LOG).size == 4
    unguarded.execute(f"DELETE FROM ledger_head WHERE log = '{LOG}'")
    cut_off.sign()
    (alarm,) = alarms()
    assert alarm.origin == f"{FIRST}/successor/2"
    unguarded.execute(f"INSERT INTO ledger_head VALUES ('{LOG}', '{FIRST}', 4)")
    state, _ = begin_successor(cut_off.memory, LOG, reason="restored")
    assert (state.origin, state.era) == (f"{FIRST}/successor/3", 3)
    cut_off.sign()
    assert verified().findings == []
    assert len(verified().succeeded) == 2


def test_a_successor_of_the_root_log_begins_with_the_newest_checkpoints(
    signer: TestSigner, unguarded: Any
) -> None:
    recorded()
    recorded(practice=PRACTICE)
    signer.sign()
    recorded()
    signer.sign()
    unguarded.execute("DELETE FROM ledger_root_leaf WHERE leaf_index = 2")
    signer.restart()
    signer.sign()
    assert [alarm.log for alarm in alarms()] == [ROOT_LOG]
    call_command("begin_successor", ROOT_LOG, reason="tampering", stdout=io.StringIO())
    assert said_by(SUCCESSOR_BEGUN)["about"] == "system:ledger"
    signer.sign()
    last = verified(ROOT_LOG)
    assert (last.findings, last.size, last.signed_to) == ([], 2, 2)
    assert [verified(log).findings for log in ("site", LOG)] == [[], []]


def test_a_log_that_can_be_signed_gets_none(signer: TestSigner) -> None:
    recorded()
    with pytest.raises(CommandError, match="site has no tree that could have a successor"):
        call_command("begin_successor", "site", reason="lost")
    signer.sign()
    with pytest.raises(CommandError, match="site can be signed: only a frozen tree has a successor"):
        call_command("begin_successor", "site", reason="lost")
    assert Tree.objects.count() == 2


def test_killed_before_it_was_remembered_the_same_call_goes_on(
    cut_off: TestSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        """As by SIGKILL."""

    def killed(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(successors.Memory, "write", killed)
        with pytest.raises(Killed):
            begin_successor(cut_off.memory, LOG, reason="lost")
    cut_off.restart()
    cut_off.sign()
    assert cut_off.state(LOG).frozen, "Nothing is signed that isn't remembered"
    out = io.StringIO()
    call_command("begin_successor", LOG, reason="lost", stdout=out)
    assert "Recorded" not in out.getvalue()
    assert Event.objects.filter(event=SUCCESSOR_BEGUN).count() == 1
    cut_off.sign()
    assert verified().findings == []


def test_a_tree_put_in_as_a_successor_is_neither_signed_nor_believed(
    signer: TestSigner, unguarded: Any
) -> None:
    for _ in range(2):
        recorded(practice=PRACTICE)
    signer.sign()
    unguarded.execute(
        "INSERT INTO ledger_tree SELECT origin || '/successor/2', log, 2, 0, sha256(''), now()"
        " FROM ledger_tree WHERE log <> 'root'"
    )
    unguarded.execute(
        "DELETE FROM ledger_event WHERE leaf_index = 1; UPDATE ledger_head SET size = 1 WHERE size = 2"
    )
    signer.restart()
    signer.sign()
    assert not StoredCheckpoint.objects.filter(origin__contains="successor").exists()
    assert {finding.code for finding in verified().findings} == {"successor"}
    assert {finding.code for finding in verified(ROOT_LOG).findings} == {"vanished"}


def test_an_unreadable_entry_tells_of_no_successor(cut_off: TestSigner, unguarded: Any) -> None:
    begin_successor(cut_off.memory, LOG, reason="lost")
    cut_off.sign()
    unguarded.execute(
        "UPDATE ledger_event SET entry = replace(entry, ',', ', ') WHERE log <> 'site' AND leaf_index = 2"
    )
    assert {finding.code for finding in verified().findings} == {"leaf_hash", "form", "successor", "tree"}


@pytest.mark.parametrize("damage", ["gone", "damaged", "from a copy"])
def test_a_log_whose_memory_was_lost_may_have_one_too(signer: TestSigner, damage: str) -> None:
    recorded()
    signer.sign()
    (file,) = Path(settings.LEDGER_STATE_DIR).glob("*site.json")
    copy = file.read_text()
    recorded()
    signer.sign()
    if damage == "gone":
        file.unlink()
    else:
        file.write_text("{}" if damage == "damaged" else copy)
    state, recorded_as = begin_successor(signer.memory, "site", reason="memory_lost")
    assert recorded_as
    signer.restart()
    signer.sign()
    assert (signer.state("site").origin, signer.state("site").size) == (state.origin, 3)
    assert verified("site").findings == []
    known = said_by(SUCCESSOR_BEGUN)["facts"]["signed_size"]
    assert known == (1 if damage == "from a copy" else None)


def test_without_a_folder_for_its_memory_there_is_nothing_to_begin(settings: Any) -> None:
    settings.LEDGER_STATE_DIR = ""
    with pytest.raises(CommandError, match="LEDGER_STATE_DIR is not set"):
        call_command("begin_successor", "site", reason="lost")


def test_the_error_is_of_the_ledger() -> None:
    assert issubclass(NoSuccessor, Exception)
