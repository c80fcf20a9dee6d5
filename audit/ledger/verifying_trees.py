"""Whether a tree is the one that was signed: checked while the leaf hashes, just recomputed, come by."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import Max

from audit.ledger.findings import Problem
from audit.ledger.formats import merkle, notes
from audit.ledger.formats.checkpoints import Checkpoint, parse_checkpoint
from audit.ledger.models import StoredCheckpoint, Tree, TreeNode
from audit.ledger.trees import newest_tree


@dataclass(slots=True)
class TreeCheck:
    """One tree, over leaf hashes from the first on. Made before the log's end is read: begin()."""

    tree: Tree
    keys: Sequence[notes.VerifierKey]  # the log's; without any, no signature is checked
    last_signed: int
    nodes_end: int  # where the entries that stored hashes cover end
    frontier: merkle.Frontier = field(default_factory=merkle.Frontier)
    checkpoints: int = 0  # that agree
    signed_to: int = 0  # the size of the largest that agrees
    broken: bool = False  # a checkpoint didn't agree: the later ones can't either

    @classmethod
    def begin(cls, log: str, keys_of: Callable[[str], Sequence[notes.VerifierKey]]) -> "TreeCheck | None":
        """The check of a log's newest tree; None where it has none yet.

        All that the signer adds later is beyond what the check then expects, and isn't missed.
        """
        tree = newest_tree(log)
        if tree is None:
            return None
        signed = StoredCheckpoint.objects.filter(origin=tree.origin).aggregate(last=Max("size"))["last"]
        nodes = (
            TreeNode.objects.filter(origin=tree.origin).values_list("level").annotate(last=Max("node_index"))
        )
        # Not in the database, whose numbers end: whoever may insert may store any index.
        nodes_end = max(((last + 1) << level for level, last in nodes), default=0)
        return cls(tree, keys_of(tree.origin), signed or 0, nodes_end)

    def take(self, hashes: Sequence[bytes]) -> Iterator[Problem]:
        """Go on by so many leaves."""
        start, end = self.frontier.size, self.frontier.size + len(hashes)
        done: list[merkle.Node] = []
        rows = StoredCheckpoint.objects.filter(origin=self.tree.origin, size__gt=start, size__lte=end)
        stops: list[tuple[int, StoredCheckpoint | None]] = [(row.size, row) for row in rows.order_by("size")]
        if start < self.tree.size <= end:
            stops.append((self.tree.size, None))
        for size, row in sorted(stops, key=lambda stop: stop[0]):
            done += self.frontier.extend(hashes[self.frontier.size - start : size - start])
            yield from self._integrated() if row is None else self._checkpoint(row)
        done += self.frontier.extend(hashes[self.frontier.size - start :])
        yield from self._nodes(done)

    def finish(self) -> Iterator[Problem]:
        """After the last leaf: nothing was signed or integrated that is not there."""
        size = self.frontier.size
        if self.last_signed > size:
            message = f"a checkpoint was signed over {self.last_signed} entries, {size} are here"
            yield Problem(size, "truncated", message)
        if self.tree.size > size:
            yield Problem(size, "tree", f"{self.tree.size} entries were integrated, {size} are here")
        if self.nodes_end > size:
            yield Problem(None, "node", "a stored hash covers entries that aren't here")

    def _integrated(self) -> Iterator[Problem]:
        if self.frontier.root() != bytes(self.tree.root_hash):
            yield Problem(
                None, "tree", f"the entries below {self.tree.size} aren't those that were integrated"
            )

    def _checkpoint(self, row: StoredCheckpoint) -> Iterator[Problem]:
        try:
            note = notes.parse(row.note)
            said = parse_checkpoint(note.text)
            signed = notes.verified(note, self.keys)
        except notes.BadNote as error:
            yield Problem(None, "signature", f"the checkpoint at {row.size}: {error}")
            return
        if said != Checkpoint(row.origin, row.size, bytes(row.root_hash)):
            yield Problem(
                None, "checkpoint", f"the checkpoint at {row.size} says other than the columns beside it"
            )
        if self.keys and not signed:
            yield Problem(None, "signature", f"no known key signed the checkpoint at {row.size}")
        elif said.root == self.frontier.root():
            self.checkpoints += 1
            self.signed_to = row.size
        elif not self.broken:
            self.broken = True
            yield Problem(
                self.signed_to,
                "tree",
                f"the entries from {self.signed_to} to {row.size - 1} aren't those that were signed: "
                "one was changed, put in or taken out",
            )

    def _nodes(self, done: Sequence[merkle.Node]) -> Iterator[Problem]:
        """The stored hashes of what was just completed, as far as the tree is integrated."""
        expected = {
            (node.level, node.index): node.hash
            for node in done
            if (node.index + 1) << node.level <= self.tree.size
        }
        stored = self._stored(done) if expected else {}
        for (level, index), hashed in expected.items():
            if stored.get((level, index)) != hashed:
                first, last = index << level, ((index + 1) << level) - 1
                yield Problem(
                    first, "node", f"the stored hash over the entries {first} to {last} isn't theirs"
                )

    def _stored(self, done: Sequence[merkle.Node]) -> dict[tuple[int, int], bytes]:
        """In one query a level, of which there are three in a log of sixteen million entries."""
        found: dict[tuple[int, int], bytes] = {}
        for level in {node.level for node in done}:
            indexes = [node.index for node in done if node.level == level]
            rows = TreeNode.objects.filter(
                origin=self.tree.origin, level=level, node_index__range=(min(indexes), max(indexes))
            )
            found |= {(level, row.node_index): bytes(row.hash) for row in rows}
        return found
