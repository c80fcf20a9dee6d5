"""When the signer's memory was lost: taking it from the database again, after that was verified.

Until then the memory was what nobody with the database alone could change. What is adopted is only as good
as the comparison with a checkpoint that was kept elsewhere.
"""

from collections.abc import Sequence

from django.db.models import Max

from audit.ledger.errors import BadMemory, LedgerError
from audit.ledger.formats.merkle import peaks_at
from audit.ledger.models import RootLeaf, Tree
from audit.ledger.own_checkpoints import newest_signed
from audit.ledger.public_keys import public_keys
from audit.ledger.signing.state import Memory, State
from audit.ledger.trees import ROOT_LOG, newest_tree, node_at
from audit.ledger.verifying import verify_log


class NotAdopted(LedgerError):
    """A log doesn't verify, or is shorter than the root log has it."""


def lost(memory: Memory) -> list[Tree]:
    """The newest trees of which the database has more than the memory, by log; the root log last."""
    newest: dict[str, Tree] = {}
    for tree in Tree.objects.order_by("log", "era"):
        newest[tree.log] = tree
    found = [tree for tree in newest.values() if _is_lost(memory, tree)]
    return sorted(found, key=lambda tree: (tree.log == ROOT_LOG, tree.log))


def check_root(trees: Sequence[Tree]) -> None:
    """Before the first is adopted: the root log verifies, and no log is shorter there. Raises NotAdopted.

    A log that was cut off together with its tree verifies by itself. What is adopted is signed on: it comes
    too late to notice afterwards.
    """
    if not public_keys():
        raise NotAdopted("LEDGER_PUBLIC_KEYS_FILE has no key to check signatures with")
    *_, progress = verify_log(ROOT_LOG)
    if progress.findings:
        first = progress.findings[0]
        raise NotAdopted(f"the root log doesn't verify: {first.code}: {first.message}")
    known = _sizes_in_root_log()
    for tree in trees:
        rooted, stands = known.get(tree.origin, 0), newest_signed(tree.origin) or 0
        if stands < rooted:
            raise NotAdopted(
                f"the root log knows {rooted} entries of {tree.origin}, the newest checkpoint of ours is over"
                f" {stands}"
            )


def adopt(memory: Memory, tree: Tree) -> State:
    """Remember the newest checkpoint of a log that verifies whole, after check_root(). Raises NotAdopted."""
    *_, progress = verify_log(tree.log)
    if progress.findings:
        raise NotAdopted(f"{tree.log} doesn't verify: manage.py verify_ledger says where")
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
    return newest_signed(tree.origin, beyond=state.size) is not None


def _sizes_in_root_log() -> dict[str, int]:
    """How far the newest root log knows each tree, by origin."""
    root = newest_tree(ROOT_LOG)
    leaves = RootLeaf.objects.filter(origin=root.origin) if root else RootLeaf.objects.none()
    return dict(leaves.values_list("of_origin").annotate(size=Max("of_size")))
