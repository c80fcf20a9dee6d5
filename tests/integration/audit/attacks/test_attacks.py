"""Twenty-six attacks by who owns the tables, half of them with the signer's key and memory as well.

For each: what verification finds, what the signer refuses at its next start, and what a checkpoint shows
that was kept elsewhere. Who has the key is found by the last alone; what is removed before it was signed is
found by nobody, as the pages say.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any

import pytest

from audit.ledger.api import newest_checkpoint, verify_against, verify_log
from audit.ledger.models import Alarm
from tests.factories.ledger import AT, entry_text
from tests.support.attacker import BACKUP, EARLY, END, KEPT, LATE, LOG, Attacker, append, some_texts
from tests.support.signing import TestSigner

pytestmark = pytest.mark.django_db(transaction=True)
Found = Set[tuple[int | None, str]]


@dataclass(frozen=True)
class Attack:
    """What is done, and who notices: findings of verification, the alarm of the signer, a kept checkpoint."""

    name: str
    do: Callable[[Attacker], str | None]
    verify: Found = frozenset()
    root: Found = frozenset()  # of the root log
    signer: str | None = None
    kept: Set[str] = frozenset()
    with_key: bool = False

    def __str__(self) -> str:
        return f"{self.name}, {'with' if self.with_key else 'without'} the key"


def edit_without_hash(attacker: Attacker) -> None:
    edit = 'UPDATE ledger_event SET entry = replace(entry, \'"facts":{}\', \'"facts":{"a":1}\')'
    attacker.run(f"{edit} WHERE leaf_index = %s", EARLY)


def edit_with_hash(attacker: Attacker) -> None:
    attacker.rewrite(attacker.edited(LATE))


def rebuild_everything(attacker: Attacker) -> None:
    attacker.rewrite(attacker.edited(LATE))
    attacker.rebuild_tables()


def delete_an_entry(attacker: Attacker) -> None:
    attacker.run("DELETE FROM ledger_event WHERE leaf_index = %s", LATE)


def delete_and_close_the_gap(attacker: Attacker) -> None:
    texts = attacker.texts()
    attacker.rewrite(texts[:LATE] + texts[LATE + 1 :])


def cut_what_was_not_signed(attacker: Attacker) -> None:
    attacker.rewrite(attacker.texts()[:KEPT])


def cut_what_was_signed(attacker: Attacker) -> None:
    attacker.rewrite(attacker.texts()[: KEPT - 5])


def reorder(attacker: Attacker) -> None:
    texts = attacker.texts()
    texts[LATE], texts[LATE + 1] = texts[LATE + 1], texts[LATE]
    attacker.rewrite(texts)


def delete_and_insert_again(attacker: Attacker) -> None:
    texts = attacker.texts()
    attacker.rewrite([*texts[:LATE], *texts[LATE + 1 :], texts[LATE]])


def insert_in_the_middle(attacker: Attacker) -> None:
    texts = attacker.texts()
    attacker.rewrite([*texts[:LATE], entry_text(), *texts[LATE:]])


def restore_an_old_backup(attacker: Attacker) -> None:
    attacker.restore_backup()


def restore_and_go_on(attacker: Attacker) -> None:
    attacker.restore_backup()
    attacker.rewrite([*attacker.texts(), *(entry_text() for _ in range(END - BACKUP))])


def show_another_view(attacker: Attacker) -> str:
    note = newest_checkpoint(LOG)
    assert note
    other = attacker.another_view()
    if attacker.signs:
        return other
    head, _, _ = other.partition("\n\n")
    return f"{head}\n\n{str(note.note).partition(chr(10) * 2)[2]}"  # another tree under the old signature


def backdate(attacker: Attacker) -> None:
    texts = attacker.texts()
    texts[EARLY] = texts[EARLY].replace(f'"at":"{AT.year}', f'"at":"{AT.year - 1}')
    attacker.rewrite(texts)


NOTHING: Found = frozenset()
CHANGED: Found = {(0, "tree"), (None, "tree")}  # neither what was signed, nor what was integrated
CHANGED_EARLY: Found = CHANGED | {(0, "node")}  # nor what the stored hash over the first 256 says
WITHOUT_KEY = [
    Attack("an entry edited, not its hash", edit_without_hash, verify=CHANGED_EARLY | {(EARLY, "leaf_hash")}),
    Attack("an entry edited with its hash", edit_with_hash, CHANGED, signer="split", kept={"split"}),
    Attack(
        "everything rebuilt",
        rebuild_everything,
        {(None, "signature")},
        root={(0, "leaf"), (1, "leaf")},
        signer="split",
        kept={"split"},
    ),
    Attack(
        "an entry deleted",
        delete_an_entry,
        {(LATE, "missing"), (None, "tree")},
        signer="missing",
        kept={"truncated"},
    ),
    Attack("the end cut off before it was signed", cut_what_was_not_signed),
    Attack(
        "the end cut off after it was signed",
        cut_what_was_signed,
        {(KEPT - 5, "truncated"), (KEPT - 5, "tree")},
        root={(None, "vanished")},
        signer="truncated",
        kept={"truncated"},
    ),
    Attack("two entries in the other order", reorder, CHANGED, signer="split", kept={"split"}),
    Attack(
        "an entry deleted and inserted again",
        delete_and_insert_again,
        CHANGED,
        signer="split",
        kept={"split"},
    ),
    Attack("an entry inserted in the middle", insert_in_the_middle, CHANGED, signer="split", kept={"split"}),
    Attack("an old backup restored", restore_an_old_backup, signer="truncated", kept={"truncated"}),
    Attack("an old backup restored and gone on with", restore_and_go_on, signer="split", kept={"split"}),
    Attack("another view shown", show_another_view, kept={"signature"}),
    Attack("an entry backdated", backdate, CHANGED_EARLY),
]
# Who has the key and the memory signs whatever they made: nothing in the house tells the difference.
WITH_KEY = [
    Attack("an entry edited, not its hash", edit_without_hash,
           verify=CHANGED_EARLY | {(EARLY, "leaf_hash")}, with_key=True),
    Attack("an entry edited with its hash", edit_with_hash, kept={"split"}, with_key=True),
    Attack("everything rebuilt", rebuild_everything, kept={"split"}, with_key=True),
    Attack("an entry deleted", delete_and_close_the_gap, kept={"split"}, with_key=True),
    Attack("the end cut off before it was signed", cut_what_was_not_signed, with_key=True),
    Attack("the end cut off after it was signed", cut_what_was_signed, kept={"truncated"}, with_key=True),
    Attack("two entries in the other order", reorder, kept={"split"}, with_key=True),
    Attack("an entry deleted and inserted again", delete_and_insert_again, kept={"split"}, with_key=True),
    Attack("an entry inserted in the middle", insert_in_the_middle, kept={"split"}, with_key=True),
    Attack("an old backup restored", restore_an_old_backup, kept={"truncated"}, with_key=True),
    Attack("an old backup restored and gone on with", restore_and_go_on, kept={"split"}, with_key=True),
    Attack("another view shown", show_another_view, kept={"split"}, with_key=True),
    Attack("an entry backdated", backdate, kept={"split"}, with_key=True),
]  # fmt: skip
ATTACKS = WITHOUT_KEY + WITH_KEY


@pytest.fixture
def kept(owner: Any, signer: TestSigner) -> str:
    """The log that is attacked, and the checkpoint of it that left the building."""
    texts = some_texts(END)
    append(owner, texts[:BACKUP])
    signer.sign()
    append(owner, texts[BACKUP:KEPT])
    signer.sign()
    signed = newest_checkpoint(LOG)
    assert signed
    assert signed.size == KEPT
    append(owner, texts[KEPT:])
    return str(signed.note)


def findings(log: str) -> Found:
    *_, last = verify_log(log)
    return {(finding.leaf_index, finding.code) for finding in last.findings}


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_it_is_found_by_whom_the_design_says(
    attack: Attack, kept: str, unguarded: Any, signer: TestSigner
) -> None:
    attacker = Attacker(unguarded, signer, signs=attack.with_key)
    shown = attack.do(attacker)
    if attack.with_key and attack.do not in (edit_without_hash, show_another_view):
        attacker.sign_anew()

    assert findings(LOG) == attack.verify
    assert findings("root") == attack.root
    assert {finding.code for finding in verify_against(shown or kept)} == attack.kept

    signer.restart()
    signer.sign()
    assert [alarm.code for alarm in Alarm.objects.filter(log=LOG)] == (
        [attack.signer] if attack.signer else []
    )


def test_twenty_six_ways_and_an_honest_log_that_gives_no_alarm(kept: str, signer: TestSigner) -> None:
    assert len({str(attack) for attack in ATTACKS}) == 26
    assert findings(LOG) == findings("root") == NOTHING
    assert not list(verify_against(kept))
    signer.restart()
    signer.sign()
    assert not Alarm.objects.exists()
    assert findings(LOG) == findings("root") == NOTHING
    assert not list(verify_against(kept))


def test_a_signer_that_had_integrated_the_end_refuses_when_it_is_cut_off_before_it_was_signed(
    kept: str, unguarded: Any, signer: TestSigner
) -> None:
    signer.sign(later=1.0)  # too soon for a checkpoint
    Attacker(unguarded, signer).rewrite(some_texts(END)[:KEPT])
    signer.sign()
    assert Alarm.objects.get().code == "truncated"


def test_a_vanished_log_is_known_to_the_root_log(kept: str, unguarded: Any, signer: TestSigner) -> None:
    for table in ("event", "head"):
        unguarded.execute(f"DELETE FROM ledger_{table}")
    assert (None, "vanished") in findings("root")
