"""Somebody who owns the ledger's tables, and in the worst case the signer's key and memory, too.

Nothing here goes through the application: rows are changed as their owner can, with every guard gone.
"""

import shutil
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from audit.ledger.entry import leaf_hash
from audit.ledger.formats import notes
from audit.ledger.formats.checkpoints import Checkpoint
from audit.ledger.signing.key_files import signing_keys
from audit.ledger.trees import first_origin
from tests.factories.ledger import AT, entry_text
from tests.support.signing import TestSigner
from tests.support.trees import root_of

LOG = "site"
BACKUP, KEPT, END = 280, 290, 294  # entries at the backup, in the checkpoint that was kept, and now
EARLY, LATE = 100, 270  # an entry in the first 256, whose hash is stored, and one behind them


@dataclass
class Attacker:
    """The owner of the tables, without any guard."""

    database: Any
    signer: TestSigner
    signs: bool = False  # whether they have the key

    def run(self, statement: str, *values: Any) -> None:
        """One statement, committed."""
        self.database.execute(statement, values or None)

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What a query finds."""
        self.database.execute(query, values or None)
        return list(self.database.fetchall())

    def texts(self) -> list[str]:
        """The entries as they are."""
        return [text for (text,) in self.rows("SELECT entry FROM ledger_event ORDER BY leaf_index")]

    def rewrite(self, texts: list[str]) -> None:
        """Make these the log, from the first entry to the last, hashes and head included."""
        self.run("ALTER TABLE ledger_event DISABLE TRIGGER ledger_event_append")
        self.run("DELETE FROM ledger_event")
        hashes = [leaf_hash(text) for text in texts]
        self.run(
            """INSERT INTO ledger_event (leaf_index, entry, leaf_hash)
            SELECT place - 1, text, hash FROM unnest(%s::text[], %s::bytea[])
            WITH ORDINALITY AS given (text, hash, place)""",
            texts,
            hashes,
        )
        self.run("UPDATE ledger_head SET size = %s", len(texts))
        self.run("ALTER TABLE ledger_event ENABLE ALWAYS TRIGGER ledger_event_append")

    def edited(self, index: int) -> list[str]:
        """The entries, of which one tells of something else."""
        texts = self.texts()
        texts[index] = texts[index].replace('"facts":{}', '"facts":{"outcome":"refused"}')
        return texts

    def rebuild_tables(self) -> None:
        """Recompute everything that can be without the key; signatures stay what they were."""
        hashes = [leaf_hash(text) for text in self.texts()]
        origin = first_origin(LOG)
        self.run(
            "UPDATE ledger_node SET hash = %s WHERE origin = %s AND level = 8 AND node_index = 0",
            root_of(hashes[:256]),
            origin,
        )
        self.run("UPDATE ledger_tree SET root_hash = %s WHERE origin = %s", root_of(hashes[:KEPT]), origin)
        for size, note in self.rows("SELECT size, note FROM ledger_checkpoint WHERE origin = %s", origin):
            root = root_of(hashes[:size])
            forged = notes.Note(str(Checkpoint(origin, size, root)), notes.parse(note).signatures)
            self.run(
                "UPDATE ledger_checkpoint SET root_hash = %s, note = %s WHERE origin = %s AND size = %s",
                root,
                str(forged),
                origin,
                size,
            )

    def sign_anew(self) -> None:
        """With the key, and the signer's memory wiped: all that was signed is signed again, otherwise."""
        for table in ("cosignature", "root_leaf", "checkpoint", "node", "tree", "alarm"):
            self.run(f"DELETE FROM ledger_{table}")
        shutil.rmtree(self.signer.memory.folder)
        self.signer.restart()
        self.signer.sign()

    def restore_backup(self) -> None:
        """The tables as they were at the backup: what came later is gone."""
        origin = first_origin(LOG)
        (note, root), *_ = self.rows(
            "SELECT note, root_hash FROM ledger_checkpoint WHERE origin = %s AND size = %s", origin, BACKUP
        )
        self.rewrite(self.texts()[:BACKUP])
        root_origin = first_origin("root")
        self.run("DELETE FROM ledger_root_leaf WHERE leaf_index > 0")
        self.run("DELETE FROM ledger_checkpoint WHERE origin = %s AND size > %s", origin, BACKUP)
        self.run("DELETE FROM ledger_checkpoint WHERE origin = %s AND size > 1", root_origin)
        self.run("UPDATE ledger_tree SET size = %s, root_hash = %s WHERE origin = %s", BACKUP, root, origin)
        first = root_of([leaf_hash(notes.parse(note).text)])
        self.run("UPDATE ledger_tree SET size = 1, root_hash = %s WHERE origin = %s", first, root_origin)

    def another_view(self) -> str:
        """A checkpoint of another tree at the size that was kept, signed with the key."""
        other = Checkpoint(
            first_origin(LOG), KEPT, root_of([leaf_hash(text) for text in self.edited(LATE)[:KEPT]])
        )
        signed = notes.sign(str(other), signing_keys()[0], other.origin)
        return str(notes.Note(str(other), (signed,)))


def some_texts(count: int) -> list[str]:
    """Entries of different times, about different things."""
    return [entry_text(at=AT + timedelta(minutes=n), event_id=uuid.UUID(int=n + 1)) for n in range(count)]


def append(owner: Any, texts: list[str]) -> None:
    """Record entries in one statement, through the trigger as everybody."""
    owner.execute("INSERT INTO ledger_event (entry) SELECT unnest(%s::text[])", (texts,))
