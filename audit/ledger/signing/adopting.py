"""When the signer's memory was lost: taking it from the database again, after that was verified.

Until then the memory was what nobody with the database alone could change. What is adopted is only as good
as the comparison with a checkpoint that was kept elsewhere.
"""

from audit.ledger.errors import BadMemory, LedgerError
from audit.ledger.formats.merkle import peaks_at
from audit.ledger.models import Tree
from audit.ledger.signing.state import Memory, State
from audit.ledger.trees import newest_checkpoint, node_at
from audit.ledger.verifying import verify_log


class NotAdopted(LedgerError):
    """The log doesn't verify, or what is remembered of it stands."""


def lost(memory: Memory) -> list[Tree]:
    """The newest trees of which the database has more than the memory, by log; the root log last."""
    newest: dict[str, Tree] = {}
    for tree in Tree.objects.order_by("log", "era"):
        newest[tree.log] = tree
    found = [tree for tree in newest.values() if _is_lost(memory, tree)]
    return sorted(found, key=lambda tree: (tree.log == "root", tree.log))


def adopt(memory: Memory, tree: Tree) -> State:
    """Remember the newest checkpoint of a log that verifies whole. Raises NotAdopted."""
    *_, progress = verify_log(tree.log)
    if progress.findings:
        raise NotAdopted(f"{tree.log} doesn't verify: manage.py verify_ledger says where")
    if not progress.signatures:
        raise NotAdopted("LEDGER_PUBLIC_KEYS_FILE has no key to check signatures with")
    state = State(tree.origin, tree.log, peaks_at(progress.signed_to, node_at(tree)))
    memory.write(state)
    return state


def _is_lost(memory: Memory, tree: Tree) -> bool:
    try:
        state = memory.read(tree.origin)
    except BadMemory:
        return True
    if state is None or state.frozen is not None:
        return state is None  # what is frozen stays so
    newest = newest_checkpoint(tree.log)
    return newest is not None and newest.size > state.size
