"""After a tree was frozen: another over the same entries, from the first on, under an origin of its own."""

from django.db import connection, transaction
from django.utils import timezone

from audit.ledger.errors import BadMemory, LedgerError
from audit.ledger.formats.merkle import Frontier
from audit.ledger.models import Tree
from audit.ledger.names import practice_of
from audit.ledger.own_checkpoints import newest_signed
from audit.ledger.own_events import SUCCESSOR_BEGUN, about_tree
from audit.ledger.recording import Recorded, record
from audit.ledger.signing import tables
from audit.ledger.signing.state import Memory, State
from audit.ledger.trees import newest_tree, origin_of

OPERATOR = "system:command_line"
REASONS = {
    "restored": "the database was restored from a backup",
    "lost": "entries were lost in another way",
    "tampering": "somebody changed what was signed",
    "memory_lost": "the signer's memory was lost",
}


class NoSuccessor(LedgerError):
    """The log needs none, or can't have one."""


def begin_successor(memory: Memory, log: str, *, reason: str) -> tuple[State, Recorded | None]:
    """Let a log be signed again. Raises NoSuccessor while its tree still can be.

    The entry that says so is in the log itself (the root log has none: in the site's), and commits before
    anything is signed. Killed in between, the same call goes on: it returns no second entry.
    """
    with memory.held():
        tree = newest_tree(log)
        if tree is None:
            raise NoSuccessor(f"{log} has no tree that could have a successor")
        old = _remembered(memory, tree)
        if old is None and tree.era > 1 and tree.size == 0:
            state = State(tree.origin, log)
            memory.write(state)
            return state, None
        if old is not None and old.frozen is None and not _is_stale(old):
            raise NoSuccessor(f"{log} can be signed: only a frozen tree has a successor")
        state = State(origin_of(log, tree.era + 1), log)
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            tables.store_tree(cursor, state, Frontier(), timezone.now())
            recorded = _record(log, tree, old, reason)
        memory.write(state)
        return state, recorded


def _remembered(memory: Memory, tree: Tree) -> State | None:
    try:
        return memory.read(tree.origin)
    except BadMemory:
        return None


def _is_stale(state: State) -> bool:
    """Whether the database has a newer checkpoint of ours than the signer remembers."""
    return newest_signed(state.origin, beyond=state.size) is not None


def _record(log: str, tree: Tree, old: State | None, reason: str) -> Recorded:
    said = None if old is None else old.checkpoint
    return record(
        SUCCESSOR_BEGUN,
        actor=OPERATOR,
        practice=practice_of(log),
        about=about_tree(log),
        facts={
            "of": tree.origin,
            "era": tree.era + 1,
            "signed_size": said.size if said else None,
            "signed_root": said.root.hex() if said else None,
            "alarm": old.frozen.code if old and old.frozen else None,
            "reason": reason,
        },
    )
