"""A signer whose memory was lost signs nothing, until an operator has the logs verified and adopts them."""

import io
import logging
import shutil
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.ledger import own_checkpoints
from audit.ledger.api import ROOT_LOG, alarms, newest_checkpoint, verify_log, waiting_logs
from audit.ledger.models import StoredCheckpoint
from audit.ledger.signing.successors import NoSuccessor, begin_successor
from tests.factories.ledger import recorded
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed(signer: TestSigner) -> TestSigner:
    """A site's log of three entries and two checkpoints, and one entry that wasn't signed yet."""
    recorded()
    signer.sign()
    for _ in range(2):
        recorded()
    signer.sign()
    recorded()
    return signer


def lose_memory(signer: TestSigner) -> None:
    shutil.rmtree(settings.LEDGER_STATE_DIR)
    signer.restart()


def adopt(*words: str) -> str:
    out = io.StringIO()
    call_command("adopt_ledger_state", *(words or ("--without-comparison",)), stdout=out, stderr=out)
    return out.getvalue()


def checkpoints() -> int:
    return StoredCheckpoint.objects.count()


def test_without_its_memory_it_signs_nothing_and_says_so_once(
    signed: TestSigner, caplog: pytest.LogCaptureFixture
) -> None:
    lose_memory(signed)
    before = checkpoints()
    with caplog.at_level(logging.ERROR, "desk.ledger"):
        for _ in range(3):
            signed.sign()
    assert checkpoints() == before
    assert alarms() == [], "Nothing speaks of tampering"
    later = timezone.now() + timedelta(minutes=16)
    assert [head.log for head in waiting_logs(later)] == ["site"], "But pages say that it isn't signed"
    why = "LEDGER_STATE_DIR doesn't say what was signed of it"
    assert sorted(record.getMessage() for record in caplog.records) == [
        f"Not signed, until manage.py adopt_ledger_state: {log}: {why}" for log in (ROOT_LOG, "site")
    ]


def test_a_log_that_is_new_is_signed_also_meanwhile(signed: TestSigner) -> None:
    lose_memory(signed)
    practice = uuid.uuid4()
    recorded(practice=practice)
    signed.sign()
    assert newest_checkpoint(f"practice/{practice}")


def test_adopted_it_goes_on(signed: TestSigner, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(str(newest_checkpoint(ROOT_LOG).note))  # type: ignore[union-attr]
    lose_memory(signed)
    signed.sign()
    said = adopt("--against", str(kept))
    assert "/site: 3 entries were signed" in said
    assert "/root: 2 entries were signed" in said
    assert "2 logs adopted." in said
    signed.sign(later=1)
    signed.sign()
    assert (signed.state("site").size, signed.state(ROOT_LOG).size) == (4, 3)
    for log in ("site", ROOT_LOG):
        *_, last = verify_log(log)
        assert last.findings == []
    assert "0 logs adopted." in adopt()


@pytest.mark.parametrize("damage", ["{}", "", "no json", '{"size": -1, "peaks": []}', None])
def test_a_damaged_or_older_memory_is_not_used_and_can_be_adopted_over(
    signer: TestSigner, caplog: pytest.LogCaptureFixture, damage: str | None
) -> None:
    recorded()
    signer.sign()
    (file,) = Path(settings.LEDGER_STATE_DIR).glob("*site.json")
    older = file.read_text()
    recorded()
    signer.sign()
    recorded()
    file.write_text(older if damage is None else damage)
    signer.restart()
    before = checkpoints()
    with caplog.at_level(logging.ERROR, "desk.ledger"):
        signer.sign()
        signer.sign()
    assert checkpoints() == before
    assert alarms() == []
    messages = {record.getMessage() for record in caplog.records}
    why = "more was signed than LEDGER_STATE_DIR remembers" if damage is None else "is damaged"
    assert any(why in message for message in messages)
    assert "1 logs adopted." in adopt()
    signer.sign(later=30)
    signer.sign(later=30)
    assert signer.state("site").size == 3


def test_a_checkpoint_beyond_its_memory_that_it_never_signed_is_nothing_to_it(
    signer: TestSigner, unguarded: Any
) -> None:
    recorded()
    signer.sign()
    origin = signer.state("site").origin
    for size, note in ((8, "x"), (9, f"{origin}\n9\n{'A' * 43}=\n\n\u2014 {origin} AAAAAAAA\n")):
        unguarded.execute(
            "INSERT INTO ledger_checkpoint VALUES (%s, %s, sha256('x'), %s, now())", [origin, size, note]
        )
    recorded()
    signer.restart()
    signer.sign()
    assert signer.state("site").size == 2


#: Rows that anybody with the application's role may put beyond a checkpoint of ours.
JUNK = """INSERT INTO ledger_checkpoint
    SELECT origin, size + beyond, sha256('x'), CASE beyond %% 2 WHEN 0 THEN note ELSE 'x' END, now()
    FROM ledger_checkpoint, generate_series(1, %s) AS beyond WHERE origin LIKE '%%/site' AND size = %s"""


def test_checkpoints_that_are_not_ours_hide_none_that_is(
    signer: TestSigner, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_checkpoints, "PAGE", 2)
    recorded()
    signer.sign()
    (file,) = Path(settings.LEDGER_STATE_DIR).glob("*site.json")
    older = file.read_text()
    recorded()
    signer.sign()
    owner.execute(JUNK, [5, 2])
    recorded()
    before = checkpoints()
    file.write_text(older)
    signer.restart()
    signer.sign()
    assert checkpoints() == before, "It signed more than it remembers"
    state, _ = begin_successor(signer.memory, "site", reason="memory_lost")
    assert state.era == 2


def test_checkpoints_that_are_not_ours_keep_none_from_being_signed(signer: TestSigner, owner: Any) -> None:
    recorded()
    signer.sign()
    owner.execute(JUNK, [5, 1])
    recorded()
    recorded()
    signer.restart()
    assert "0 logs adopted." in adopt()
    with pytest.raises(NoSuccessor, match="site can be signed"):
        begin_successor(signer.memory, "site", reason="memory_lost")


def test_what_does_not_verify_is_not_adopted(signed: TestSigner, unguarded: Any) -> None:
    lose_memory(signed)
    unguarded.execute("UPDATE ledger_event SET leaf_hash = sha256('x') WHERE leaf_index = 0")
    with pytest.raises(CommandError, match="1 logs can't be adopted"):
        adopt()
    assert signed.memory.read("disclosure-desk.localhost/site") is None
    assert signed.state(ROOT_LOG).size == 2


def test_what_differs_from_a_kept_checkpoint_is_not_adopted(
    signed: TestSigner, unguarded: Any, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_text(str(newest_checkpoint("site").note))  # type: ignore[union-attr]
    lose_memory(signed)
    unguarded.execute(
        "DELETE FROM ledger_event WHERE leaf_index > 1; UPDATE ledger_head SET size = 2;"
        " ALTER TABLE ledger_root_leaf DROP CONSTRAINT ledger_root_leaf_checkpoint;"
        " DELETE FROM ledger_root_leaf; DELETE FROM ledger_checkpoint; DELETE FROM ledger_node"
    )
    with pytest.raises(CommandError, match="truncated: 3 entries were signed; fewer are here"):
        adopt("--against", str(kept))
    kept.write_text("not a checkpoint")
    with pytest.raises(CommandError, match="isn't a checkpoint that can be read"):
        adopt("--against", str(kept))
    assert signed.memory.read("disclosure-desk.localhost/site") is None


def test_without_a_public_key_nothing_is_adopted(signed: TestSigner) -> None:
    lose_memory(signed)
    Path(settings.LEDGER_PUBLIC_KEYS_FILE).unlink()
    with pytest.raises(CommandError, match="Nothing is adopted: LEDGER_PUBLIC_KEYS_FILE has no key"):
        adopt()
    assert signed.memory.origins() == set()


#: What is done to a site's log that the root log knows at 3, and why nothing is adopted then.
SHORTER = {
    "cut off with its tree": (
        "ALTER TABLE ledger_root_leaf DROP CONSTRAINT ledger_root_leaf_checkpoint;"
        " DELETE FROM ledger_event WHERE leaf_index > 0; UPDATE ledger_head SET size = 1;"
        " DELETE FROM ledger_checkpoint WHERE origin LIKE '%/site' AND size = 3;"
        " UPDATE ledger_tree SET size = 1, root_hash = (SELECT root_hash FROM ledger_checkpoint"
        " WHERE origin LIKE '%/site') WHERE log = 'site'",
        "the root log doesn't verify: leaf: the leaf isn't the checkpoint of .*/site at 3",
    ),
    "its newest checkpoint without our signature": (
        "UPDATE ledger_checkpoint SET note = regexp_replace(note, '(— [^ ]+ )....', '\\1AAAA')"
        " WHERE origin LIKE '%/site' AND size = 3",
        "the root log knows 3 entries of .*/site, the newest checkpoint of ours is over 1",
    ),
}


@pytest.mark.parametrize("what", sorted(SHORTER))
def test_a_log_that_is_shorter_than_the_root_log_has_it_keeps_all_from_being_adopted(
    signed: TestSigner, unguarded: Any, what: str
) -> None:
    statement, why = SHORTER[what]
    lose_memory(signed)
    unguarded.execute(statement)
    with pytest.raises(CommandError, match=f"Nothing is adopted: {why}"):
        adopt()
    assert signed.memory.origins() == set()
    before = checkpoints()
    signed.sign()
    assert checkpoints() == before


def test_what_is_frozen_stays_frozen(signed: TestSigner, unguarded: Any) -> None:
    unguarded.execute("UPDATE ledger_head SET size = 1")
    signed.sign()
    unguarded.execute("UPDATE ledger_head SET size = 4; DELETE FROM ledger_alarm")
    assert "0 logs adopted." in adopt()
    assert signed.state("site").frozen


def test_one_must_say_whether_one_compares() -> None:
    with pytest.raises(CommandError, match="one of the arguments --against --without-comparison is required"):
        call_command("adopt_ledger_state")


def test_without_a_folder_there_is_nothing_to_adopt_into(settings: Any) -> None:
    settings.LEDGER_STATE_DIR = ""
    with pytest.raises(CommandError, match="LEDGER_STATE_DIR is not set"):
        adopt()
