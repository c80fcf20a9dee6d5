"""What a pass integrates and signs, and that verification agrees with it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections, transaction

from audit.ledger.api import ROOT_LOG, Progress, newest_checkpoint, record, verify_log
from audit.ledger.formats import merkle, notes
from audit.ledger.models import RootLeaf, StoredCheckpoint, Tree, TreeNode
from audit.ledger.public_keys import public_keys, verifier_keys
from audit.ledger.signing import sources, tables, work
from audit.ledger.signing.refusing import Busy
from audit.ledger.signing.state import State
from audit.ledger.trees import node_at
from tests.factories.ledger import HAPPENED, a_person, a_request, recorded
from tests.support.databases import as_owner
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)


def verified(log: str) -> Progress:
    *_, last = verify_log(log)
    return last


def sizes(log: str) -> list[int]:
    """The sizes at which a log was signed."""
    found = StoredCheckpoint.objects.filter(origin__endswith=f"/{log}").order_by("size")
    return list(found.values_list("size", flat=True))


def entered(count: int) -> None:
    with transaction.atomic():
        for _ in range(count):
            recorded()


def test_a_pass_integrates_and_signs_every_log_and_the_root_log_over_them(signer: TestSigner) -> None:
    practice = uuid.uuid4()
    for _ in range(3):
        recorded()
    recorded(practice=practice)
    signer.sign()

    for log, size in (("site", 3), (f"practice/{practice}", 1), (ROOT_LOG, 2)):
        last = verified(log)
        assert last.findings == []
        assert (last.size, last.checkpoints, last.signed_to, last.signatures) == (size, 1, size, True)
        signed = newest_checkpoint(log)
        assert signed
        assert notes.verified(signed.note, verifier_keys(signed.origin))
        assert bytes(Tree.objects.get(log=log).root_hash) == signed.root == signer.state(log).checkpoint.root
    assert list(RootLeaf.objects.values_list("of_origin", flat=True)) == sorted(
        f"disclosure-desk.localhost/{log}" for log in ("site", f"practice/{practice}")
    )


def test_each_pass_integrates_and_a_checkpoint_comes_after_five_seconds(signer: TestSigner) -> None:
    recorded()
    signer.sign()
    for integrated in (2, 3):
        recorded()
        signer.sign(later=2)
        assert Tree.objects.get(log="site").size == integrated
    assert sizes("site") == [1]
    signer.sign(later=1)
    assert sizes("site") == [1, 3]
    signer.sign(later=60)
    assert sizes("site") == [1, 3], "Nothing new, nothing signed"


def test_the_root_log_is_signed_every_half_minute_when_something_changed(signer: TestSigner) -> None:
    recorded()
    signer.sign()
    for _ in range(5):
        recorded()
        signer.sign(later=6)
    assert sizes("site") == [1, 2, 3, 4, 5, 6]
    assert sizes(ROOT_LOG) == [1, 2]
    assert list(RootLeaf.objects.order_by("leaf_index").values_list("of_size", flat=True)) == [1, 6]
    signer.sign()
    signer.sign()
    assert sizes(ROOT_LOG) == [1, 2]
    recorded()
    signer.sign()
    assert sizes(ROOT_LOG) == [1, 2, 3]
    assert verified(ROOT_LOG).findings == []


def test_a_process_that_starts_anew_goes_on_with_the_same_trees(signer: TestSigner) -> None:
    for _ in range(4):
        recorded()
        signer.restart()
        signer.sign()
    assert sizes("site") == [1, 2, 3, 4]
    assert sizes(ROOT_LOG) == [1, 2, 3, 4]
    assert verified("site").findings == verified(ROOT_LOG).findings == []


@pytest.mark.parametrize("batch", [1, 100, 256, 257, 10_000])
def test_much_is_integrated_in_short_transactions_with_the_hashes_of_its_tiles(
    signer: TestSigner, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(work, "BATCH", batch)
    count = 40 if batch == 1 else 600
    entered(count)
    signer.sign()
    assert sizes("site")[-1] == min(batch, count), "The first is signed as soon as it is there"
    signer.sign()
    assert sizes("site")[-1] == count
    assert list(TreeNode.objects.values_list("level", "node_index")) == [(8, n) for n in range(count // 256)]
    assert verified("site").findings == []
    tree = Tree.objects.get(log="site")
    assert merkle.peaks_at(count, node_at(tree)).root() == bytes(tree.root_hash)


def test_told_to_stop_it_ends_between_two_transactions(
    signer: TestSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BATCH", 2)
    entered(6)
    recorded(practice=uuid.uuid4())
    asked: list[None] = []

    def stopping() -> bool:
        """At the site's second transaction: the practice's log came first."""
        asked.append(None)
        return len(asked) > 4

    signer.signer.one_pass(stopping)
    assert Tree.objects.get(log="site").size == 2
    signer.restart()
    signer.signer.one_pass(lambda: True)
    assert Tree.objects.get(log="site").size == 2
    signer.sign()
    assert Tree.objects.get(log="site").size == 6
    assert verified("site").findings == []


def test_two_signers_never_write_at_once(signer: TestSigner) -> None:
    recorded()
    with as_owner() as other:
        other.execute("BEGIN")
        other.execute("SELECT pg_advisory_xact_lock(%s)", [tables._LOCK])
        with pytest.raises(Busy):
            signer.sign()
        other.execute("COMMIT")
    signer.restart()
    signer.sign()
    assert sizes("site") == [1]


def test_an_entry_that_is_not_committed_is_neither_integrated_nor_waited_for(signer: TestSigner) -> None:
    recorded()
    other: Any = connections.create_connection("default")
    other.settings_dict["NAME"] = connection.settings_dict["NAME"]
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_event (entry) SELECT replace(entry, event_id::text, %s) FROM ledger_event",
            [str(uuid.uuid4())],
        )
        signer.sign()
        assert sizes("site") == [1]
        other.commit()
    other.close()
    signer.sign()
    assert sizes("site") == [1, 2]


def test_a_memory_that_a_command_put_there_is_taken_up_by_a_running_signer(signer: TestSigner) -> None:
    recorded()
    signer.sign()
    names = {path.name for path in signer.memory.folder.iterdir()}
    assert names == {"lock", "disclosure-desk.localhost+site.json", "disclosure-desk.localhost+root.json"}
    assert signer.memory.origins() == {f"disclosure-desk.localhost/{log}" for log in ("site", "root")}


def test_of_several_trees_of_a_log_the_newest_is_signed_in_whatever_order_they_are_read(
    signer: TestSigner,
) -> None:
    """A folder's names are in another order than the numbers: 10 before 2."""
    first = "disclosure-desk.localhost/site"
    with signer.memory.held():
        for origin in (first, f"{first}/successor/2", f"{first}/successor/10"):
            signer.memory.write(State(origin, "site"))
    recorded()
    signer.sign()
    assert StoredCheckpoint.objects.get(origin__contains="site").origin == f"{first}/successor/10"


def test_verification_beside_the_signer_finds_nothing(
    signer: TestSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the signer does between any two statements of a verification, it is no finding."""
    practice = uuid.uuid4()
    recorded(practice=practice)
    signer.sign()
    beside = _every(3, lambda: (_many(practice), recorded(practice=uuid.uuid4()), signer.sign()))
    for log in (f"practice/{practice}", ROOT_LOG):
        before = Tree.objects.get(log=log).size
        with connection.execute_wrapper(beside):
            last = verified(log)
        assert last.findings == []
        assert Tree.objects.get(log=log).size > before


def _many(practice: uuid.UUID) -> None:
    with transaction.atomic():
        for _ in range(150):
            record(HAPPENED, actor=a_person(), practice=practice, about=a_request(), facts={})


def _every(nth: int, do: Callable[[], object]) -> Callable[..., Any]:
    """Runs `do` before every nth statement, save before its own."""
    met, busy = [0], [False]

    def wrapper(execute: Callable[..., Any], *rest: Any) -> Any:
        if not busy[0]:
            met[0] += 1
            if met[0] % nth == 0:
                busy[0] = True
                do()
                busy[0] = False
        return execute(*rest)

    return wrapper


def test_public_keys_are_read_once_for_however_many_leaves_of_the_root_log(
    signer: TestSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def counted() -> Any:
        read.append(1)
        return public_keys()

    monkeypatch.setattr(sources, "public_keys", counted)
    for _ in range(4):
        recorded(practice=uuid.uuid4())
    signer.sign()
    assert signer.state(ROOT_LOG).size == 4
    assert len(read) == 1
