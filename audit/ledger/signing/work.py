"""One tree at work: integrated entry by entry, signed now and then, compared with what was signed before."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.utils import timezone

from audit.ledger.formats import notes
from audit.ledger.formats.merkle import Frontier, peaks_at
from audit.ledger.models import Tree
from audit.ledger.own_checkpoints import newest_signed
from audit.ledger.signing import tables
from audit.ledger.signing.refusing import Forgotten, Refused
from audit.ledger.signing.sources import Source
from audit.ledger.signing.state import Memory, State
from audit.ledger.trees import node_at

BATCH = 10_000  # entries a transaction: none lasts long, however much there is to catch up


@dataclass(slots=True)
class Work:
    """A tree that this process signs. `frontier` is how far it is integrated, at least what was signed."""

    memory: Memory
    state: State
    source: Source
    clock: Callable[[], float] = time.monotonic
    frontier: Frontier = field(default_factory=Frontier)
    resumed: bool = False  # whether the database was compared with what was signed, in this process
    signed_at: float = -inf

    def advance(
        self, end: int, keys: Sequence[Ed25519PrivateKey], stopping: Callable[[], bool] = lambda: False
    ) -> None:
        """Integrate up to `end`, the log's size, and sign where it is time. Raises Refused and Forgotten."""
        self.resume(end, keys)
        if end < self.frontier.size:
            message = f"{self.frontier.size} entries were integrated, {end} are here"
            raise Refused("truncated", end, message)
        while self.frontier.size < end and not stopping():
            self._step(min(end, self.frontier.size + BATCH), keys)
        if self.state.size < self.frontier.size and self.is_time():
            self._step(self.frontier.size, keys)

    def has_work(self, end: int) -> bool:
        """Whether advance() would do anything for a log of this size."""
        return not self.resumed or end != self.frontier.size or (self.state.size < end and self.is_time())

    def is_time(self) -> bool:
        """Whether the last checkpoint is long enough ago."""
        return self.clock() - self.signed_at >= self.source.pause

    def resume(self, end: int, keys: Sequence[Ed25519PrivateKey]) -> None:
        """Once: come up to what was signed last, by what is here now, and publish it if it isn't.

        Raises Refused where it isn't what was signed, and Forgotten where more was signed.
        """
        if self.resumed:
            return
        signed = self.state.signed
        with connection.cursor() as cursor:
            integrated = tables.integrated_size(cursor, self.state.origin) or 0
        if newest_signed(self.state.origin, beyond=signed.size) is not None:
            raise Forgotten(f"{self.state.origin}: more was signed than LEDGER_STATE_DIR remembers")
        if end < signed.size:
            raise Refused("truncated", end, f"{signed.size} entries were signed, {end} are here")
        self.frontier = self._from_nodes(min(integrated, signed.size))
        while self.frontier.size < signed.size:  # killed before the hashes of what it signed were stored
            self._step(min(signed.size, self.frontier.size + BATCH), keys)
        self._compare(self.frontier)
        if signed.size:
            self._publish_again(keys)
        self.resumed = True

    def look_at(self, end: int) -> None:
        """That what isn't integrated yet follows, leaf by leaf, before more is added. Raises Refused."""
        with connection.cursor() as cursor:
            for start in range(self.frontier.size, end, BATCH):
                self.source.hashes(cursor, start, min(end, start + BATCH))

    def _from_nodes(self, size: int) -> Frontier:
        tree = Tree(origin=self.state.origin, log=self.state.log)
        try:
            return peaks_at(size, node_at(tree))
        except LookupError:
            raise Refused("missing", None, f"entries or hashes below {size} aren't there") from None

    def _step(self, end: int, keys: Sequence[Ed25519PrivateKey]) -> None:
        """One transaction: entries, their nodes, the tree, and where it is time the checkpoint."""
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            tables.take_turn(cursor)
            grown, now = self.frontier.copy(), timezone.now()
            if end > grown.size:
                nodes = grown.extend(self.source.hashes(cursor, grown.size, end))
                self._compare(grown)
                # The tree first: nodes refer to it.
                tables.store_tree(cursor, self.state, grown, now)
                tables.store_nodes(cursor, self.state.origin, nodes)
            state = self.state
            if grown.size > state.size and self.is_time():
                state = replace(state, signed=grown)
                self.memory.write(state)  # before anybody can see the checkpoint
                said = state.checkpoint
                tables.store_checkpoint(cursor, said, self._signed(state, keys), now)
        self.frontier = grown
        if state is not self.state:
            self.state, self.signed_at = state, self.clock()

    def _compare(self, tree: Frontier) -> None:
        """At the size that was signed a tree is the one that was signed. Raises Refused."""
        signed = self.state.signed
        if tree.size == signed.size and tree.root() != signed.root():
            raise Refused("split", None, f"the first {signed.size} entries aren't those that were signed")

    def _publish_again(self, keys: Sequence[Ed25519PrivateKey]) -> None:
        """Killed between memory and commit, it signs the same again: the same bytes, as far as keys go."""
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            tables.take_turn(cursor)
            tables.store_tree(cursor, self.state, self.state.signed, timezone.now())
            note = self._signed(self.state, keys)
            tables.store_checkpoint(cursor, self.state.checkpoint, note, timezone.now())

    def _signed(self, state: State, keys: Sequence[Ed25519PrivateKey]) -> notes.Note:
        text = str(state.checkpoint)
        return notes.Note(text, tuple(notes.sign(text, key, state.origin) for key in keys))
