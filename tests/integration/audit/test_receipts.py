"""A receipt proves its entry under the newest checkpoint, whatever the log's size, in three queries."""

import uuid
from typing import Any

import pytest

from audit.desk.verifiable.contents import members, prepared
from audit.ledger import own_checkpoints
from audit.ledger.api import SITE_LOG, Unprovable, entry, newest_checkpoint, receipt_for
from audit.ledger.formats import receipts
from audit.ledger.formats.checkpoints import parse_checkpoint
from audit.ledger.formats.merkle import leaf_hash
from audit.ledger.models import StoredCheckpoint
from audit.ledger.own_checkpoints import newest_of_ours, newest_signed
from audit.ledger.public_keys import verifier_keys
from tests.factories.ledger import entry_text, recorded
from tests.support.queries import counted
from tests.support.receipts import check_receipt, parse_receipt
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)


def fill(owner: object, many: int) -> list[uuid.UUID]:
    """So many entries of the site's log, quickly. Returns their ids in order."""
    ids = [uuid.uuid4() for _ in range(many)]
    texts = [entry_text(event_id=event_id) for event_id in ids]
    owner.execute("INSERT INTO ledger_event (entry) SELECT unnest(%s)", [texts])  # type: ignore[attr-defined]
    return ids


def proved(event_id: uuid.UUID) -> tuple[int, int]:
    """The index and the size that the entry's receipt proves, read back from its text."""
    receipt = receipt_for(SITE_LOG, event_id)
    found = entry(SITE_LOG, event_id)
    assert receipt
    assert found
    origin = f"{found.text.split('origin')[1][3:].split(chr(34))[0]}"
    again = parse_receipt(str(receipt))
    assert again == receipt
    checkpoint, by = check_receipt(again, leaf_hash(found.text.encode()), verifier_keys(origin))
    assert len(by) == 1
    return again.index, checkpoint.size


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 300, 700])
def test_receipts_of_logs_of_any_size(size: int, signer: TestSigner, owner: object) -> None:
    ids = fill(owner, size)
    signer.sign()
    for index in sorted({0, 1, size // 2, size - 2, size - 1} & set(range(size))):
        assert proved(ids[index]) == (index, size)


def test_a_receipt_takes_three_queries(signer: TestSigner, owner: object) -> None:
    ids = fill(owner, 700)
    signer.sign()
    with counted() as asked:
        receipt = receipt_for(SITE_LOG, ids[300])
    assert receipt
    assert len(asked) <= 3
    assert len(receipt.path) == 10


def test_an_entry_that_is_not_signed_yet_has_none(signer: TestSigner) -> None:
    first = recorded()
    assert receipt_for(SITE_LOG, first.event_id) is None
    signer.sign()
    second = recorded()
    assert proved(first.event_id) == (0, 1)
    assert receipt_for(SITE_LOG, second.event_id) is None
    signer.sign()
    assert proved(second.event_id) == (1, 2)
    assert proved(first.event_id) == (0, 2)


def test_an_entry_that_is_not_there_has_none(signer: TestSigner) -> None:
    recorded()
    signer.sign()
    assert receipt_for(SITE_LOG, uuid.uuid4()) is None
    assert receipt_for("practice/33333333-3333-4333-8333-333333333333", uuid.uuid4()) is None


def test_a_changed_entry_gets_no_receipt(signer: TestSigner, unguarded: object) -> None:
    ids = fill(unguarded, 300)
    signer.sign()
    change = (
        "UPDATE ledger_event SET entry = replace(entry, 'test.happened', 'test.viewed') WHERE leaf_index = 7"
    )
    unguarded.execute(change)  # type: ignore[attr-defined]
    with pytest.raises(Unprovable, match="entry 7 isn't what was signed at 300"):
        receipt_for(SITE_LOG, ids[7])
    assert proved(ids[8])[0] == 8


def test_a_missing_hash_is_told(signer: TestSigner, unguarded: object) -> None:
    ids = fill(unguarded, 300)
    signer.sign()
    unguarded.execute("DELETE FROM ledger_node")  # type: ignore[attr-defined]
    with pytest.raises(Unprovable, match="missing"):
        receipt_for(SITE_LOG, ids[299])
    assert proved(ids[7])[0] == 7


def test_a_checkpoint_that_can_not_be_read_is_told(signer: TestSigner, unguarded: object) -> None:
    ids = fill(unguarded, 3)
    signer.sign()
    unguarded.execute("UPDATE ledger_checkpoint SET note = 'x' || chr(10)")  # type: ignore[attr-defined]
    with pytest.raises(Unprovable, match="missing"):
        receipt_for(SITE_LOG, ids[0])


def test_a_receipt_of_one_log_says_nothing_of_another(signer: TestSigner) -> None:
    practice = uuid.uuid4()
    ours, theirs = recorded(), recorded(practice=practice)
    signer.sign()
    receipt = receipt_for(theirs.log, theirs.event_id)
    found = entry(theirs.log, theirs.event_id)
    assert receipt
    assert found
    assert receipt.checkpoint.text.split("\n")[0].endswith(theirs.log)
    with pytest.raises(receipts.notes.BadNote):
        check_receipt(receipt, leaf_hash(found.text.encode()), verifier_keys(f"elsewhere/{ours.log}"))


@pytest.mark.parametrize("many", [1, 120], ids=["one", "more_than_a_page"])
def test_what_others_put_before_the_newest_stops_nothing(signer: TestSigner, many: int) -> None:
    """Somebody with the application's rights adds rows: receipts and exports go by the newest of ours."""
    event_id = recorded().event_id
    signer.sign()
    ours = StoredCheckpoint.objects.get(origin=signer.state("site").origin)
    root = StoredCheckpoint.objects.get(origin=signer.state("root").origin)
    for row in (ours, root):
        StoredCheckpoint.objects.bulk_create(
            StoredCheckpoint(
                origin=row.origin,
                size=row.size + number,
                root_hash=row.root_hash,
                note=note,
                signed_at=row.signed_at,
            )
            for number, note in enumerate([row.note, *["no note at all"] * many][:many], start=1)
        )
    newest = newest_checkpoint(SITE_LOG)
    assert newest
    assert newest.size == ours.size
    assert proved(event_id) == (0, 1)
    export = prepared("Larkmoor", SITE_LOG)
    assert export.newest.size == ours.size
    assert b"".join(b"".join([part] if isinstance(part, bytes) else part) for _, part, _ in members(export))
    assert [checkpoint_size(receipt) for receipt in export.roots.values()] == [root.size]


def put_before(row: StoredCheckpoint, many: int) -> None:
    StoredCheckpoint.objects.bulk_create(
        StoredCheckpoint(
            origin=row.origin,
            size=row.size + number,
            root_hash=row.root_hash,
            note="no note at all",
            signed_at=row.signed_at,
        )
        for number in range(1, many + 1)
    )


def test_no_page_takes_the_longer_the_more_others_put_before_it_but_the_signer_sees_it(
    signer: TestSigner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    recorded()
    signer.sign()
    ours = StoredCheckpoint.objects.get(origin=signer.state("site").origin)
    monkeypatch.setattr(own_checkpoints, "MOST", 5)
    monkeypatch.setattr(own_checkpoints, "PAGE", 2)
    put_before(ours, 4)
    with counted() as before:
        assert newest_of_ours(ours.origin) == ours
    assert caplog.text == ""
    put_before(StoredCheckpoint.objects.latest("size"), 30)
    with counted() as after:
        assert newest_of_ours(ours.origin) is None
    assert len(after) <= len(before) + 1
    assert f"{ours.origin}: none of the newest 5 stored checkpoints is ours. Verify the ledger" in caplog.text
    assert newest_signed(ours.origin) == ours.size
    assert newest_signed(ours.origin, beyond=ours.size) is None


def test_without_keys_nothing_is_looked_for(signer: TestSigner, settings: Any) -> None:
    recorded()
    signer.sign()
    ours = StoredCheckpoint.objects.get(origin=signer.state("site").origin)
    put_before(ours, 3)
    settings.LEDGER_PUBLIC_KEYS_FILE += ".gone"
    with counted() as asked:
        assert newest_of_ours(ours.origin) is None
        assert newest_signed(ours.origin) is None
    assert len(asked) == 0


def checkpoint_size(receipt: receipts.Receipt) -> int:
    return parse_checkpoint(receipt.checkpoint.text).size
